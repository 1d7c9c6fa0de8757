"""The runner of the recorded runs: what it keeps, what it refuses, and that choosing a recipe never shows it the test set.

The case here is made: thirty numbers, two classes, and recipes of a line each. Nothing trains, and TensorFlow is not needed.
"""
import json
import os
import pathlib
import subprocess
import sys
import types

import numpy as np
import pytest

from benchmarks.cases import __main__ as cases
from benchmarks.cases import run as runs
from benchmarks.cases.watch import BINS, Watch, judged
from dlbook.datasets import real

ROOT = pathlib.Path(__file__).resolve().parent.parent
TRAIN = np.arange(30), np.arange(30) % 2
TEST = np.arange(100, 110), np.array([0] * 6 + [1] * 4)


def constant(watch, seed):
    """Always says class 0, with a confidence that the seed gives."""
    confidence = 0.6 + seed / 10
    for _ in range(2):
        watch.epoch(lambda x: np.tile([confidence, 1 - confidence], (len(x), 1)), loss=0.5)
    return {"parameters": 1, "seen": [int(watch.train[0].min()), int(watch.train[0].max()), len(watch.train[1])]}


MADE = types.SimpleNamespace(CLASSES=2, SEEDS={"dlbook_other": (7,)}, load=lambda: (TRAIN, TEST),
                             RECIPES={"dlbook_constant": constant, "dlbook_other": constant})


@pytest.fixture
def made(monkeypatch, tmp_path):
    """The made case under the name of mnist; each run in this process instead of its own. Returns (start, started)."""
    started = []

    def one(case, name, seed, options):
        started.append((name, seed))
        return runs.run(case, name, seed, options.validate)

    monkeypatch.setitem(sys.modules, "benchmarks.cases.mnist", MADE)
    monkeypatch.setattr(cases, "one", one)
    monkeypatch.setattr(cases, "machine", lambda threads: {"processor": "made", "threads": threads})
    monkeypatch.setattr(real, "fingerprint", lambda name: "0123456789ab")
    return lambda *arguments: cases.main(["mnist", "--out", str(tmp_path), "--threads", "1", *arguments]), started


def stored(tmp_path):
    return json.loads((tmp_path / "mnist.json").read_text())


def test_every_recipe_runs_with_its_seeds_in_turns_and_nothing_is_repeated(made, tmp_path, capsys):
    start, started = made
    start("--recipes", "dlbook_constant", "--seeds", "0")
    first = stored(tmp_path)
    start()
    assert started == [("dlbook_constant", 0), ("dlbook_constant", 1), ("dlbook_constant", 2), ("dlbook_other", 7)]
    record = stored(tmp_path)
    assert [(run["recipe"], run["seed"]) for run in record["runs"]] == started
    assert record["runs"][0] == first["runs"][0]
    assert record["machine"] == {"processor": "made", "threads": 1} and record["data"]["fingerprint"] == "0123456789ab"
    start("--recipes", "dlbook_constant", "--seeds", "1", "--again")
    assert started[-1] == ("dlbook_constant", 1) and len(stored(tmp_path)["runs"]) == 4
    assert "60.00 % after" in capsys.readouterr().out


def test_an_interrupted_series_goes_on_where_it_was(made, tmp_path, monkeypatch):
    start, started = made
    one = cases.one

    def interrupted(case, name, seed, options):
        if (name, seed) == ("dlbook_constant", 1):
            raise KeyboardInterrupt
        return one(case, name, seed, options)

    monkeypatch.setattr(cases, "one", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start()
    assert len(stored(tmp_path)["runs"]) == 1
    monkeypatch.setattr(cases, "one", one)
    start()
    assert started.count(("dlbook_constant", 0)) == 1 and len(stored(tmp_path)["runs"]) == 4


@pytest.mark.parametrize("part, change", [("machine", {"processor": "another"}), ("data", {"fingerprint": "another"})])
def test_runs_of_another_machine_or_of_other_data_are_not_mixed_in(made, tmp_path, part, change):
    start, started = made
    start("--seeds", "0")
    record = stored(tmp_path)
    record[part] |= change
    (tmp_path / "mnist.json").write_text(json.dumps(record))
    before, n_started = (tmp_path / "mnist.json").read_bytes(), len(started)
    (name, value), = change.items()
    message = f"holds runs with {name} {value}, but here is {name} .*: name another folder with --out"
    with pytest.raises(SystemExit, match=message) as refused:
        start("--again")
    assert "threads" not in str(refused.value)  # only what differs
    assert (tmp_path / "mnist.json").read_bytes() == before and len(started) == n_started


def test_a_record_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "mnist.json"
    cases.write(path, {"runs": [1]})
    monkeypatch.setattr(cases.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError):
        cases.write(path, {"runs": [2]})
    assert json.loads(path.read_text()) == {"runs": [1]}


def test_the_lines_of_a_record_are_json_and_keep_an_epoch_on_one_line():
    record = {"a": "é", "runs": [{"seed": 0, "epochs": [{"epoch": 1, "seconds": 0.5}, {"epoch": 2, "seconds": 1.0}], "errors": []}]}
    text = cases.lines(record)
    assert json.loads(text) == record
    assert '{"epoch": 2, "seconds": 1.0}' in [line.strip() for line in text.splitlines()]


def test_choosing_a_recipe_never_shows_the_test_set_and_keeps_no_record(made, tmp_path, monkeypatch, capsys):
    start, _ = made
    kept = []
    monkeypatch.setattr(runs, "run", lambda *arguments, _run=runs.run: kept.append(_run(*arguments)) or kept[-1])
    start("--validate", "--seeds", "0", "--recipes", "dlbook_constant")
    assert not (tmp_path / "mnist.json").exists()
    assert kept[0]["seen"] == [1, 29, 27]  # every tenth of the thirty training examples is held out: 0, 10, 20
    assert np.sum(kept[0]["confusion"]) == 3 and kept[0]["epochs"][-1]["test_accuracy"] == 1.0  # all three are of class 0
    assert "100.00 % after" in capsys.readouterr().out


def test_reviews_of_different_lengths_are_split_too():
    (x, y), (held_x, held_y) = runs.split(([[i] * (i + 1) for i in range(12)], np.arange(12)))
    assert [review[0] for review in held_x] == held_y.tolist() == [0, 10] and len(x) == len(y) == 10


@pytest.mark.parametrize("arguments, message", [
    (["fashion"], "no case 'fashion'; there are: mnist, cifar10, imdb"),
    (["mnist", "--recipes", "slow"], "mnist has no recipe 'slow'; there are: dlbook_constant, dlbook_other"),
])
def test_an_unknown_name_gets_the_known_ones(made, arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        cases.main(arguments)
    assert message in str(stop.value) + capsys.readouterr().err


def test_a_run_that_fails_stops_the_series_with_its_own_words(tmp_path):
    options = types.SimpleNamespace(threads=1, validate=False)
    with pytest.raises(SystemExit, match="mnist has no recipe 'none'"):
        cases.one("mnist", "none", 0, options)


def test_the_clock_stands_still_while_the_examples_are_judged(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("benchmarks.cases.watch.time", types.SimpleNamespace(perf_counter=lambda: now[0]))
    watch = Watch(TRAIN, TEST, 2)

    def slow(x):
        now[0] += 50
        return np.full((len(x), 2), 0.5)

    for seconds in (1, 2):
        now[0] += seconds
        watch.epoch(slow)
    assert [epoch["seconds"] for epoch in watch.epochs] == [1, 3]
    assert 0 <= watch.busy_elsewhere


def test_the_clock_refuses_probabilities_of_the_wrong_shape():
    with pytest.raises(ValueError, match=r"shape \(10, 3\), but it should be \(10, 2\)"):
        Watch(TRAIN, TEST, 2).epoch(lambda x: np.ones((10, 3)))


def test_what_is_kept_of_the_last_model():
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.45, 0.55], [1.0, 0.0]])
    kept = judged(probabilities, np.array([0, 0, 1, 1]), 2)
    assert kept["confusion"] == [[1, 1], [1, 1]]  # rows are labels: the first 0 is right, the second 0 is taken for 1
    assert [(error["index"], error["label"], error["predicted"]) for error in kept["errors"]] == [(3, 1, 0), (1, 0, 1)]
    assert [b["examples"] for b in kept["calibration"]] == [1, 1, 2] and len(kept["calibration"]) <= BINS
    assert kept["calibration"][-1] == {"examples": 2, "confidence": 0.95, "accuracy": 0.5}


def test_a_probability_of_class_one_is_enough_where_there_are_two():
    watch = Watch(TRAIN, TEST, 2)
    watch.epoch(lambda x: np.linspace(0, 0.9, len(x)).reshape(-1, 1))
    assert watch.epochs[0]["test_accuracy"] == 1.0 and watch.epochs[0]["test_loss"] == pytest.approx(
        -np.log(np.append(1 - np.linspace(0, 0.5, 6), np.linspace(0.6, 0.9, 4))).mean(), abs=1e-6)


def test_a_run_sets_its_threads_before_anything_counts_them(tmp_path):
    """In a process of its own: NumPy and TensorFlow read these once, and `make` holds everything else to one thread."""
    code = ("import os, sys; from benchmarks.cases import run; run.run = lambda *a: {'names': {n: os.environ.get(n) for n in run.THREADS}, "
            "'loaded': [m for m in ('numpy', 'tensorflow') if m in sys.modules]}; run.main(sys.argv[1:])")
    out = tmp_path / "run.json"
    subprocess.run([sys.executable, "-c", code, "mnist", "x", "0", out, "--threads", "3"], check=True, cwd=ROOT,
                   env={**os.environ, "OMP_NUM_THREADS": "1"})
    written = json.loads(out.read_text())
    assert written["loaded"] == [] and set(written["names"].values()) == {"3"}
