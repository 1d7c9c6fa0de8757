"""One run of one recipe, in a process of its own: python -m benchmarks.cases.run CASE RECIPE SEED OUT [--threads N] [--validate]

Nothing compiled or cached by another run helps this one, and the process's peak memory is the recipe's. OUT is written as JSON.
"""
import argparse
import importlib
import json
import os
import pathlib
import random
import resource
import sys

MEGABYTE = 1024 if sys.platform != "darwin" else 1024**2  # ru_maxrss is in KiB, on macOS in bytes
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "TF_NUM_INTRAOP_THREADS")
VALIDATION = 10  # with --validate every tenth training example is held out, and the test set is not looked at


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case")
    parser.add_argument("recipe")
    parser.add_argument("seed", type=int)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--validate", action="store_true", help="judge on held-out training examples instead of the test set")
    options = parser.parse_args(arguments)
    os.environ.update(dict.fromkeys(THREADS, str(options.threads)))
    options.out.write_text(json.dumps(run(options.case, options.recipe, options.seed, options.validate)))


def run(case, recipe, seed, validate=False):
    """Train by a recipe of a case and return the record of the run, a dict."""
    train, watch = prepare(case, recipe, seed, validate)
    facts = train(watch, seed) or {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return {
        "recipe": recipe, "seed": seed, **facts, "busy_elsewhere": watch.busy_elsewhere, "peak_memory_mb": round(peak),
        "epochs": watch.epochs, **watch.last,
    }  # fmt: skip


def prepare(case, recipe, seed, validate=False, examples=None):
    """Return a recipe of a case and the Watch to call it with. examples: train on the first so many only."""
    import numpy as np

    from benchmarks.cases.watch import Watch

    module = importlib.import_module(f"benchmarks.cases.{case}")
    if recipe not in module.RECIPES:
        raise SystemExit(f"{case} has no recipe {recipe!r}; there are: {', '.join(module.RECIPES)}")
    train, held_out = module.load()
    if validate:
        train, held_out = split(train)
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 (what Keras and others may still use)
    if not recipe.startswith("dlbook"):  # the book's own library runs, and is measured, without TensorFlow
        from dlbook.frameworks import keras

        keras.utils.set_random_seed(seed)
    return module.RECIPES[recipe], Watch(tuple(part[:examples] for part in train), held_out, module.CLASSES)


def split(train):
    """Return training examples without every tenth, and every tenth."""
    x, y = train
    held = [i % VALIDATION == 0 for i in range(len(y))]
    kept = [not h for h in held]
    if isinstance(x, list):
        return ([v for v, k in zip(x, kept, strict=True) if k], y[kept]), ([v for v, h in zip(x, held, strict=True) if h], y[held])
    return (x[kept], y[kept]), (x[held], y[held])


if __name__ == "__main__":
    main()
