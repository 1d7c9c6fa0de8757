"""Schedules: start, peak, end, and what lies between."""
import math

import pytest

from dlbook.schedules import constant, cosine_decay, one_cycle, step_decay, warm_up


def test_constant():
    assert [constant(0.1)(step) for step in (0, 1, 1000)] == [0.1] * 3


def test_step_decay():
    schedule = step_decay(1.0, 0.5, every=10)
    assert [schedule(step) for step in (0, 9, 10, 19, 20, 35)] == [1, 1, 0.5, 0.5, 0.25, 0.125]


def test_cosine_decay():
    schedule = cosine_decay(0.2, 100)
    assert schedule(0) == 0.2
    assert schedule(50) == pytest.approx(0.1)
    assert schedule(25) == pytest.approx(0.1 * (1 + math.sqrt(0.5)))
    assert schedule(100) == schedule(170) == pytest.approx(0)


def test_warm_up():
    schedule = warm_up(step_decay(0.4, 0.5, every=5), 4)
    assert [schedule(step) for step in range(4)] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert [schedule(step) for step in (4, 8, 9, 14)] == pytest.approx([0.4, 0.4, 0.2, 0.1])


def test_one_cycle():
    schedule = one_cycle(0.5, 100)
    rates = [schedule(step) for step in range(140)]
    assert rates[0] == pytest.approx(0.02)
    assert max(rates) == rates[30] == 0.5
    assert rates[15] == pytest.approx((0.02 + 0.5) / 2)
    assert rates[100] == rates[139] == pytest.approx(0.5 / 10_000)
    assert all(a < b for a, b in zip(rates[:30], rates[1:31], strict=True))
    assert all(a > b for a, b in zip(rates[30:100], rates[31:101], strict=True))
