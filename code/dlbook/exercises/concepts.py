"""The exercises of the chapter on concepts: from one line to one step of learning.

A wrong function below makes one typical mistake and nothing else; ids such as C04 are those of the catalogue of misconceptions.
"""
import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake

LARGE = 10_000.0  # scores of this size overflow exp


def numbers(seed, *shapes, size=1.0):
    """Return reproducible arrays of normal random numbers, rounded so that they can be read."""
    rng = np.random.default_rng(seed)
    return [np.round(size * rng.normal(size=shape), 2) for shape in shapes]


# --- predict_line ---------------------------------------------------------------------------------------------------------------


def predict_line(x, weight, bias):
    return weight * np.asarray(x) + bias


LINE = Exercise(
    name="concepts.predict_line",
    tier=1,
    reference=predict_line,
    cases=(
        Case((np.array([0.0, 1.0, 2.0]), 3.0, 2.0)),
        Case((np.array([1, 2, 5]), 0.5, -1.0)),
        Case((*numbers(1, 7), -1.7, 0.4)),
    ),
    hints=(
        "Work out the answer for x = 1 alone, on paper, before you think of arrays.",
        "NumPy applies `*` and `+` to every entry of an array; no loop is needed.",
    ),
    mistakes=(
        Mistake("C06", "bias left out", "What does your line answer at x = 0, and what should it answer there?", (lambda x, weight, bias: weight * x,)),
        Mistake(
            "", "weight and bias swapped", "At x = 0 only one of the two parameters can matter: which one matters in your code?",
            (lambda x, weight, bias: bias * x + weight,),
        ),
        Mistake(
            "", "bias multiplied by the weight as well", "How far does your line move up when the bias grows by 1: always by 1?",
            (lambda x, weight, bias: weight * (x + bias),),
        ),
        Mistake(
            "", "one example only", "How many numbers went in, and how many came back? A `return` inside a loop ends it at once.",
            (lambda x, weight, bias: weight * x[0] + bias, lambda x, weight, bias: [weight * x[0] + bias], lambda x, weight, bias: weight * x[-1] + bias),
        ),
        Mistake(
            "", "summed over the examples", "Each example has a prediction of its own: what merges them into one number here?",
            (lambda x, weight, bias: np.sum(weight * x) + bias, lambda x, weight, bias: np.sum(weight * x + bias)),
        ),
    ),
)


# --- dense ----------------------------------------------------------------------------------------------------------------------


def dense(x, kernel, bias):
    return x @ kernel + bias


DENSE_HAND = (np.array([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]]), np.array([[1.0, 0, 2, 0], [0, 1, 0, 1], [1, 1, 0, -1]]), np.array([10.0, 20, 30, 40]))

DENSE = Exercise(
    name="concepts.dense",
    tier=1,
    reference=dense,
    cases=(Case(DENSE_HAND), Case(tuple(numbers(2, (5, 4), (4, 3), 3))), Case(tuple(numbers(3, (3, 3), (3, 3), 3)))),
    hints=(
        "Write down the shapes of x, kernel and bias, and the shape of the result: which size has vanished?",
        "Output j of example i is the sum over all inputs k of x[i, k] times kernel[k, j], plus one more number.",
        "One operator of Python does all these sums at once; a row of n_out numbers is then added to every row by itself.",
    ),
    mistakes=(
        Mistake(
            "C01", "entry-by-entry product instead of matrix product",
            "Write the shapes of both factors and of the result side by side: which size has to disappear? Does `*` make any disappear?",
            (lambda x, kernel, bias: x * kernel + bias,),
        ),
        Mistake(
            "C05", "one bias for each example", "Would the layer still know what to add if tomorrow's batch held a single example?",
            (lambda x, kernel, bias: x @ kernel + bias[:, None],),
        ),
        Mistake("C06", "bias left out", "What does your layer answer to an input of zeros, and what should it answer?", (lambda x, kernel, bias: x @ kernel,)),
        Mistake(
            "B02", "kernel transposed or factors in the wrong order",
            "Which size of the kernel counts the inputs? It has to stand next to the inputs of x.",
            (
                lambda x, kernel, bias: x @ kernel.T + bias, lambda x, kernel, bias: kernel @ x + bias,
                lambda x, kernel, bias: kernel.T @ x + bias, lambda x, kernel, bias: np.dot(x, kernel.T) + bias,
            ),
        ),
        Mistake(
            "B02", "result transposed", "Does a row of your result belong to an example, or to an output?",
            (lambda x, kernel, bias: (x @ kernel + bias).T, lambda x, kernel, bias: kernel.T @ x.T + bias[:, None]),
        ),
        Mistake(
            "", "an activation applied", "The largest and the smallest outputs are bounded in your result: who asked for that? This layer has no activation.",
            (
                lambda x, kernel, bias: np.maximum(0, x @ kernel + bias), lambda x, kernel, bias: 1 / (1 + np.exp(-(x @ kernel + bias))),
                lambda x, kernel, bias: np.tanh(x @ kernel + bias),
            ),
        ),
    ),
)


# --- count_parameters -----------------------------------------------------------------------------------------------------------


def count_parameters(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:]))


COUNT = Exercise(
    name="concepts.count_parameters",
    tier=1,
    reference=count_parameters,
    cases=(Case(([3, 2],)), Case(([64, 32, 10],)), Case(([5, 7, 4, 2],)), Case(([784, 512, 10],))),
    hints=(
        "Draw a network with 3 inputs and 2 outputs. How many arrows are there, and what else does each output unit own?",
        "A list of three sizes describes two layers, not three: pair each size with the next.",
        "One layer has a table of n_in by n_out weights and a row of n_out more numbers; add this up over the pairs.",
    ),
    mistakes=(
        Mistake(
            "", "biases left out", "You have counted the arrows. What does each unit add when all its inputs are zero?",
            (lambda sizes: sum(a * b for a, b in zip(sizes, sizes[1:])),),
        ),
        Mistake(
            "", "biases for the inputs, too", "Which units compute something? An input only passes on a number of the data: does it need parameters?",
            (lambda sizes: sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes),),
        ),
        Mistake(
            "", "biases of the wrong end", "Does a bias belong to a unit that sends, or to one that receives?",
            (lambda sizes: sum(a * b + a for a, b in zip(sizes, sizes[1:])),),
        ),
        Mistake(
            "", "units counted", "This counts units. How many numbers does a single unit need to weigh all its inputs?",
            (lambda sizes: sum(sizes), lambda sizes: sum(sizes[1:])),
        ),
        Mistake(
            "", "all sizes multiplied", "Are there arrows from the first layer straight to the third? Only neighbours are connected.",
            (lambda sizes: int(np.prod(sizes)), lambda sizes: int(np.prod(sizes)) + sum(sizes[1:])),
        ),
        Mistake(
            "", "first layer only", "Right for one layer. Does your loop reach the last pair of the list, or return too early?",
            (lambda sizes: (sizes[0] + 1) * sizes[1],),
        ),
        Mistake(
            "", "one bias for each layer", "Do all units of a layer share one bias, or has each its own?",
            (lambda sizes: sum(a * b + 1 for a, b in zip(sizes, sizes[1:])),),
        ),
    ),
)


# --- mse ------------------------------------------------------------------------------------------------------------------------


def mse(prediction, target):
    return float(np.mean((prediction[:, 0] - target) ** 2))


def mse_variant(formula):
    """Return a wrong loss that takes the differences of the right pairs."""
    return lambda prediction, target: formula(prediction[:, 0] - target)


MSE = Exercise(
    name="concepts.mse",
    tier=2,
    reference=mse,
    cases=(
        Case((np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 3.0, 2.0]))),
        Case((np.array([[5.0], [1.0], [3.0], [9.0]]), np.array([5.0, 1.0, 3.0, 9.0]))),
        Case(tuple(numbers(4, (7, 1), 7))),
    ),
    hints=(
        "Print prediction.shape, target.shape and the shape of their difference. Is the third what you meant?",
        "Bring both to the same shape before you subtract: there is one difference for each example.",
        "Then square, and average over the examples.",
    ),
    mistakes=(
        Mistake(
            "C04", "column minus row", "Before you average: how many numbers are in the difference, and how many examples do you have?",
            (
                lambda prediction, target: np.mean((prediction - target) ** 2), lambda prediction, target: np.sum((prediction - target) ** 2),
                lambda prediction, target: np.sqrt(np.mean((prediction - target) ** 2)), lambda prediction, target: (prediction - target) ** 2,
                lambda prediction, target: np.sum((prediction - target) ** 2) / len(target),
                lambda prediction, target: ((prediction - target) ** 2).mean(axis=0), lambda prediction, target: ((prediction - target) ** 2).mean(axis=1),
            ),
        ),
        Mistake(
            "G05", "sum instead of mean", "Hand in the same examples twice over: should a mean become twice as large?",
            (mse_variant(lambda error: np.sum(error**2)),),
        ),
        Mistake("", "root taken", "You return an error in the unit of the target; this loss has the unit squared. What did you do last?", (
            mse_variant(lambda error: np.sqrt(np.mean(error**2))), mse_variant(lambda error: np.sqrt(np.sum(error**2))),
        )),
        Mistake(
            "", "not squared", "An error of +1 and an error of -1: may they cancel out?",
            (mse_variant(np.mean), mse_variant(lambda error: -np.mean(error)), mse_variant(lambda error: np.mean(error) ** 2)),
        ),
        Mistake(
            "", "absolute differences", "How much worse is an error of 2 than an error of 1: twice, or four times?",
            (mse_variant(lambda error: np.mean(np.abs(error))),),
        ),
        Mistake(
            "", "half of it", "Some books put a factor in front to make the derivative tidy. Does the mean of the squares have one?",
            (mse_variant(lambda error: np.mean(error**2) / 2), mse_variant(lambda error: np.sum(error**2) / 2)),
        ),
        Mistake("", "not averaged", "You return one number for each example; a loss is one number for all of them.", (mse_variant(np.square),)),
    ),
)


# --- softmax --------------------------------------------------------------------------------------------------------------------


def softmax(logits):
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_over(axis):
    """Return a stable softmax over another axis, or over the whole table."""

    def wrong(logits):
        powers = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)

    return wrong


def softmax_axis_lost(logits):
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


EXTREME = np.array([[LARGE, 0.0, -LARGE], [-LARGE, -LARGE, -LARGE - 1], [1.0, 2.0, 3.0], [0.0, LARGE, LARGE - 2]])

SOFTMAX = Exercise(
    name="concepts.softmax",
    tier=2,
    reference=softmax,
    cases=(Case((np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 3.0]]),)), Case((np.array([[1, 2, 3], [0, 0, 4]]),)), Case(tuple(numbers(5, (5, 4), size=3))), Case((EXTREME,))),
    hints=(
        "Two steps: make every score positive, then make every row add up to one.",
        "Sum over the classes, and keep the summed axis, so that every row is divided by its own sum.",
        "For large scores: subtracting the same number from all scores of a row changes no probability. Which number makes exp safe?",
    ),
    mistakes=(
        Mistake(
            "A07", "normalised over the batch", "Whose probabilities must add up to one: one example's classes, or one class's examples?",
            (softmax_over(0), lambda logits: np.exp(logits) / np.exp(logits).sum(axis=0)),
        ),
        Mistake(
            "A07", "normalised over the whole table", "Add up each row of your result. Why does it matter to one example who else is in the batch?",
            (softmax_over(None), lambda logits: np.exp(logits) / np.exp(logits).sum()),
        ),
        Mistake(
            "A08", "summed axis not kept", "Print the shapes above and below the division line: is each row divided by its own sum?",
            (softmax_axis_lost, lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1), lambda logits: softmax_after(logits - np.max(logits, axis=1))),
        ),
        Mistake(
            "A08", "a bracket misplaced", "Add up each row of your result: what should it be? Then read your formula from the inside: what is divided before exp?",
            (lambda logits: np.exp(logits / np.sum(logits, axis=1, keepdims=True)), lambda logits: np.exp(logits / np.exp(logits).sum(axis=1, keepdims=True))),
        ),
        Mistake(
            "A05", "overflow for large scores", "What is exp(10000) in NumPy? Which common change of all scores leaves the ratios as they are?",
            (lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True),),
        ),
        Mistake(
            "A06", "one maximum for the whole batch, or never below zero",
            "One very small and one very large row are in the same batch: which number do you subtract from each of them?",
            (
                lambda logits: softmax_after(logits - np.max(logits)), lambda logits: softmax_after(logits - np.maximum(0, logits.max(axis=1, keepdims=True))),
                lambda logits: softmax_after(logits - np.max(logits, axis=0)),
            ),
        ),
        Mistake(
            "", "exp forgotten", "What becomes of a negative score in your formula? A probability cannot be negative.",
            (lambda logits: logits / logits.sum(axis=1, keepdims=True),),
        ),
        Mistake(
            "", "each score by itself", "Your classes do not compete: raise the score of one class. Do the probabilities of the others fall?",
            (lambda logits: 1 / (1 + np.exp(-logits)),),
        ),
    ),
)


def softmax_after(shifted):
    return np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)


# --- cross_entropy --------------------------------------------------------------------------------------------------------------


def log_softmax(logits):
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def cross_entropy(logits, labels):
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def at_labels(table, labels):
    return table[np.arange(len(labels)), labels]


def log_of_zero(attempts):
    """Tell whether only the row with the extreme scores is wrong, and not by nan."""
    *normal, extreme = attempts
    if any(tried.problem or tried.first.failure for tried in normal) or not extreme.problem or np.ndim(extreme.first.value):
        return False
    return not np.isnan(extreme.first.value)


CROSS_ENTROPY = Exercise(
    name="concepts.cross_entropy",
    tier=2,
    reference=cross_entropy,
    cases=(
        Case((np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]), np.array([1, 0]))),
        Case((*numbers(6, (5, 4), size=2), np.array([3, 0, 2, 2, 1]))),
        Case((EXTREME, np.array([1, 2, 0, 1]))),
    ),
    hints=(
        "Take the first example alone: turn its scores into probabilities, pick one of them, take minus its logarithm.",
        "To pick one entry from each row, index with two lists: the numbers of the rows and the labels.",
        "A probability can be so small that it becomes 0, and log 0 is minus infinity. Write out the log of a quotient: what is the log of exp?",
    ),
    mistakes=(
        Mistake(
            "A09", "softmax applied twice", "What does your loss say when the model is perfectly sure and right? It should be near 0. How often is softmax applied?",
            (lambda logits, labels: cross_entropy(softmax(logits), labels),),
        ),
        Mistake(
            "A11", "logarithm left out", "Can a sensible negative log-likelihood be below zero? Which step between probability and loss is missing?",
            (lambda logits, labels: -at_labels(softmax(logits), labels).mean(), lambda logits, labels: at_labels(softmax(logits), labels).mean()),
        ),
        Mistake(
            "", "minus sign left out", "Is a better prediction a smaller loss in your version? The logarithm of a probability is never positive.",
            (lambda logits, labels: -cross_entropy(logits, labels),),
        ),
        Mistake(
            "G05", "sum instead of mean", "Hand in the same batch twice over: should the loss double?",
            (lambda logits, labels: cross_entropy(logits, labels) * len(labels),),
        ),
        Mistake(
            "", "most probable class instead of the label",
            "Change a label by hand: does your loss notice? Whose probability should it look at, the favourite's or the true class's?",
            (lambda logits, labels: -log_softmax(logits).max(axis=1).mean(),),
        ),
        Mistake(
            "", "whole columns picked", "Print the shape of what you picked: how many numbers are there, and how many examples do you have?",
            (lambda logits, labels: -log_softmax(logits)[:, labels].mean(), lambda logits, labels: -log_softmax(logits)[:, labels].sum() / len(labels)),
        ),
        Mistake(
            "", "averaged over the classes, too", "After picking, how many numbers are left for the average: one for each example, or one for each example and class?",
            (lambda logits, labels: cross_entropy(logits, labels) / logits.shape[1],),
        ),
        Mistake(
            "", "not averaged", "You return one number for each example; the loss is one number for the batch.",
            (lambda logits, labels: -at_labels(log_softmax(logits), labels),),
        ),
        Mistake(
            "", "scores not turned into probabilities", "Do the scores of one row add up to 1? A logarithm of raw scores is not the logarithm of a probability.",
            (lambda logits, labels: -at_labels(logits, labels).mean(), lambda logits, labels: -np.log(at_labels(logits, labels)).mean()),
        ),
        Mistake(
            "A05", "overflow for large scores", "What is exp(10000) in NumPy? Make the scores harmless before they meet exp, as in softmax.",
            (
                lambda logits, labels: -np.log(at_labels(softmax_after(logits), labels)).mean(),
                lambda logits, labels: -at_labels(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), labels).mean(),
            ),
        ),
        Mistake(
            "A12", "logarithm of zero", "Which single prediction spoilt the loss? Its probability was rounded to 0: what is lost when you go through the probability?",
            (lambda logits, labels: -np.log(at_labels(softmax(logits), labels)).mean(), lambda logits, labels: -np.log(at_labels(softmax(logits), labels) + 1e-12).mean()),
            log_of_zero,
        ),
    ),
)


# --- standardize ----------------------------------------------------------------------------------------------------------------


def standardize(x_train, x_test):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    spread = np.where(spread == 0, 1, spread)
    return (x_train - mean) / spread, (x_test - mean) / spread


def scaled(table, mean, spread):
    """Return the table scaled by given statistics, a spread of 0 taken as 1."""
    return (table - mean) / np.where(np.equal(spread, 0), 1, spread)


def scale_both(x_train, x_test, mean, spread):
    return scaled(x_train, mean, spread), scaled(x_test, mean, spread)


def fitted_on_all(x_train, x_test):
    both = np.concatenate([x_train, x_test])
    return scale_both(x_train, x_test, both.mean(axis=0), both.std(axis=0))


def divided_by_zero(x_train, x_test):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / spread, (x_test - mean) / spread


def scaled_to_unit(x_train, x_test):
    low = x_train.min(axis=0)
    return scale_both(x_train, x_test, low, x_train.max(axis=0) - low)


TRAIN = np.array([[3, 0, 16, 7], [5, 0, 2, 1], [9, 0, 4, 4], [4, 0, 10, 9], [1, 0, 12, 2]])

STANDARDIZE = Exercise(
    name="concepts.standardize",
    tier=2,
    reference=standardize,
    cases=(
        Case((np.array([[1.0, 10], [1, 30], [3, 10], [3, 30]]), np.array([[2.0, 20], [4, 0], [1, 40]]))),
        Case((TRAIN.astype(float), np.array([[2.0, 0, 8, 3], [7, 0, 1, 11], [6, 0, 6, 5]]))),
        Case((TRAIN, np.array([[8, 0, 3, 6], [0, 0, 14, 2]]))),
    ),
    hints=(
        "Suppose that the test rows arrive next year. Which numbers can you compute today?",
        "Each column gets a mean and a standard deviation of its own; both tables are scaled with the same numbers.",
        "A column that never changes has spread 0. What could you divide by instead, so that 0 stays 0?",
    ),
    mistakes=(
        Mistake(
            "C11", "statistics of both tables", "Suppose the test rows arrive next year: could you have computed your mean today?",
            (fitted_on_all,),
        ),
        Mistake(
            "C12", "test rows scaled by their own statistics", "Try a test set of one row: what does your scaling turn it into?",
            (lambda x_train, x_test: (standardize(x_train, x_train)[0], standardize(x_test, x_test)[0]), lambda x_train, x_test: (
                divided_by_zero(x_train, x_train)[0], divided_by_zero(x_test, x_test)[0],
            )),
        ),
        Mistake(
            "", "one number for the whole table", "One feature is a length in metres, the next a weight in grams: is one mean right for both? Look at the means of the columns.",
            (
                lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(), x_train.std()),
                lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.std()),
            ),
        ),
        Mistake(
            "", "row by row", "Which axis holds the examples? You have averaged different features of one example.",
            (
                lambda x_train, x_test: (standardize(x_train.T, x_train.T)[0].T, standardize(x_test.T, x_test.T)[0].T),
                lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=1), x_train.std(axis=1)),
            ),
        ),
        Mistake("", "division by zero", "One feature never changes in the training set. What is its spread, and what happens at the division?", (divided_by_zero,)),
        Mistake(
            "", "divided by the variance", "If a feature is given in centimetres instead of metres, should your result change?",
            (lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.var(axis=0)),),
        ),
        Mistake(
            "", "sample standard deviation", "Nearly right: each spread is a little too large. Divide the sum of squares by the number of rows, as NumPy does by default.",
            (lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.std(axis=0, ddof=1)),),
        ),
        Mistake(
            "", "not centred", "Average each column of your scaled training set: is it 0?",
            (lambda x_train, x_test: scale_both(x_train, x_test, 0, x_train.std(axis=0)),),
        ),
        Mistake(
            "", "not divided by the spread", "Take the spread of each column of your scaled training set: is it 1?",
            (lambda x_train, x_test: (x_train - x_train.mean(axis=0), x_test - x_train.mean(axis=0)),),
        ),
        Mistake(
            "", "scaled to the range 0 to 1", "This is another scaling, from 0 to 1. What should mean and spread of each training column be here?",
            (scaled_to_unit,),
        ),
        Mistake(
            "", "test set left as it was", "The model will meet test rows in the same units as training rows: has the second table been scaled at all?",
            (lambda x_train, x_test: (standardize(x_train, x_test)[0], x_test),),
        ),
    ),
    returns=("x_train_scaled", "x_test_scaled"),
)


# --- accuracy -------------------------------------------------------------------------------------------------------------------


def accuracy(logits, labels):
    return float(np.mean(np.argmax(logits, axis=1) == labels))


ACCURACY = Exercise(
    name="concepts.accuracy",
    tier=2,
    reference=accuracy,
    cases=(
        Case((np.array([[1.0, 3, 2], [5, 0, 1], [0, 2, 4], [-1, -2, -3]]), np.array([1, 0, 2, 2]))),
        Case((*numbers(7, (7, 4)), np.array([2, 3, 0, 1, 1, 0, 2]))),
        Case((np.array([[0.5, 7, 1], [4, 1, 0], [-1, 0, 2], [2, 5, 4], [0.1, 0.2, 0.3]]), np.array([1, 0, 2, 1, 1]))),
    ),
    hints=(
        "For one example: which class does the model choose, and when is the choice right?",
        "Finding the place of the largest score in each row is the work of one NumPy function; mind its axis.",
        "Comparing two arrays of the same shape gives True and False. Their mean is the share of True.",
    ),
    mistakes=(
        Mistake(
            "C04", "labels compared as a column", "How many comparisons did you make, and how many examples do you have? Print the shape of the comparison.",
            (
                lambda logits, labels: np.mean(np.argmax(logits, axis=1) == labels[:, None]),
                lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels[:, None]) / len(labels),
            ),
        ),
        Mistake(
            "A07", "largest score of each column", "How many choices does the model make: one for each example, or one for each class? Look at the length of what you compare.",
            (lambda logits, labels: np.mean(np.argmax(logits, axis=0) == labels), lambda logits, labels: np.mean(np.argmax(logits) == labels)),
        ),
        Mistake("", "percent", "A share lies between 0 and 1. Which unit did you return?", (
            lambda logits, labels: 100 * accuracy(logits, labels), lambda logits, labels: round(100 * accuracy(logits, labels)),
        )),
        Mistake(
            "", "number instead of share", "Test on twice as many examples: should the accuracy double?",
            (lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels),),
        ),
        Mistake("", "share of errors", "What should a perfect model score? You have counted the other examples.", (lambda logits, labels: 1 - accuracy(logits, labels),)),
        Mistake(
            "", "largest score instead of its place", "A score of 3.0 and class number 3 are different things: which of them can be compared with a label?",
            (lambda logits, labels: np.mean(np.max(logits, axis=1) == labels),),
        ),
        Mistake("", "smallest score", "Which class does a model choose: the one it scores highest, or the one it scores lowest?", (
            lambda logits, labels: np.mean(np.argmin(logits, axis=1) == labels),
        )),
        Mistake(
            "", "not averaged", "You return one answer for each example; the accuracy is one number for all of them.",
            (lambda logits, labels: np.argmax(logits, axis=1) == labels,),
        ),
    ),
)


# --- train_step -----------------------------------------------------------------------------------------------------------------


def score_gradient(x, labels, kernel, bias):
    """Return the gradient of the summed losses with respect to the logits."""
    return softmax(x @ kernel + bias) - np.eye(len(bias))[labels]


def train_step(x, labels, kernel, bias, learning_rate):
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    return kernel - learning_rate * x.T @ grad, bias - learning_rate * grad.sum(axis=0)


def step_variant(change):
    """Return a wrong step: `change(grad, probabilities, n)` makes the gradient on the logits from the right one."""

    def wrong(x, labels, kernel, bias, learning_rate):
        grad = change(score_gradient(x, labels, kernel, bias) / len(x), softmax(x @ kernel + bias), len(x))
        return kernel - learning_rate * x.T @ grad, bias - learning_rate * grad.sum(axis=0)

    return wrong


def bias_variant(bias_gradient):
    """Return a wrong step: `bias_gradient(grad)` makes the gradient of the bias from the averaged gradient on the logits."""

    def wrong(x, labels, kernel, bias, learning_rate):
        grad = score_gradient(x, labels, kernel, bias) / len(x)
        return kernel - learning_rate * x.T @ grad, bias - learning_rate * bias_gradient(grad)

    return wrong


def kernel_variant(kernel_gradient):
    """Return a wrong step: `kernel_gradient(x, grad)` makes the gradient of the kernel."""

    def wrong(x, labels, kernel, bias, learning_rate):
        grad = score_gradient(x, labels, kernel, bias) / len(x)
        return kernel - learning_rate * kernel_gradient(x, grad), bias - learning_rate * grad.sum(axis=0)

    return wrong


def bias_after_kernel(x, labels, kernel, bias, learning_rate):
    new_kernel, _ = train_step(x, labels, kernel, bias, learning_rate)
    return new_kernel, train_step(x, labels, new_kernel, bias, learning_rate)[1]


def step_in_place(x, labels, kernel, bias, learning_rate):
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    kernel -= learning_rate * x.T @ grad
    bias -= learning_rate * grad.sum(axis=0)
    return kernel, bias


def parameters_changed(attempts):
    """Tell whether every result is right, but the kernel or the bias that was given is not what it was."""
    right = not any(tried.problem or tried.first.failure for tried in attempts)
    return right and any({2, 3} & set(tried.first.changed) for tried in attempts)


def gradients_only(x, labels, kernel, bias, learning_rate):
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    return x.T @ grad, grad.sum(axis=0)


STEP_HAND = (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]), np.array([0, 1, 2, 0]), np.zeros((2, 3)), np.zeros(3), 0.5)

TRAIN_STEP = Exercise(
    name="concepts.train_step",
    tier=3,
    reference=train_step,
    cases=(
        Case(STEP_HAND),
        Case((*numbers(8, (5, 4)), np.array([2, 0, 1, 1, 2]), *numbers(9, (4, 3), 3), 0.1)),
        Case((np.array([[1, 2, 0, 3, 1], [0, 1, 1, 0, 2], [2, 0, 1, 1, 0]]), np.array([3, 0, 1]), *numbers(10, (5, 4), 4), 0.7)),
    ),
    hints=(
        "Start at the loss and walk back: how does it change with the logits? For softmax and cross-entropy together the answer is short.",
        "With respect to one row of logits the gradient is the probabilities, less 1 at the label. The mean over the batch divides it once.",
        "The gradient of the kernel must have the kernel's shape: there is only one product of x and the gradient of the logits that has it.",
        "Every example adds to the gradient of the bias. Then step against both gradients, both taken at the old parameters, into new arrays.",
    ),
    mistakes=(
        Mistake(
            "B11", "arguments changed in place", "The step is right. But the old parameters are gone: which operator writes into the array, and which makes a new one?",
            (step_in_place,), parameters_changed,
        ),
        Mistake("G02", "step uphill", "Does the gradient point to higher or to lower loss? Compute the loss before and after your step.", (
            step_variant(lambda grad, shares, n: -grad),
        )),
        Mistake("G05", "summed over the batch", "Hand in the same batch twice over: should the step get longer?", (step_variant(lambda grad, shares, n: n * grad),)),
        Mistake(
            "G06", "divided by the batch size twice", "Count the places where you divide by the batch size, on the way from the loss to the kernel.",
            (step_variant(lambda grad, shares, n: grad / n),),
        ),
        Mistake(
            "B05", "softmax differentiated once more", "Derive loss and softmax together, once, on paper: is any further factor left over?",
            (step_variant(lambda grad, shares, n: grad * shares * (1 - shares)),),
        ),
        Mistake(
            "", "labels not subtracted", "Set all labels to another class: does your step change? Where does the truth enter?",
            (step_variant(lambda grad, shares, n: shares / n),),
        ),
        Mistake(
            "", "divided by the number of classes", "The loss is a mean over examples. What else did you average over?",
            (step_variant(lambda grad, shares, n: grad / shares.shape[1]), step_variant(lambda grad, shares, n: grad * n / grad.size / shares.shape[1])),
        ),
        Mistake(
            "B01", "bias gradient not summed over the batch", "One bias touched every row of the batch: how do its many small effects combine into one number?",
            (bias_variant(lambda grad: grad), bias_variant(lambda grad: grad * len(grad))),
        ),
        Mistake(
            "B01", "bias gradient over the classes", "Which axis has to go: the one of the examples, or the one of the classes? What shape has the bias?",
            (
                bias_variant(lambda grad: grad.sum(axis=1)), bias_variant(lambda grad: grad.mean(axis=1)),
                bias_variant(lambda grad: grad.sum(axis=1, keepdims=True)),
            ),
        ),
        Mistake(
            "B01", "bias not moved", "Your bias stays where it was. Probabilities and labels both add up to 1 in every row: what does summing over everything leave?",
            (bias_variant(lambda grad: 0 * grad[0]), bias_variant(np.sum), bias_variant(np.mean)),
        ),
        Mistake(
            "G06", "bias gradient divided twice", "The kernel is right. For the bias, count once more how often you divide by the batch size.",
            (bias_variant(lambda grad: grad.mean(axis=0)),),
        ),
        Mistake(
            "G04", "bias gradient at the new kernel", "At which parameter values was the second gradient evaluated: before or after the kernel had moved?",
            (bias_after_kernel,),
        ),
        Mistake(
            "B02", "a transpose missing", "The gradient has the shape of the kernel: which order of the two factors gives this shape without guessing?",
            (
                kernel_variant(lambda x, grad: x @ grad), kernel_variant(lambda x, grad: grad.T @ x), kernel_variant(lambda x, grad: x * grad),
                kernel_variant(lambda x, grad: np.dot(x, grad)), kernel_variant(lambda x, grad: grad @ x),
            ),
        ),
        Mistake("", "gradients returned", "These are the gradients. Where do the parameters stand after the step?", (gradients_only,)),
        Mistake("", "learning rate left out", "Double the learning rate: does your step become longer?", (
            lambda x, labels, kernel, bias, learning_rate: train_step(x, labels, kernel, bias, 1.0),
        )),
    ),
    returns=("new_kernel", "new_bias"),
)


# --- collapse -------------------------------------------------------------------------------------------------------------------


def collapse(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias1 @ kernel2 + bias2


COLLAPSE = Exercise(
    name="concepts.collapse",
    tier=3,
    reference=collapse,
    cases=(
        Case((np.array([[1.0, 0, 2], [0, 1, 1]]), np.array([1.0, 2, 3]), np.array([[1.0, 0, 0, 2], [0, 1, 0, 0], [1, 0, 1, 0]]), np.array([10.0, 20, 30, 40]))),
        Case(tuple(numbers(11, (4, 5), 5, (5, 2), 2))),
        Case(tuple(numbers(12, (3, 3), 3, (3, 3), 3))),
    ),
    hints=(
        "Write the output of the first layer as a formula, and put it in place of the input of the second.",
        "Multiply the brackets out: what stands beside x is the new kernel, all the rest is the new bias.",
        "The first bias meets the second kernel on its way out; it does not arrive as it started.",
    ),
    mistakes=(
        Mistake(
            "", "first bias not sent through the second kernel", "Send an input of zeros through both layers by hand: what happens to the first bias on its way?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 + bias2),),
        ),
        Mistake(
            "C06", "first bias lost", "Send an input of zeros through both layers by hand: does only the second bias come out?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias2),),
        ),
        Mistake(
            "C06", "second bias lost", "Set the first bias to zero: what does the pair of layers answer to an input of zeros?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 @ kernel2),),
        ),
        Mistake(
            "C01", "entry-by-entry product", "Which operation makes the hidden units disappear from the shape: `*`, or the one that a layer uses?",
            (
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 * kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 * kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 + bias2), lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 * bias2),
            ),
        ),
        Mistake(
            "B02", "order of the product", "Which kernel does the input meet first? Write the two layers one inside the other and read from x outwards.",
            (
                lambda kernel1, bias1, kernel2, bias2: (kernel2 @ kernel1, bias1 @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel2 @ kernel1, kernel2 @ bias1 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel2.T @ kernel1.T, kernel2.T @ bias1 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel2 @ kernel1, bias1 + bias2),
            ),
        ),
        Mistake(
            "", "bias on the wrong side of the kernel", "The kernel is right. Is the first bias a row like the hidden units, or a column? On which side of the second kernel does a row stand?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, kernel2 @ bias1 + bias2),),
        ),
        Mistake(
            "", "first bias counted with the first kernel", "Which layer comes after the first bias? The kernel before it can do nothing to it.",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 @ kernel1 + bias2),),
        ),
        Mistake(
            "", "kernels added", "Where the second layer receives the output of the first, its kernel multiplies: is anything added besides the biases?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 + kernel2, bias1 + bias2),),
        ),
    ),
    returns=("kernel", "bias"),
)

EXERCISES = (LINE, DENSE, COUNT, MSE, SOFTMAX, CROSS_ENTROPY, STANDARDIZE, ACCURACY, TRAIN_STEP, COLLAPSE)
