"""Train one recipe with several processes that share the work: python -m benchmarks.cases.workers CASE RECIPE [--workers 2]

Each worker holds the whole model and takes its share of every batch; after each batch the workers average their gradients and make the
same step (tf.distribute.MultiWorkerMirroredStrategy). Here all of them run on this machine and talk over its loopback. On several
machines, start one worker on each with `--index`, and name the same addresses in the same order everywhere:

    python -m benchmarks.cases.workers mnist article --addresses first:12345,second:12345 --index 0     (on the second: --index 1)

Prints one line of JSON a worker: its accuracy after each epoch, and a digest of its weights, which must agree.
"""
import argparse
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import numpy as np

from benchmarks.cases import run as runs


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case")
    parser.add_argument("recipe")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="processes on this machine")
    parser.add_argument("--threads", type=int, default=1, help="of each worker")
    parser.add_argument("--examples", type=int, help="train on the first so many examples only")
    parser.add_argument("--out", type=pathlib.Path, help="keep the weights and the optimizer's state (the same in all) in this .npz")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds until all workers are stopped")
    parser.add_argument("--addresses", help="host:port of every worker, with commas between; default: free ports of this machine")
    parser.add_argument("--index", type=int, help="be one worker, this one of the addresses; default: start all of them here")
    options = parser.parse_args(arguments)
    if options.recipe.startswith("dlbook"):
        parser.error(f"{options.recipe} runs on the book's own library, which knows one process only")
    if options.index is not None:
        if not options.addresses or not 0 <= options.index < len(options.addresses.split(",")):
            parser.error(f"--index {options.index} names none of the addresses {options.addresses}")
        print(json.dumps(work(options)))
    else:
        if options.workers < 1:
            parser.error(f"--workers must be at least 1, but it is {options.workers}")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the workers are stopped, too
        print(*map(json.dumps, start(options)), sep="\n")


def start(options):
    """Start all workers here and return what each measured, a list of dicts. Errors: SystemExit with the words of the one that failed."""
    addresses = options.addresses or ",".join(free_addresses(options.workers))
    command = [sys.executable, "-m", "benchmarks.cases.workers", options.case, options.recipe, "--addresses", addresses,
               "--seed", str(options.seed), "--threads", str(options.threads)]  # fmt: skip
    if options.examples:
        command += ["--examples", str(options.examples)]
    kept = ["--out", str(options.out.resolve())] if options.out else []
    deadline = time.monotonic() + options.timeout
    with tempfile.TemporaryDirectory() as folder:
        files = [open(os.path.join(folder, f"{i}.{name}"), "w+") for i in range(len(addresses.split(","))) for name in ("out", "err")]
        outs, errs = files[::2], files[1::2]
        workers = [subprocess.Popen([*command, "--index", str(i), *(kept if i == 0 else [])], stdout=out, stderr=err)
                   for i, (out, err) in enumerate(zip(outs, errs, strict=True))]  # fmt: skip
        try:
            while any(worker.poll() is None for worker in workers):
                failed = [i for i, worker in enumerate(workers) if worker.poll()]
                if failed or time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            failed = [i for i, worker in enumerate(workers) if worker.poll()]
            if failed:
                raise SystemExit(f"worker {failed[0]} of {len(workers)} failed:\n{read(errs[failed[0]])[-3000:]}")
            if any(worker.poll() is None for worker in workers):
                raise SystemExit(f"the {len(workers)} workers were not done after {options.timeout:g} s and were stopped")
            return [json.loads(read(out).splitlines()[-1]) for out in outs]
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
            for file in files:
                file.close()


def read(file):
    """The text of an open file from its start."""
    file.flush()
    file.seek(0)
    return file.read()


def free_addresses(n):
    """Return n addresses of this machine's loopback whose ports nobody uses at the moment."""
    sockets = [socket.socket() for _ in range(n)]
    try:
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{s.getsockname()[1]}" for s in sockets]
    finally:
        for s in sockets:
            s.close()


def work(options):
    """Be one worker: train the recipe together with the others and return what this one measured."""
    task = {"cluster": {"worker": options.addresses.split(",")}, "task": {"type": "worker", "index": options.index}}
    import dlbook  # noqa: F401 (it says how TensorFlow starts)

    os.environ.update({"TF_CONFIG": json.dumps(task), **dict.fromkeys(runs.THREADS, str(options.threads))})
    strategy = cluster()
    for_workers()
    with strategy.scope():
        train, watch = runs.prepare(options.case, options.recipe, options.seed, examples=options.examples)
        train(watch, options.seed)
    if watch.model is None:
        raise ValueError(f"{options.recipe} trains no Keras model, so there is nothing to share: python -m benchmarks.cases {options.case}")
    weights = watch.model.get_weights()
    if options.out:
        state = {f"state_{number}": each.numpy() for number, each in enumerate(watch.model.optimizer.variables)}
        np.savez(options.out, **{f"weight_{number}": each for number, each in enumerate(weights)}, **state)
    return {
        "worker": options.index, "of": strategy.num_replicas_in_sync, "recipe": options.recipe, "seed": options.seed,
        "accuracy": [epoch["test_accuracy"] for epoch in watch.epochs], "seconds": watch.epochs[-1]["seconds"],
        "weights": hashlib.sha256(b"".join(weight.tobytes() for weight in weights)).hexdigest()[:16],
    }  # fmt: skip


def cluster():
    """Return the strategy that joins this process with the others. It must exist before TensorFlow's first operation.

    Keras 3 calls `strategy.reduce` in two ways that this strategy of TensorFlow's refuses: on a whole batch (x, y), where Keras wants to
    know shapes only, and with axis 0 on plain numbers such as a loss, where the mean over the workers is meant (axis None).
    """
    import tensorflow as tf

    class Workers(tf.distribute.MultiWorkerMirroredStrategy):
        def reduce(self, reduce_op, value, axis):
            if isinstance(value, tuple):
                return tuple(self.experimental_local_results(part)[0] for part in value)
            return super().reduce(reduce_op, value, None if getattr(value, "shape", None) == () else axis)

    return Workers()


def for_workers():
    """Change in this process what Keras leaves to each worker or what the strategy cannot take.

    Batch normalisation keeps its running means and variances as the mean over the workers; Keras would let each have its own, and the
    workers would end with different models. And models return to Python after each step: several steps in one call fail in TensorFlow.
    """
    from dlbook.frameworks import keras

    compile_model, add_weight = keras.Model.compile, keras.layers.BatchNormalization.add_weight

    def compile_for_workers(model, *args, **options):
        compile_model(model, *args, **{**options, "steps_per_execution": 1})

    def add_weight_for_workers(layer, *args, trainable=True, **options):
        aggregation = {} if trainable else {"aggregation": "mean"}
        return add_weight(layer, *args, trainable=trainable, **aggregation, **options)

    keras.Model.compile, keras.layers.BatchNormalization.add_weight = compile_for_workers, add_weight_for_workers


if __name__ == "__main__":
    try:
        main()
    except (ConnectionError, ValueError) as error:  # of the data or of an address: the message says what to do
        raise SystemExit(f"{type(error).__name__}: {error}") from None
