"""How fast the library is, against Keras and TensorFlow, both in one run and in turns: python benchmarks/library.py

Prints a table of medians and ratios, with the machine and the versions. Both sides get the same number of threads, OMP_NUM_THREADS or
else 1. TensorFlow runs with its oneDNN kernels, as it does by default. Times move with the load of the machine: compare ratios, and
runs, before believing a small difference.
"""
import os

THREADS = int(os.environ.setdefault("OMP_NUM_THREADS", "1"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(THREADS))
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import platform  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

import numpy as np  # noqa: E402
from to_the_target import NETWORKS, to_the_target  # noqa: E402

from dlbook.convolution import Conv2D  # noqa: E402
from dlbook.recurrent import LSTM  # noqa: E402

LIBRARY = (
    "layers activations convolution recurrent attention normalization initializers losses optimizers schedules training "
    "gradcheck autograd datasets"
).split()


def milliseconds(f):
    begin = time.perf_counter()
    f()
    return 1000 * (time.perf_counter() - begin)


def in_turns(ours, theirs, repeats):
    """Return the median milliseconds of both, measured in turns after two calls each to warm up."""
    for f in (ours, theirs) * 2:
        f()
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(repeats)]
    return [statistics.median(times) for times in zip(*pairs, strict=True)]


def lstm():
    """LSTM, batch 32, time 50, 64 inputs, 64 units, float32: forward and backward, in milliseconds."""
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    x, grad = rng.standard_normal((32, 50, 64)).astype(np.float32), rng.standard_normal((32, 64)).astype(np.float32)
    ours, theirs = LSTM(64, 64, rng), keras.layers.LSTM(64)
    x_tf, grad_tf = tf.constant(x), tf.constant(grad)
    theirs.build(x.shape)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            tape.watch(x_tf)
            y = theirs(x_tf)
        return tape.gradient(y, [x_tf, *theirs.trainable_variables], grad_tf)

    return in_turns(lambda: (ours.forward(x), ours.backward(grad)), lambda: [g.numpy() for g in step()], 60)


def convolution_sides():
    """Two functions that run forward and backward of Conv2D 3×3, 8 to 16 channels, on 64 images of 28 × 28, float32."""
    rng = np.random.default_rng(0)
    x, grad = rng.standard_normal((64, 28, 28, 8)).astype(np.float32), rng.standard_normal((64, 26, 26, 16)).astype(np.float32)

    def ours():
        layer = Conv2D(8, 16, 3, np.random.default_rng(0))

        def step():
            layer.forward(x)
            layer.backward(grad)

        return step

    def theirs():
        import tensorflow as tf

        kernel, bias = tf.Variable(tf.random.normal((3, 3, 8, 16))), tf.Variable(tf.zeros(16))
        x_tf, grad_tf = tf.constant(x), tf.constant(grad)

        @tf.function
        def step():
            with tf.GradientTape() as tape:
                tape.watch(x_tf)
                y = tf.nn.conv2d(x_tf, kernel, 1, "VALID") + bias
            return tape.gradient(y, [x_tf, kernel, bias], grad_tf)

        return lambda: [g.numpy() for g in step()]

    return ours, theirs


def convolution():
    ours, theirs = convolution_sides()
    return in_turns(ours(), theirs(), 60)


def memory_of_convolution(side):
    """Print by how many MiB the memory of this process rises, at its peak, above where it stood before twenty steps (Linux only)."""
    make = convolution_sides()[side]
    if side == 1:
        import tensorflow as tf

        tf.constant(0.0)  # what TensorFlow takes just to start is not the convolution's
    before = status("VmRSS")
    with open("/proc/self/clear_refs", "w") as f:
        f.write("5")  # sets the peak back to what is in use now
    step = make()
    for _ in range(20):
        step()
    print((status("VmHWM") - before) / 1024)


def status(name):
    with open("/proc/self/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith(name))


def in_a_fresh_process(program, repeats):
    """Return the median of what a program prints, each time in a process of its own."""
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(repeats)]
    return statistics.median(float(run.stdout) for run in runs)


def imports():
    """Milliseconds to import NumPy and all of the library, and to import TensorFlow."""
    times = "import time; begin = time.perf_counter(); import {}; print(1000 * (time.perf_counter() - begin))"
    modules = ", ".join(f"dlbook.{name}" for name in LIBRARY)
    in_a_fresh_process(times.format("tensorflow"), 1)  # so that both find their files in memory
    return in_a_fresh_process(times.format(modules), 5), in_a_fresh_process(times.format("tensorflow"), 3)


def memory():
    program = "import sys; sys.path.insert(0, {!r}); import library; library.memory_of_convolution({})"
    return [in_a_fresh_process(program.format(os.path.dirname(os.path.abspath(__file__)), side), 3) for side in (0, 1)]


def main():
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    rows, notes = [], []

    def row(work, ours, theirs, aim, unit="ms"):
        rows.append((work, f"{ours:,.3g} {unit}", f"{theirs:,.3g} {unit}", f"{ours / theirs:.2f}", aim))

    for work, (make_ours, make_theirs, images), aim in zip(NETWORKS, NETWORKS.values(), ("at most 0.20", "at most 1"), strict=True):
        total, total_theirs, epoch, epoch_theirs, note = to_the_target(make_ours, make_theirs, images)
        row(work, total, total_theirs, aim)
        row("  one epoch of it, not the first", epoch, epoch_theirs, "")
        notes.append(f"{work}: {note}")
    row("LSTM 32 x 50 x 64, 64 units, both ways", *lstm(), "at most 1")
    row("Conv2D 3x3, 8 to 16, 64 x 28 x 28, both ways", *convolution(), "at most 2")
    if sys.platform == "linux":
        row("  its memory, at the peak", *memory(), "", "MiB")
    row("import dlbook (all of the library) / tensorflow", *imports(), "ours under 500 ms")

    print(f"\n{processor()}, {THREADS} thread(s) for each side, load {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, TensorFlow {tf.__version__}, Keras {keras.__version__}\n")
    header = ("work (medians)", "dlbook", "Keras / TF", "ratio", "aim for the ratio")
    widths = [max(len(line[i]) for line in [header, *rows]) for i in range(len(header))]
    for line in [header, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
    print("", *notes, sep="\n")


def processor():
    if sys.platform == "linux":
        with open("/proc/cpuinfo") as f:
            names = [line.split(":")[1].strip() for line in f if line.startswith("model name")]
        if names:
            return f"{names[0]}, {len(names)} cores"
    return f"{platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
