"""How many numbers a Transformer block learns."""

from dlbook.exercises.exercise import Case, Exercise, Mistake


def count(n, hidden, kernels=4, attention_biases=4, dense_biases=True, norms=2, per_norm=2):
    """Return the number of parameters, with any part changed."""
    attention = kernels * n * n + attention_biases * n
    dense = 2 * n * hidden + (hidden + n if dense_biases else 0)
    return attention + dense + norms * per_norm * n


def block_parameters(n_model, n_hidden):
    """Return the number of parameters of a Transformer block: attention, two dense layers, two layer normalisations."""
    return count(n_model, n_hidden)


def changed(**change):
    """Return a function that counts one part wrongly."""
    return lambda n_model, n_hidden: count(n_model, n_hidden, **change)


EXERCISE = Exercise(
    name="attention.block_parameters",
    tier=2,
    reference=block_parameters,
    cases=(Case((2, 3)), Case((24, 48)), Case((32, 64)), Case((768, 3072))),
    hints=(
        "Go through the block from left to right, and write down the shapes of all kernels and biases.",
        "Attention has four kernels, n_model × n_model taken together over all heads, each with a bias. A normalisation has γ and β.",
    ),
    mistakes=(
        Mistake(
            "",
            "all biases forgotten",
            "Kernels and normalisations are right. Which numbers does each kernel bring along?",
            (changed(attention_biases=0, dense_biases=False),),
        ),
        Mistake(
            "",
            "4 · n_model too few",
            "4 · n_model numbers are missing. Have all four kernels of attention a bias? Has each normalisation what it learns?",
            (changed(attention_biases=0), changed(norms=0)),
        ),
        Mistake("", "dense biases forgotten", "The two dense layers have biases as well: of which sizes?", (changed(dense_biases=False),)),
        Mistake(
            "",
            "output kernel forgotten",
            "The heads are put side by side, and then? Attention has a fourth kernel.",
            (changed(kernels=3, attention_biases=3), changed(kernels=3)),
        ),
        Mistake(
            "",
            "2 · n_model too few",
            "How often does the block normalise? And a normalisation learns a scale *and* a shift for each feature.",
            (changed(norms=1), changed(per_norm=1)),
        ),
        Mistake(
            "",
            "normalisation counted as one number each",
            "γ and β have one number for each feature.",
            (
                lambda n_model, n_hidden: count(n_model, n_hidden, norms=0) + 4,
                lambda n_model, n_hidden: count(n_model, n_hidden, norms=0) + 2,
            ),
        ),
        Mistake(
            "",
            "one dense layer forgotten",
            "Two dense layers: from n_model to n_hidden, and back.",
            (
                lambda n_model, n_hidden: count(n_model, n_hidden) - n_model * n_hidden - n_model,
                lambda n_model, n_hidden: count(n_model, n_hidden) - n_model * n_hidden,
            ),
        ),
    ),
)
