"""Several processes that train one model: they end with the same weights, and these are the weights of one process.

Two workers that each take half of every batch and average their gradients make the step of the whole batch. Two independent trainings,
or two that see the same half, would end elsewhere.
"""
import argparse
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from benchmarks.cases import workers
from dlbook.datasets.files import find

needs_data = pytest.mark.skipif(find("mnist.npz") is None, reason="there is no mnist.npz: run `make data`, or set DLBOOK_DATA")

needs_reviews = pytest.mark.skipif(find("imdb.npz") is None, reason="there is no imdb.npz: run `make data`, or set DLBOOK_DATA")


def options(**changed):
    return argparse.Namespace(**{"case": "mnist", "recipe": "article", "seed": 0, "workers": 2, "threads": 1, "examples": 256,
                                 "timeout": 300, "addresses": None, "out": None, **changed})  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The articles' recipe on 256 images (10 steps of 128) with two workers, with one, and with one on half of the images; and the best."""
    folder = tmp_path_factory.mktemp("workers")
    kinds = {"two": {"workers": 2}, "one": {"workers": 1}, "half": {"workers": 1, "examples": 128},
             "best": {"workers": 2, "recipe": "best"}}  # fmt: skip
    with ThreadPoolExecutor() as pool:
        done = {name: pool.submit(workers.start, options(out=folder / f"{name}.npz", **changed)) for name, changed in kinds.items()}
    if failed := [str(job.exception()) for job in done.values() if job.exception()]:
        pytest.fail(failed[0])
    results = {name: job.result() for name, job in done.items()}
    kept = {name: np.load(folder / f"{name}.npz") for name in kinds}
    weights, states = ({name: np.concatenate([each[key].ravel() for key in each if key.startswith(part) and each[key].ndim])
                        for name, each in kept.items()} for part in ("weight", "state"))  # fmt: skip
    return results, weights, states


@needs_data
@pytest.mark.parametrize("recipe, epochs", [("two", 5), ("best", 3)])
def test_two_workers_end_with_identical_weights(trained, recipe, epochs):
    """With batch normalisation too, whose running averages no gradient keeps equal."""
    two = trained[0][recipe]
    assert [worker["worker"] for worker in two] == [0, 1] and {worker["of"] for worker in two} == {2}
    assert two[0]["weights"] == two[1]["weights"] and two[0]["accuracy"] == two[1]["accuracy"] and len(two[0]["accuracy"]) == epochs


@needs_data
def test_their_gradients_are_those_of_the_whole_batch(trained):
    weights = trained[1]
    size = np.linalg.norm(weights["one"])
    assert np.linalg.norm(weights["two"] - weights["one"]) < 1e-4 * size
    assert np.linalg.norm(weights["half"] - weights["one"]) > 0.05 * size  # what a worker that hears nothing of the other would miss


@needs_data
def test_they_average_their_gradients_and_do_not_add_them(trained):
    """RMSprop divides a common factor of all gradients nearly out of its steps; its mean of their squares keeps it."""
    state = trained[2]
    size = np.linalg.norm(state["one"])
    assert np.linalg.norm(state["two"] - state["one"]) < 1e-3 * size


def replaced(monkeypatch, tmp_path, script):
    """Put a small shell script in the place of Python: its last argument is the number of the worker."""
    path = tmp_path / "python"
    path.write_text("#!/bin/sh\nfor number; do :; done\n" + script)
    path.chmod(0o755)
    monkeypatch.setattr(workers.sys, "executable", str(path))


def test_a_worker_that_fails_stops_the_others_and_is_quoted(monkeypatch, tmp_path):
    replaced(monkeypatch, tmp_path, 'if [ "$number" = 1 ]; then echo "no such recipe" >&2; exit 3; fi\nexec sleep 60\n')
    start = time.monotonic()
    with pytest.raises(SystemExit, match="worker 1 of 2 failed:\nno such recipe"):
        workers.start(options())
    assert time.monotonic() - start < 20


def test_workers_that_take_too_long_are_stopped(monkeypatch, tmp_path):
    replaced(monkeypatch, tmp_path, f'echo $$ >> {tmp_path}/started\nexec sleep 60\n')
    with pytest.raises(SystemExit, match="the 2 workers were not done after 1 s and were stopped"):
        workers.start(options(timeout=1))
    for started in (tmp_path / "started").read_text().split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(started), 0)


@needs_reviews
def test_a_recipe_without_a_keras_model_is_named():
    with pytest.raises(SystemExit, match="linear_words trains no Keras model, so there is nothing to share"):
        workers.start(options(case="imdb", recipe="linear_words", workers=1))


@pytest.mark.parametrize("arguments, message", [
    (["mnist", "dlbook_article"], "which knows one process only"),
    (["mnist", "article", "--workers", "0"], "must be at least 1, but it is 0"),
    (["mnist", "article", "--index", "2", "--addresses", "a:1,b:2"], "--index 2 names none of the addresses a:1,b:2"),
])
def test_what_cannot_be_meant_is_refused_at_once(arguments, message, capsys):
    with pytest.raises(SystemExit):
        workers.main(arguments)
    assert message in capsys.readouterr().err
