"""The last layer and the loss that a task asks for, chosen from two fixed lists."""

from functools import partial

from dlbook.exercises.exercise import Case, Exercise, Mistake

FUNCTIONS = ("none", "relu", "tanh", "sigmoid", "softmax")
LOSSES = ("mse", "binary_cross_entropy", "softmax_cross_entropy")

CHOICES = {
    "profit of a shop": ("none", "mse"),
    "spam or not": ("sigmoid", "binary_cross_entropy"),
    "one of ten digits": ("softmax", "softmax_cross_entropy"),
    "all topics of an article": ("sigmoid", "binary_cross_entropy"),
    "steering angle, -1 to 1": ("tanh", "mse"),
}


def output_layer(task):
    """Return the function that turns the last layer's sums into the answer, and the loss to train with."""
    return CHOICES[task]


def numbered(answer, task):
    """Return the places of the two choices on their lists.

    Errors: ValueError for an answer that is no pair, and for a choice that is not on its list.
    """
    choice = answer(task)
    if not isinstance(choice, (tuple, list)) or len(choice) != 2:
        raise ValueError("a pair was expected: function, loss")
    function, loss = choice
    for said, known in ((function, FUNCTIONS), (loss, LOSSES)):
        if said not in known:
            raise ValueError(f"{said!r} is none of {', '.join(known)}")
    return FUNCTIONS.index(function) + 1, LOSSES.index(loss) + 1


def changed(task, choice, asked):
    """Return the right choices for every task but one."""
    return choice if asked == task else CHOICES[asked]


def everywhere_mse(task):
    """Return the right function, and the squared error for every task."""
    return CHOICES[task][0], "mse"


def exchanged(task):
    """Return the right choices, the loss first."""
    return CHOICES[task][::-1]


def single(task):
    """Return the function alone."""
    return CHOICES[task][0]


# A task, a wrong choice of functions or losses for it, and what to ask about it.
WRONG = (
    (
        "profit of a shop",
        [("relu", "mse")],
        "A03",
        "no loss possible",
        "Which values must the target be able to take? A shop can also lose money; can your last function say so?",
    ),
    (
        "profit of a shop",
        [("sigmoid", "mse"), ("tanh", "mse"), ("softmax", "mse")],
        "A03",
        "quantity squashed",
        "Your answer can never leave the range of your last function. Which range does a profit have?",
    ),
    (
        "profit of a shop",
        [("none", "binary_cross_entropy"), ("none", "softmax_cross_entropy")],
        "",
        "quantity with a loss for classes",
        "A profit is a quantity, not a class: which loss measures the distance between two quantities?",
    ),
    (
        "spam or not",
        [("softmax", "softmax_cross_entropy"), ("softmax", "binary_cross_entropy")],
        "C08",
        "softmax on one unit",
        "The network for spam has one output unit. What must the numbers in a softmax row add up to, and how many are there?",
    ),
    (
        "spam or not",
        [("none", "binary_cross_entropy"), ("tanh", "binary_cross_entropy"), ("relu", "binary_cross_entropy")],
        "C09",
        "scores as probabilities",
        "The answer is wanted as a probability, from 0 to 1. Which function on the list has exactly this range?",
    ),
    (
        "spam or not",
        [("sigmoid", "mse")],
        "C14",
        "squared error for a class",
        "Think of a mail with z = −6 that is spam. How much slope does the squared error leave behind a sigmoid there?",
    ),
    (
        "one of ten digits",
        [("sigmoid", "binary_cross_entropy"), ("sigmoid", "softmax_cross_entropy")],
        "",
        "classes that do not compete",
        "Exactly one digit is right. Do your ten probabilities add up to 1?",
    ),
    (
        "one of ten digits",
        [("softmax", "mse"), ("softmax", "binary_cross_entropy")],
        "C14",
        "another loss than the logarithm of one class",
        "One of ten classes is true. Which loss looks at the probability of the true class, and takes the logits?",
    ),
    (
        "one of ten digits",
        [("none", "softmax_cross_entropy"), ("relu", "softmax_cross_entropy")],
        "C09",
        "ten scores as probabilities",
        "Ten probabilities are wanted: no negative ones, and a fixed sum. Does your function care about the sum?",
    ),
    (
        "all topics of an article",
        [("softmax", "softmax_cross_entropy"), ("softmax", "binary_cross_entropy")],
        "",
        "topics that compete",
        "An article may have three topics, or none. If one becomes more probable in your layer, what happens to the others?",
    ),
    (
        "all topics of an article",
        [("none", "binary_cross_entropy")],
        "C09",
        "scores as probabilities of topics",
        "For each topic a probability is wanted: which function has the range from 0 to 1?",
    ),
    (
        "all topics of an article",
        [("sigmoid", "softmax_cross_entropy")],
        "",
        "a loss that lets topics compete",
        "This loss lets the topics compete: may an article have three?",
    ),
    (
        "steering angle, -1 to 1",
        [("sigmoid", "mse"), ("relu", "mse"), ("softmax", "mse")],
        "A03",
        "one side only",
        "A car must be able to turn left as well. Which sign can your last function not produce?",
    ),
    (
        "steering angle, -1 to 1",
        [("none", "mse")],
        "",
        "range not used",
        "Not wrong, but you know more: the angle stays between −1 and 1. Which function on the list has exactly this range?",
    ),
)

EXERCISE = Exercise(
    name="activations.output_layer",
    tier=2,
    reference=output_layer,
    cases=tuple(Case((task,), numbered) for task in CHOICES),
    hints=(
        "Ask of each task: which values can the answer take? Then look for the function with exactly this range.",
        "Ask then: is the answer a quantity, one yes or no, several of them, or one of several classes?",
    ),
    mistakes=(
        Mistake("", "order exchanged", "Return two strings in this order: the function, then the loss.", (exchanged,)),
        Mistake("", "no pair", "Return a pair, two strings: which function, and which loss to train with?", (single,)),
        Mistake(
            "C14",
            "squared error everywhere",
            "A class is not a quantity. Behind a sigmoid or a softmax, where does the squared error go flat?",
            (everywhere_mse,),
        ),
        *(Mistake(id, name, hint, tuple(partial(changed, task, choice) for choice in choices)) for task, choices, id, name, hint in WRONG),
    ),
    returns=("function", "loss"),
)
