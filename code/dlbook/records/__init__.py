"""Recorded runs of the case studies: what `make bench-cases` measured on one machine, kept as JSON, one file a case.

    record = load("mnist")
    record.final("article").mean()          # test accuracy of the articles' recipe after its last epoch
    record.time_to("fast", 0.98)            # seconds of each run until it first stood there
"""
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent


class Record:
    """The runs of one case, by recipe. Shapes below: (runs, epochs), runs in the order of their seeds."""

    def __init__(self, content):
        self.content, self.machine, self.date, self.data = content, content["machine"], content["date"], content["data"]

    @property
    def recipes(self):
        """The names of the recipes, in the order of the record."""
        return list(dict.fromkeys(run["recipe"] for run in self.content["runs"]))

    def runs(self, recipe):
        """Return the runs of a recipe, a list of dicts. Errors: KeyError naming the recipes there are."""
        found = [run for run in self.content["runs"] if run["recipe"] == recipe]
        if not found:
            raise KeyError(f"no runs of {recipe!r} in the record of {self.content['case']}; there are: {', '.join(self.recipes)}")
        return found

    def curve(self, recipe, name="test_accuracy"):
        """Return one measured quantity after each epoch: an array (runs, epochs); "seconds" counts from the start of a run."""
        return np.array([[epoch[name] for epoch in run["epochs"]] for run in self.runs(recipe)])

    def final(self, recipe, name="test_accuracy"):
        """Return one quantity after the last epoch of each run: an array (runs,)."""
        return self.curve(recipe, name)[:, -1]

    def time_to(self, recipe, accuracy):
        """Return for each run the seconds after which its test accuracy first stood at `accuracy` at the end of an epoch; inf if never."""
        reached = self.curve(recipe) >= accuracy
        seconds = self.curve(recipe, "seconds")
        return np.where(reached.any(1), seconds[np.arange(len(seconds)), reached.argmax(1)], np.inf)

    def calibration_error(self, recipe):
        """Return the expected calibration error of each run after its last epoch: an array (runs,) of Σ nᵇ / n · |confidenceᵇ - accuracyᵇ|.

        The sum goes over the bins b of confidence, of which nᵇ answers are given with a mean confidence and are right with an accuracy.
        """
        errors = []
        for run in self.runs(recipe):
            sizes, confidence, accuracy = (np.array([b[key] for b in run["calibration"]]) for key in ("examples", "confidence", "accuracy"))
            errors.append(np.average(np.abs(confidence - accuracy), weights=sizes))
        return np.array(errors)

    def describe(self):
        """Return one sentence: the processor, the threads, the versions, the date."""
        m = self.machine
        return (
            f"{m['processor']}, {m['threads']} threads, Python {m['python']}, NumPy {m['numpy']}, Keras {m['keras']}, "
            f"TensorFlow {m['tensorflow']}, {self.date}"
        )


def load(case):
    """Return the Record of "mnist", "cifar10" or "imdb". Errors: FileNotFoundError that names the command that makes it."""
    path = FOLDER / f"{case}.json"
    if not path.exists():
        raise FileNotFoundError(f"there is no record {path.name}; make it with: make bench-cases CASE={case}")
    return Record(json.loads(path.read_text(encoding="utf-8")))
