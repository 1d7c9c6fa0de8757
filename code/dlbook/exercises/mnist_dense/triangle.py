"""A learning rate that rises and falls along two straight lines."""

from dlbook.exercises.exercise import Case, Exercise, Mistake


def triangle(step, peak, n_steps, rise):
    """Return the learning rate at a step 0 … n_steps: from 0 up to peak after the share `rise` of the steps, and down to 0."""
    share = step / n_steps
    return peak * min(share / rise, (1 - share) / (1 - rise))


def variant(share=lambda step, n_steps: step / n_steps, up=lambda s, rise: s / rise, down=lambda s, rise: (1 - s) / (1 - rise), pick=min):
    """Return a function with one line drawn otherwise."""

    def rate(step, peak, n_steps, rise):
        s = share(step, n_steps)
        return peak * pick(up(s, rise), down(s, rise))

    return rate


def jump(step, peak, n_steps, rise):
    """Fall over as many steps as there are in all, so that the rate does not reach 0."""
    top = rise * n_steps
    return peak * (step / top if step <= top else 1 - (step - top) / n_steps)


def rounded(step, peak, n_steps, rise):
    """Turn at the whole step before."""
    top = int(rise * n_steps)
    return peak * (step / top if step <= top else (n_steps - step) / (n_steps - top))


EXERCISE = Exercise(
    name="mnist_dense.triangle",
    tier=2,
    reference=triangle,
    cases=(
        Case((1, 0.8, 10, 0.2)),
        Case((2, 0.8, 10, 0.2)),
        Case((7, 0.8, 10, 0.2)),
        Case((45, 0.01, 150, 0.5)),
        Case((150, 0.01, 150, 0.5)),
        Case((33, 3.0, 60, 0.3)),
        Case((29, 2.0, 94, 0.3)),
    ),
    hints=(
        "Draw it for 10 steps and a rise of 0.2: where are the two ends, where is the peak?",
        "One line rises through (0, 0) and the peak, another falls through the peak and (n_steps, 0). The rate is the smaller of the two.",
    ),
    mistakes=(
        Mistake("", "larger of the two lines", "Beyond the peak your rate goes on rising. Which of the two lines is the right one there?",
                (variant(pick=max),)),
        Mistake(
            "",
            "never falls",
            "It rises as it should and then stays at the peak. Short steps at the end are what lets the weights settle.",
            (variant(down=lambda s, rise: 1.0),),
        ),
        Mistake(
            "",
            "no rise",
            "The rate falls from the beginning. It should start at 0 and be at its peak after the share `rise`.",
            (variant(up=lambda s, rise: 1e9, down=lambda s, rise: 1 - s), variant(up=lambda s, rise: 1.0)),
        ),
        Mistake(
            "",
            "peak never reached",
            "Your two lines cross below the peak: the second falls from step 0 on. It should stand at the peak after the share `rise`.",
            (variant(down=lambda s, rise: 1 - s),),
        ),
        Mistake(
            "",
            "start at a tenth of the peak",
            "That is the recipe's own line, which starts at a tenth of the peak. Here the rate starts at 0.",
            (variant(up=lambda s, rise: 0.1 + 0.9 * s / rise),),
        ),
        Mistake(
            "",
            "turn at a whole step",
            "You round the step at which the rate turns. It may lie between two steps: compute with the share of the steps.",
            (rounded,),
        ),
        Mistake(
            "",
            "falls too slowly",
            "After the last step your rate should be 0. Over how many steps does it fall?",
            (jump,),
        ),
        Mistake(
            "",
            "peak in the middle",
            "Your peak is always at half of the steps. Where does `rise` put it?",
            (variant(up=lambda s, rise: 2 * s, down=lambda s, rise: 2 * (1 - s)),),
        ),
        Mistake(
            "",
            "rise and fall exchanged",
            "The rise takes as long as the fall should. Which part of the steps is `rise`?",
            (variant(up=lambda s, rise: s / (1 - rise), down=lambda s, rise: (1 - s) / rise),),
        ),
    ),
)
