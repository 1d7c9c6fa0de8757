"""Is this machine ready for a workshop? One line a check, and for each that fails what to do about it, in plain words.

Usage: python3 tools/preflight.py [--port N]

Standard library only, so that it runs before anything is installed; what needs the book's packages runs in their environment.
"""

import sys

if sys.version_info < (3, 8):
    sys.exit("This book needs Python 3.11, 3.12 or 3.13; %s is Python %d.%d." % (sys.executable, sys.version_info[0], sys.version_info[1]))

import argparse
import importlib.util
import os
import pathlib
import shutil
import socket
import subprocess
from collections import namedtuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)
GIB = 1 << 30
MEMORY = {"fail": 2, "warn": 4}  # GiB: a notebook that trains with TensorFlow takes about 1 GB, beside a browser
DISK = {"fresh": 5, "installed": 1}  # GiB: the packages take 3 GB, and pip needs room to unpack them
PORT = 8888

# What is asked of the book's own environment; the last line printed is what is shown.
KERNEL = """
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3", startup_timeout=60)
found = []
client.execute_interactive("print(6 * 7)", timeout=60, output_hook=lambda m: found.append(m["content"].get("text", "")))
manager.shutdown_kernel(now=True)
assert "".join(found).strip() == "42", found
print("a notebook kernel starts and computes")
"""
NUMPY_STEP = """
import numpy as np
from dlbook import datasets
from dlbook.layers import Dense, Sequential
from dlbook.losses import softmax_cross_entropy
from dlbook.optimizers import SGD
from dlbook.training import train_step
rng = np.random.default_rng(0)
x, labels = datasets.two_moons(60, rng)
model, optimizer = Sequential([Dense(2, 2, rng)]), SGD(0.1)
losses = [train_step(model, x, labels, softmax_cross_entropy, optimizer)[1] for _ in range(5)]
assert losses[-1] < losses[0], losses
print(f"five steps with the book's library: loss {losses[0]:.3f} -> {losses[-1]:.3f}")
"""
KERAS_STEP = """
import numpy as np
from dlbook.frameworks import keras
keras.utils.set_random_seed(0)
x = np.random.default_rng(0).normal(size=(64, 3)).astype("float32")
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
losses = model.fit(x, x.sum(axis=1, keepdims=True), epochs=5, verbose=0).history["loss"]
assert losses[-1] < losses[0], losses
print(f"five epochs with Keras {keras.__version__}: loss {losses[0]:.3f} -> {losses[-1]:.3f}")
"""
DATA = """
from dlbook.datasets import files, real
missing = [name for name in real.CONTENTS if files.find(f"{name}.npz") is None]
for name in real.CONTENTS:
    if name not in missing:
        real.load(name)
if missing:
    raise SystemExit(f"not on this machine: {', '.join(missing)}")
print(f"{', '.join(real.CONTENTS)} are here and whole")
"""

Result = namedtuple("Result", "status found advice")  # status: ok, warn or fail


def python_version(version=sys.version_info):
    """Is it a Python that the book runs on?"""
    found = "Python %d.%d" % tuple(version[:2])
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return Result("ok", found, "")
    return Result("fail", found, "Install Python 3.11, 3.12 or 3.13 (python.org) and say which one: make PYTHON=python3.12 preflight")


def memory(total=None):
    """Is there room for a notebook that trains, beside a browser? `total`: GiB."""
    total = installed_memory() if total is None else total
    if total is None:
        return Result("warn", "the size of the memory is unknown", "Look it up: %d GB or more are comfortable." % MEMORY["warn"])
    found = "%.1f GB of memory" % total
    if total < MEMORY["fail"] * 0.95:  # a machine sold with 2 GB shows a little less
        return Result("fail", found, "Too little for TensorFlow. Use the workshop's hub, or share a screen with a neighbour.")
    if total < MEMORY["warn"] * 0.95:
        return Result("warn", found, "Enough, if little else is open: close other programs and keep one notebook open at a time.")
    return Result("ok", found, "")


def installed_memory():
    """Return the size of the memory in GiB, or None where it cannot be found out."""
    try:
        if os.name == "nt":
            import ctypes

            kibibytes = ctypes.c_ulonglong()
            ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kibibytes))
            return kibibytes.value / (1 << 20) or None
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIB
    except (OSError, ValueError, AttributeError):
        return None


def disk(free=None, installed=None):
    """Is there room for the packages and for what the learner writes? `free`: GiB."""
    free = shutil.disk_usage(str(ROOT)).free / GIB if free is None else free
    installed = PYTHON.exists() if installed is None else installed
    needed = DISK["installed" if installed else "fresh"]
    found = "%.0f GB free on the disk of this folder" % free
    if free >= needed:
        return Result("ok", found, "")
    return Result("fail", found, "Free at least %d GB%s." % (needed, "" if installed else ": TensorFlow and the rest take about 3"))


def port(number=PORT):
    """Can JupyterLab listen at its usual address?"""
    with socket.socket() as listener:
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", number))
        except PermissionError:
            return Result("fail", "port %d may not be used" % number, "Choose another above 1024: preflight.py --port 9000")
        except OSError:
            advice = "Perhaps a JupyterLab is open already: use that one, or close it. `make lab` takes the next free port by itself."
            return Result("warn", "port %d is in use" % number, advice)
    return Result("ok", "port %d is free" % number, "")


def packages():
    """Are the book's packages installed?"""
    if not PYTHON.exists():
        advice = "Run `make book` once, with a network or with the instructor's offline bundle; it takes some minutes."
        if importlib.util.find_spec("ensurepip") is None:  # Debian ships it in a package of its own
            advice = "Python's venv module is missing. Debian, Ubuntu: sudo apt-get install python3-venv. Then: " + advice
        return Result("fail", "the packages are not installed", advice)
    check = [str(PYTHON), str(ROOT / "tools" / "environment.py"), "--check"]
    done = subprocess.run(check, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        return Result("fail", "the packages are not those of this edition of the book", "Run `make book` once, with a network.")
    return Result("ok", "the book's packages are installed", "")


def inside(program, advice, status="fail", timeout=300):
    """Run a program in the book's environment: its last line is what was found."""
    try:
        done = subprocess.run([str(PYTHON), "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout,
                              cwd=str(ROOT))
    except subprocess.TimeoutExpired:
        return Result(status, "no answer within %d seconds" % timeout, advice)
    except OSError as error:
        return Result(status, str(error), advice)
    lines = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()] or ["no reason given"]
    return Result(status if done.returncode else "ok", lines[-1].strip(), advice if done.returncode else "")


def checks(number):
    """Yield the name of each check and the function that makes it; those that need the packages come after them."""
    yield "Python", python_version
    yield "Memory", memory
    yield "Disk", disk
    yield "Port", lambda: port(number)
    yield "Packages", packages
    yield "Notebook", lambda: inside(KERNEL, "Run `make clean ALL=1`, then `make book`. A security program may forbid local connections:"
                                             " allow Python to open them.")
    yield "Training", lambda: inside(NUMPY_STEP, "Run `make clean ALL=1`, then `make book`.")
    yield "TensorFlow", lambda: inside(KERAS_STEP, "The chapters that use Keras will not run; all others will. TensorFlow needs a 64-bit"
                                                   " processor, on Intel and AMD one with AVX.", status="warn")
    yield "Data", lambda: inside(DATA, "Only the case studies need it. With a network: `make data`. Without: copy the folder from the"
                                       " instructor and set DLBOOK_DATA to its path.", status="warn")


def main(arguments=None):
    """Make all checks and say what was found; returns 1 if something has to be done before the workshop."""
    parser = argparse.ArgumentParser(description="Check whether this machine is ready for a workshop.")
    parser.add_argument("--port", type=int, default=PORT, help="where JupyterLab will listen (default: %(default)s)")
    options = parser.parse_args(arguments)
    signs = {"ok": "ok  ", "warn": "note", "fail": "STOP"}
    statuses = []
    for name, check in checks(options.port):
        if "fail" in statuses and name in ("Notebook", "Training", "TensorFlow", "Data") and not PYTHON.exists():
            print("  --    %-11s not tried: it needs the packages" % name)
            continue
        result = check()
        statuses.append(result.status)
        print("  %s  %-11s %s" % (signs[result.status], name, result.found), flush=True)
        if result.advice:
            print("        %-11s -> %s" % ("", result.advice), flush=True)
    if "fail" in statuses:
        print("Not ready yet: do what is said beside each STOP, then run this again.")
        return 1
    print("Ready." if "warn" not in statuses else "Ready; read the notes.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
