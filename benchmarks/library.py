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
from dlbook.activations import ReLU  # noqa: E402
from dlbook.convolution import Conv2D, MaxPooling2D  # noqa: E402
from dlbook.datasets import digits  # noqa: E402
from dlbook.layers import Dense, Flatten, Sequential  # noqa: E402
from dlbook.losses import softmax_cross_entropy  # noqa: E402
from dlbook.optimizers import Adam  # noqa: E402
from dlbook.recurrent import LSTM  # noqa: E402
from dlbook.training import accuracy, fit  # noqa: E402

TARGET, MOST_EPOCHS, BATCH, RATE = 0.97, 60, 32, 0.003
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


def data(precision=np.float32, images=False):
    x_train, y_train, x_test, y_test = digits()
    shape = (-1, 8, 8, 1) if images else (-1, 64)
    return x_train.astype(precision).reshape(shape), y_train, x_test.astype(precision).reshape(shape), y_test


def dense_network(rng):
    return Sequential([Dense(64, 128, rng), ReLU(), Dense(128, 10, rng)])


def small_cnn(rng):
    first = [Conv2D(1, 8, 3, rng, padding="same"), ReLU(), MaxPooling2D(2)]
    return Sequential([*first, Conv2D(8, 16, 3, rng, padding="same"), ReLU(), MaxPooling2D(2), Flatten(), Dense(64, 10, rng)])


def keras_dense_network():
    import keras

    return keras.Sequential([keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10)])


def keras_small_cnn():
    import keras

    layers = keras.layers
    first = [layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)]
    second = [layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)]
    return keras.Sequential([*first, *second, layers.Flatten(), layers.Dense(10)])


def train_ours(make_model, seed, images):
    """Return the seconds of every epoch until the test accuracy reaches the target, or of all epochs."""
    x, y, x_test, y_test = data(images=images)
    begin, marks = time.perf_counter(), []
    rng = np.random.default_rng(seed)
    model, optimizer, reached = make_model(rng), Adam(RATE), False
    while not reached and len(marks) < MOST_EPOCHS:
        history = fit(model, x, y, softmax_cross_entropy, optimizer, 1, BATCH, rng, (x_test, y_test), accuracy, progress=False)
        reached = history.validation_metric[-1] >= TARGET
        marks.append(time.perf_counter())
    return np.diff([begin, *marks]), reached


def train_keras(make_model, make_ours, seed, images):
    """The same with Keras, from the same initial weights; making and compiling the model belong to the first epoch.

    No seed is set: after `keras.utils.set_random_seed`, `fit` shows the examples in the same order in every epoch, and learns slower.
    """
    import keras

    x, y, x_test, y_test = data(images=images)
    marks, reached = [], []

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            marks.append(time.perf_counter())
            reached.append(logs["val_accuracy"] >= TARGET)
            self.model.stop_training = reached[-1]

    begin = time.perf_counter()
    model = make_model()
    model.build(x.shape)
    model.set_weights(list(make_ours(np.random.default_rng(seed)).params.values()))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(RATE), loss, metrics=["accuracy"])
    model.fit(x, y, batch_size=BATCH, epochs=MOST_EPOCHS, validation_data=(x_test, y_test), callbacks=[Stop()], verbose=0)
    return np.diff([begin, *marks]), reached[-1]


def to_the_target(make_ours, make_theirs, images, seeds=range(5)):
    """Return rows for the time to the target, and for one epoch without the first, where Keras builds its graph."""
    runs = [(train_ours(make_ours, seed, images), train_keras(make_theirs, make_ours, seed, images)) for seed in seeds]
    rows = []
    for side in (0, 1):
        epochs = [run[side][0] for run in runs]
        reached = [run[side][1] for run in runs]
        total = statistics.median(float(times.sum()) for times in epochs)
        single = statistics.median(float(seconds) for times in epochs for seconds in times[1:])
        rows.append((total, single, f"{statistics.median(map(len, epochs)):g} epochs, {sum(reached)} of {len(reached)} seeds reach it"))
    (a, b, note), (c, d, note_theirs) = rows
    return 1000 * a, 1000 * c, 1000 * b, 1000 * d, f"ours {note}; Keras {note_theirs}"


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

    for work, make_ours, make_theirs, images, aim in (
        ("MLP 64-128-10, digits to 97 %", dense_network, keras_dense_network, False, "at most 0.20"),
        ("small CNN, digits to 97 %", small_cnn, keras_small_cnn, True, "at most 1"),
    ):
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
