"""A schedule: warm up in a straight line, then fall along half a cosine wave."""

import math

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def learning_rate_at(step, peak, warm_up, n_steps):
    """Return the rate at a step (0, 1, …): peak (step + 1) / warm_up at first, then half a cosine wave from peak down to 0."""
    if step < warm_up:
        return peak * (step + 1) / warm_up
    share = (step - warm_up) / (n_steps - warm_up)
    return peak * 0.5 * (1 + math.cos(math.pi * share))


def every_step(answer, peak, warm_up, n_steps):
    """Return the rates of all steps."""
    return np.array([answer(step, peak, warm_up, n_steps) for step in range(n_steps + 1)])


def variant(
    rise=lambda step, w: (step + 1) / w, share=lambda step, w, n: (step - w) / (n - w), wave=lambda s: 0.5 * (1 + math.cos(math.pi * s))
):
    """Return the schedule with one piece exchanged."""
    return lambda step, peak, warm_up, n_steps: peak * (rise(step, warm_up) if step < warm_up else wave(share(step, warm_up, n_steps)))


EXERCISE = Exercise(
    name="gradient_descent.learning_rate_at",
    tier=2,
    reference=learning_rate_at,
    cases=(Case((1.0, 4, 8), every_step), Case((0.3, 10, 35), every_step), Case((0.02, 3, 50), every_step)),
    hints=(
        "Two cases: before the end of the warm-up and after it. Write down the rate at both ends of each.",
        "In the second case, first compute the share of the way from the end of the warm-up to the end of training.",
        "cos runs from 1 to −1 while its argument runs from 0 to π. Shift and halve it to run from 1 to 0.",
    ),
    mistakes=(
        Mistake(
            "",
            "first step wasted",
            "At step 0 your rate is zero: the first batch is computed for nothing. At which step should the peak be reached?",
            (variant(rise=lambda step, w: step / w),),
        ),
        Mistake(
            "",
            "wave counted from step 0",
            "At the end of the warm-up the rate jumps: from which step does your wave count?",
            (variant(share=lambda step, w, n: step / n), variant(share=lambda step, w, n: step / (n - w))),
        ),
        Mistake(
            "",
            "wave ends too late",
            "The rate has not reached 0 at the last step: how many steps are left for the fall?",
            (variant(share=lambda step, w, n: (step - w) / n),),
        ),
        Mistake("", "no warm-up", "What is your rate at step 0? It should be a fraction of the peak.", (variant(rise=lambda step, w: 1),)),
        Mistake(
            "",
            "a whole wave",
            "Your rate comes down and goes up again: how far should the argument of the cosine run?",
            (variant(wave=lambda s: 0.5 * (1 + math.cos(2 * math.pi * s))),),
        ),
        Mistake(
            "",
            "wave not halved",
            "Just after the warm-up your rate is twice the peak: what is 1 + cos 0?",
            (variant(wave=lambda s: 1 + math.cos(math.pi * s)),),
        ),
        Mistake(
            "",
            "negative rates",
            "Towards the end your rate is negative, and training walks uphill: which values does a cosine take?",
            (variant(wave=lambda s: math.cos(math.pi * s)),),
        ),
        Mistake(
            "",
            "a quarter of a wave",
            "Half a wave is symmetric: half-way down, your rate should be peak / 2. Which share of a wave did you take?",
            (variant(wave=lambda s: math.cos(math.pi / 2 * s)),),
        ),
        Mistake("", "straight fall", "This falls in a straight line. The wave is flat at both ends.", (variant(wave=lambda s: 1 - s),)),
        Mistake(
            "",
            "degrees",
            "NumPy's and Python's cosine take radians: what is half a turn in radians?",
            (variant(wave=lambda s: 0.5 * (1 + math.cos(180 * s))),),
        ),
    ),
)
