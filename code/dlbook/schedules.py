"""How the learning rate changes while training: long steps to get near, short ones to settle.

Each function returns a schedule, a plain function of the step (0, 1, 2, …) that an optimizer takes in place of a number. A step is one
update, not one epoch.
"""
import math


def constant(learning_rate):
    """Return a schedule that is always the same."""
    return lambda step: learning_rate


def step_decay(learning_rate, factor, every):
    """Return a schedule that is multiplied by a factor after every so many steps: α · factor^⌊step / every⌋."""
    return lambda step: learning_rate * factor ** (step // every)


def cosine_decay(learning_rate, n_steps):
    """Return a schedule that falls to 0 along half a wave in n_steps: α ½ (1 + cos(π step / n_steps)), and stays there.

    Source: Loshchilov and Hutter, ICLR 2017, arXiv:1608.03983.
    """
    return lambda step: learning_rate * 0.5 * (1 + math.cos(math.pi * min(step, n_steps) / n_steps))


def warm_up(schedule, n_steps):
    """Return a schedule that rises in a straight line for n_steps to where the given one starts, and then follows it.

    Formula: schedule(0) · (step + 1) / n_steps while step < n_steps, then schedule(step − n_steps).
    """
    return lambda step: schedule(0) * (step + 1) / n_steps if step < n_steps else schedule(step - n_steps)


def one_cycle(learning_rate, n_steps, rise=0.3, start=1 / 25, end=1 / 10_000):
    """Return a schedule that rises along half a wave to learning_rate, and falls along another to nearly nothing.

    It starts at learning_rate · start, peaks after the share `rise` of n_steps, and ends at learning_rate · end.
    Source: Smith and Topin, 2017, arXiv:1708.07120.
    """
    peak = rise * n_steps

    def schedule(step):
        if step < peak:
            return learning_rate * between(start, 1, step / peak)
        return learning_rate * between(1, end, min(1, (step - peak) / (n_steps - peak)))

    return schedule


def between(first, last, share):
    """Return the value on half a cosine wave from first (share 0) to last (share 1)."""
    return first + (last - first) * 0.5 * (1 - math.cos(math.pi * share))
