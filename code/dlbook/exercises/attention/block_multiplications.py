"""What a Transformer block costs, in multiplications."""

from dlbook.exercises.exercise import Case, Exercise, Mistake


def cost(time, n, hidden, kernels=4, pairs=2, dense=2):
    """Return the multiplications, with any part changed."""
    return time * (kernels * n * n + dense * n * hidden) + pairs * time * time * n


def block_multiplications(time, n_model, n_hidden):
    """Return the multiplications in the matrix products of a Transformer block for one sequence."""
    return cost(time, n_model, n_hidden)


def changed(**change):
    """Return a function that counts one part wrongly."""
    return lambda time, n_model, n_hidden: cost(time, n_model, n_hidden, **change)


EXERCISE = Exercise(
    name="attention.block_multiplications",
    tier=2,
    reference=block_multiplications,
    cases=(Case((2, 3, 5)), Case((16, 32, 64)), Case((100, 24, 48)), Case((1024, 768, 3072))),
    hints=(
        "Which products happen once at every place, and which once for every pair of places?",
        "At every place: four kernels of attention, two of the dense layers. For every pair: a score, and a weighted value.",
    ),
    mistakes=(
        Mistake(
            "",
            "weighted values forgotten",
            "The scores are counted. Then shares are multiplied with values: how often?",
            (changed(pairs=1),),
        ),
        Mistake(
            "",
            "pairs forgotten",
            "Your count grows in proportion to the length. What happens once for every *pair* of places?",
            (changed(pairs=0),),
        ),
        Mistake(
            "", "output kernel forgotten", "Queries, keys, values, and then? The heads meet in a fourth kernel.", (changed(kernels=3),)
        ),
        Mistake("", "dense layers forgotten", "That is attention alone. The block also thinks about what it found.", (changed(dense=0),)),
        Mistake(
            "",
            "one dense layer forgotten",
            "From n_model to n_hidden, and back: how many products is that at each place?",
            (changed(dense=1),),
        ),
        Mistake(
            "",
            "dense layers counted once",
            "The dense layers work at each place by itself: how many places are there?",
            (lambda time, n, hidden: cost(time, n, hidden, dense=0) + 2 * n * hidden,),
        ),
        Mistake(
            "",
            "kernels without their square",
            "What is the shape of one of attention's kernels, taken over all heads? Each of its entries is one product at each place.",
            (lambda time, n, hidden: cost(time, n, hidden, kernels=0) + 4 * time * n,),
        ),
        Mistake(
            "",
            "kernels counted once",
            "The kernels are used at every place, not once for the sequence.",
            (lambda time, n, hidden: 4 * n * n + 2 * n * hidden + 2 * time * time * n,),
        ),
        Mistake(
            "",
            "additions counted too",
            "Your number is twice the expected one: only multiplications were asked for.",
            (lambda time, n, hidden: 2 * cost(time, n, hidden),),
        ),
        Mistake(
            "",
            "scaling counted too",
            "Right, and more than was asked for: the division by √d is counted too. Count the matrix products alone.",
            (
                lambda time, n, hidden: cost(time, n, hidden) + time * time,
                lambda time, n, hidden: cost(time, n, hidden) + time * n,
            ),
        ),
        Mistake(
            "",
            "features of the pairs forgotten",
            "A score is a sum of products. How many products go into it, over all heads?",
            (
                lambda time, n, hidden: time * (4 * n * n + 2 * n * hidden) + 2 * time * time,
                lambda time, n, hidden: time * (4 * n * n + 2 * n * hidden) + time * time,
            ),
        ),
    ),
)
