"""fit: every example once an epoch, honest averages, repeatable, and clear about what goes wrong."""
import numpy as np
import pytest

from dlbook.activations import ReLU
from dlbook.datasets import line, two_moons
from dlbook.layers import Dense, Dropout, Layer, Sequential
from dlbook.losses import binary_cross_entropy, mse, softmax_cross_entropy
from dlbook.optimizers import SGD, Adam
from dlbook.training import accuracy, evaluate, fit, minibatches, train_step


def draws(seed=0):
    return np.random.default_rng(seed)


def test_minibatches_show_every_example_once_with_its_label():
    x = np.arange(10)[:, None]
    batches = list(minibatches(x, 10 * np.arange(10), 4, draws()))
    assert [len(batch_x) for batch_x, _ in batches] == [4, 4, 2]
    assert all((batch_y == 10 * batch_x[:, 0]).all() for batch_x, batch_y in batches)
    seen = np.concatenate([batch_x[:, 0] for batch_x, _ in batches])
    assert sorted(seen) == list(range(10)) and list(seen) != list(range(10))
    assert np.concatenate([batch_x[:, 0] for batch_x, _ in minibatches(x, x, 4)]).tolist() == list(range(10))


def test_a_line_is_learned():
    x, y = line(200, draws())
    model = Sequential([Dense(1, 1, draws(1))])
    history = fit(model, x, y, mse, SGD(0.5), epochs=50, batch_size=32, rng=draws(2), progress=False)
    (slope,), (intercept,) = model.params["0.kernel"][0], [model.params["0.bias"]]
    exact = np.polyfit(x[:, 0], y[:, 0], 1)
    assert np.allclose([slope, intercept[0]], exact, atol=0.05)
    assert len(history.loss) == 50 and history.loss[-1] < 0.012 < history.loss[0]  # the noise has the variance 0.01


def moons_model(seed=1):
    rng = draws(seed)
    return Sequential([Dense(2, 16, rng), ReLU(), Dropout(0.1, rng), Dense(16, 2, rng)])


def train_moons(**options):
    x, y = two_moons(210, draws())
    model = moons_model()
    data = {"validation": (x[:50], y[:50]), "metric": accuracy, "progress": False, **options}
    history = fit(model, x[50:], y[50:], softmax_cross_entropy, Adam(0.02), epochs=20, batch_size=32, rng=draws(2), **data)
    return model, history, x, y


def test_history():
    model, history, x, y = train_moons()
    assert {len(values) for values in (history.loss, history.metric, history.validation_loss, history.validation_metric)} == {20}
    assert len(history.step_loss) == 20 * 5
    assert history.loss[3] == pytest.approx(np.mean(history.step_loss[15:20]))
    assert history.validation_metric[-1] > 0.8
    loss, share = evaluate(model, x[:50], y[:50], softmax_cross_entropy, accuracy, batch_size=7)
    assert loss == pytest.approx(history.validation_loss[-1]) and share == pytest.approx(history.validation_metric[-1])


def test_what_was_not_asked_for_stays_empty():
    _, history, *_ = train_moons(validation=None, metric=None)
    assert history.metric == history.validation_loss == history.validation_metric == []


def test_same_seeds_same_result_and_the_data_are_untouched():
    x, y = two_moons(210, draws())
    (a, *_, x_after, y_after), (b, *_) = train_moons(), train_moons()
    assert all(np.array_equal(p, q) for p, q in zip(a.params.values(), b.params.values(), strict=True))
    assert np.array_equal(x, x_after) and np.array_equal(y, y_after)


def test_two_times_ten_epochs_are_twenty():
    x, y = two_moons(100, draws())
    results = []
    for parts in ([20], [10, 10]):
        model, optimizer, rng = moons_model(), Adam(0.02), draws(2)
        for epochs in parts:
            fit(model, x, y, softmax_cross_entropy, optimizer, epochs, 32, rng, progress=False)
        results.append(model.params["3.kernel"])
    assert np.array_equal(*results)


class Mean(Layer):
    """Predicts its input, so that the loss of a batch is known."""

    def forward(self, x, training=False):
        return x

    def backward(self, grad):
        return grad


def test_a_small_last_batch_counts_by_its_size():
    x = np.concatenate([np.zeros((8, 1)), np.ones((2, 1))])
    assert evaluate(Mean(), x, np.zeros((10, 1)), mse, batch_size=8) == (pytest.approx(0.2), None)
    history = fit(Mean(), x, np.zeros((10, 1)), mse, SGD(), 1, 4, draws(), progress=False)
    assert history.loss == [pytest.approx(0.2)]


def test_layers_are_told_when_they_train(monkeypatch):
    told = []
    monkeypatch.setattr(Mean, "forward", lambda layer, x, training=False: told.append(training) or x)
    x = np.ones((4, 1))
    fit(Mean(), x, x, mse, SGD(), 2, 2, draws(), validation=(x[:1], x[:1]), progress=False)
    assert told == [True, True, False] * 2


def test_dropout_is_off_in_validation():
    model, _, x, y = train_moons()
    assert evaluate(model, x, y, softmax_cross_entropy) == evaluate(model, x, y, softmax_cross_entropy)


def test_a_loss_that_is_not_finite_stops_the_training_and_says_where():
    x, y = line(64, draws())
    model = Sequential([Dense(1, 1, draws(1))])
    message = r"the loss is (inf|nan) at step \d+: usually the learning rate \(50.0\) is too large.*not scaled"
    with pytest.raises(FloatingPointError, match=message):
        with np.errstate(over="ignore", invalid="ignore"):
            fit(model, x, y, mse, SGD(50.0), 1000, 32, draws(2), progress=False)
    assert np.isfinite(model.params["0.kernel"]).all()


def test_the_first_loss_that_is_not_finite():
    model = Sequential([Dense(1, 1, draws())])
    before = model.params["0.kernel"].copy()
    with pytest.raises(FloatingPointError, match="the loss is nan at step 0"):
        train_step(model, np.array([[np.nan]]), np.array([[1.0]]), mse, SGD())
    assert np.array_equal(model.params["0.kernel"], before)


def test_progress_bar_can_be_switched(capsys):
    x, y = line(20, draws())
    for progress in (True, False):
        fit(Sequential([Dense(1, 1, draws())]), x, y, mse, SGD(), 2, 5, draws(), progress=progress)
        assert bool(capsys.readouterr().err) == progress


def test_accuracy():
    logits = np.array([[2.0, 1], [0, 3], [5, 4]])
    assert accuracy(logits, np.array([0, 1, 1])) == pytest.approx(2 / 3)
    assert accuracy(logits[None], np.array([[0, 1, 1]])) == pytest.approx(2 / 3)
    assert accuracy(np.array([[0.3], [-2], [4]]), np.array([[1], [0], [0]])) == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match=r"\(3,\) or \(3, 2\), but received \(3, 1\)"):
        accuracy(logits, np.array([[0], [1], [1]]))


def test_errors():
    model = Sequential([Dense(1, 1, draws())])
    with pytest.raises(ValueError, match="x has 5 and y has 4"):
        fit(model, np.zeros((5, 1)), np.zeros((4, 1)), mse, SGD(), 1, 2, draws(), progress=False)
    with pytest.raises(ValueError, match="batch_size must be at least 1, but it is 0"):
        list(minibatches(np.zeros(3), np.zeros(3), 0))
    with pytest.raises(ValueError, match=r"\(2, 1\) predictions and \(2,\) targets"):
        fit(model, np.zeros((5, 1)), np.zeros(5), binary_cross_entropy, SGD(), 1, 2, draws(), progress=False)
