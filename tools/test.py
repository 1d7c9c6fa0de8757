"""Prove everything, part by part, and say at the end what failed and how long each part took.

Usage: python tools/test.py [part ...]      parts: lint, book, units, notebooks (default: all of them)

A part that fails does not stop the others: one run shows all there is to mend.
"""
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

PARTS = {
    "lint": ["-m", "ruff", "check", "."],
    "book": ["tools/build.py"],  # before the units: their browser part opens the pages
    # In the order of the files: the browser comes first, which takes longest, and small parts fill the gap at the end.
    # Chromium now and then stops answering (tests/browser/limits.py): the test that waited is run once more, and the end says so.
    "units": ["-m", "pytest", "tests", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "--durations", "8",
              "--reruns", "1", "--only-rerun", "TimeoutError: no answer for"],
    "notebooks": ["-m", "pytest", "--nbval", "--nbval-current-env", "-n", "2", "--dist", "loadscope", "chapters"],
}


def main(names):
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"unknown part {unknown[0]!r}; the parts are: {', '.join(PARTS)}")
    environment = {**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"), "PYTHONDONTWRITEBYTECODE": "1"}
    lines, failed = [], False
    for name in names or PARTS:
        print(f"\n=== {name}", flush=True)
        begin = time.perf_counter()
        code = subprocess.run([sys.executable, *PARTS[name]], cwd=ROOT, env=environment).returncode
        failed |= code != 0
        lines.append(f"{name:10} {'green' if code == 0 else 'RED':6} {time.perf_counter() - begin:6.0f} s")
    print("\n=== summary", *lines, sep="\n")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
