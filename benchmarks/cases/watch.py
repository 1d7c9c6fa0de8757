"""The clock of a recorded run, and what is kept at the end of each epoch.

The clock starts before a recipe prepares its data and builds its model, so compilation counts; it stands still while the held-out
examples are judged, which a recipe alone would not need. Loading the data file and importing libraries lie before the start.
"""
import time

import numpy as np
import psutil

CONFIDENT_ERRORS = 24  # examples kept of those that the last model got wrong with most confidence
BINS = 10  # of confidence, for the calibration


class Watch:
    """The clock of one run, its training data (watch.train), and its record (watch.epochs, watch.last).

    Shapes: train = (x, y), held_out = (x, y) with n examples and labels (n,) of integers 0 … n_classes - 1.
    """

    def __init__(self, train, held_out, n_classes):
        self.train, self.epochs, self.last = train, [], {}
        self.model = None  # the last Keras model that was trained
        self._x, self._y = held_out
        self._y = np.asarray(self._y).reshape(-1)
        self._n_classes = n_classes
        self._process = psutil.Process()
        self._seconds = self._processor = self._elsewhere = 0.0
        self._resume()

    @property
    def held_out(self):
        """The held-out examples (x, y), to probe a finished model with; nothing is learned from them."""
        return self._x, self._y

    def epoch(self, predict, **measured):
        """Note the end of an epoch.

        predict returns the probabilities (n, n_classes), or (n,) of class 1 where there are two, of the held-out examples as the data set
        gives them. measured: what the recipe knows without extra work, such as loss=0.3, accuracy=0.9 on the training data.
        """
        self._pause()
        probabilities = np.asarray(predict(self._x), np.float64)
        if probabilities.ndim == 1 or probabilities.shape[1] == 1:
            probabilities = np.stack([1 - probabilities.reshape(-1), probabilities.reshape(-1)], axis=1)
        expected = (len(self._y), self._n_classes)
        if probabilities.shape != expected:
            raise ValueError(f"predict returned the shape {probabilities.shape}, but it should be {expected}")
        right = probabilities[np.arange(len(self._y)), self._y]
        self.epochs.append({
            "epoch": len(self.epochs) + 1,
            "seconds": round(self._seconds, 3),
            "cpu_seconds": round(self._processor, 3),
            "test_accuracy": round(float((probabilities.argmax(1) == self._y).mean()), 6),
            "test_loss": round(float(-np.log(right.clip(1e-7)).mean()), 6),
            **{f"train_{name}": round(float(value), 6) for name, value in measured.items()},
        })
        self.last = judged(probabilities, self._y, self._n_classes)
        self._resume()

    def callback(self, judge, prepare):
        """Return a Keras callback that notes each epoch of a training.

        judge: the model that gives probabilities, the trained one or one around it. prepare turns the data set's examples into its input.
        """
        from dlbook.frameworks import keras

        def note(epoch, logs):
            self.model = callback.model
            logs = {name: value for name, value in logs.items() if not name.startswith("val_")}
            self.epoch(lambda x: judge.predict(prepare(x), batch_size=1000, verbose=0), **logs)

        callback = keras.callbacks.LambdaCallback(on_epoch_end=note)
        return callback

    @property
    def busy_elsewhere(self):
        """The share of the machine's processor time that other processes took while the clock ran, 0 … 1."""
        return round(self._elsewhere / max(self._seconds * psutil.cpu_count(), 1e-9), 3)

    def _times(self):
        machine, own = psutil.cpu_times(), self._process.cpu_times()
        busy = sum(machine) - machine.idle - getattr(machine, "iowait", 0.0) - getattr(machine, "guest", 0.0)
        return time.perf_counter(), own.user + own.system, busy

    def _resume(self):
        self._since = self._times()

    def _pause(self):
        now = self._times()
        wall, own, busy = (a - b for a, b in zip(now, self._since, strict=True))
        self._seconds += wall
        self._processor += own
        self._elsewhere += max(busy - own, 0.0)


def judged(probabilities, labels, n_classes):
    """Return the confusion matrix [label][prediction], the calibration by bins of confidence, and the most confident errors."""
    predicted, confidence = probabilities.argmax(1), probabilities.max(1)
    confusion = np.zeros((n_classes, n_classes), int)
    np.add.at(confusion, (labels, predicted), 1)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    calibration = [
        {"examples": int(inside.sum()), "confidence": round(float(confidence[inside].mean()), 4),
         "accuracy": round(float((predicted == labels)[inside].mean()), 4)}
        for inside in (bins == b for b in range(BINS)) if inside.any()
    ]  # fmt: skip
    wrong = np.flatnonzero(predicted != labels)
    wrong = wrong[np.argsort(-confidence[wrong], kind="stable")][:CONFIDENT_ERRORS]
    errors = [
        {"index": int(i), "label": int(labels[i]), "predicted": int(predicted[i]), "confidence": round(float(confidence[i]), 4)}
        for i in wrong
    ]  # fmt: skip
    return {"confusion": confusion.tolist(), "calibration": calibration, "errors": errors}
