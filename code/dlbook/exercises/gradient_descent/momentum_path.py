"""Momentum: steps that remember the steps before."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def momentum_path(theta, grads, learning_rate, momentum):
    """Return the places after each gradient: v ← μ v − α g, θ ← θ + v, with v = 0 at first."""
    velocity, path = np.zeros_like(theta), []
    for grad in grads:
        velocity = momentum * velocity - learning_rate * grad
        theta = theta + velocity
        path.append(theta)
    return np.array(path)


def walk(rule):
    """Return a path whose velocity and step come from a rule (velocity, gradient, α, μ) → (velocity, step)."""

    def path_of(theta, grads, learning_rate, momentum):
        velocity, path = np.zeros_like(theta), []
        for grad in grads:
            velocity, step = rule(velocity, grad, learning_rate, momentum)
            theta = theta + step
            path.append(theta)
        return np.array(path)

    return path_of


def same(velocity):
    """Return the velocity as the step, too."""
    return velocity, velocity


def old_velocity(velocity, grad, rate, mu):
    """Step by the velocity as it was before this gradient."""
    return mu * velocity - rate * grad, velocity


def nesterov(velocity, grad, rate, mu):
    """Look ahead."""
    velocity = mu * velocity - rate * grad
    return velocity, mu * velocity - rate * grad


def one_array(theta, grads, learning_rate, momentum):
    """Step in place, so that every entry of the path is the last place."""
    return np.tile(momentum_path(theta, grads, learning_rate, momentum)[-1], (len(grads), 1))


EXERCISE = Exercise(
    name="gradient_descent.momentum_path",
    tier=2,
    reference=momentum_path,
    cases=(
        Case((np.array([0.0, 1.0]), np.array([[1.0, 0.0], [1.0, 2.0], [1.0, 0.0]]), 0.1, 0.8)),
        Case((*numbers(11, (4,), (6, 4)), 0.05, 0.9)),
        Case((np.zeros(3), np.ones((40, 3)), 0.1, 0.9)),
    ),
    hints=(
        "Two arrays live through the loop: the place and the velocity. Both are renewed at every gradient.",
        "The old velocity shrinks by the factor μ, and the new gradient adds its own step to it.",
        "Collect every new place in a list and make an array of it at the end.",
    ),
    mistakes=(
        Mistake(
            "G10",
            "learning rate on the old velocity",
            "Feed a constant gradient: the step should settle at αg/(1 − μ). Which parts of the velocity carry the learning rate twice?",
            (walk(lambda v, g, rate, mu: same(rate * (mu * v - g))),),
        ),
        Mistake(
            "G10",
            "averaged form",
            "With a constant gradient your step settles at αg, that of the text at αg/(1 − μ): where does your extra factor sit?",
            (walk(lambda v, g, rate, mu: same(mu * v - (1 - mu) * rate * g)),),
        ),
        Mistake(
            "G10",
            "previous velocity",
            "Your first step is zero: is the velocity renewed before or after it is used?",
            (walk(old_velocity),),
        ),
        Mistake("", "Nesterov's step", "This is Nesterov's step. Here the place moves by the velocity itself.", (walk(nesterov),)),
        Mistake(
            "",
            "nothing remembered",
            "Feed the same gradient twice: is the second step longer than the first? Where does the velocity survive from step to step?",
            (walk(lambda v, g, rate, mu: same(-rate * g)),),
        ),
        Mistake(
            "G02",
            "step uphill",
            "Does the gradient point to higher or to lower loss?",
            (walk(lambda v, g, rate, mu: same(mu * v + rate * g)),),
        ),
        Mistake(
            "",
            "velocity never shrinks",
            "Let the gradient be zero after the first step: does the velocity die away?",
            (walk(lambda v, g, rate, mu: same(v - rate * g)),),
        ),
        Mistake(
            "B11",
            "one array stored many times",
            "All your rows are one and the same array: `+=` and `-=` write into the one that you have stored already. "
            "Which operator makes a new one?",
            (one_array,),
        ),
        Mistake(
            "",
            "steps instead of places",
            "You return the steps. What was asked for are the places: where does the start come in?",
            (lambda theta, grads, rate, mu: np.diff(momentum_path(theta, grads, rate, mu), axis=0, prepend=theta[None]),),
        ),
        Mistake(
            "",
            "only the last place",
            "You have returned one place. The path holds one for every gradient.",
            (lambda theta, grads, rate, mu: momentum_path(theta, grads, rate, mu)[-1],),
        ),
        Mistake(
            "",
            "start included",
            "The path has one place too many: the first gradient has not acted yet on its first row.",
            (lambda theta, grads, rate, mu: np.vstack([theta[None], momentum_path(theta, grads, rate, mu)]),),
        ),
    ),
)
