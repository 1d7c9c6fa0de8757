"""Make `.venv` and install the pinned requirements into it, once.

Usage: python3 tools/environment.py [--force | --check]     (--check changes nothing; its exit status says whether all is installed)

Standard library only, and written so that even Python 2 can read it far enough to say that it is too old. A second
call finds the stamp of the first (a digest of what decides on it) and does nothing.
"""
from __future__ import print_function

import sys

OLDEST, NEWEST = (3, 11), (3, 13)

if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit("This book needs Python 3.11, 3.12 or 3.13; %s is Python %d.%d. Install one of them, then run: make PYTHON=python3.12 book"
             % (sys.executable, sys.version_info[0], sys.version_info[1]))

import hashlib
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
REQUIREMENTS = ROOT / "requirements.txt"

# What pip writes when it cannot reach a package index, in the words of its several layers.
NO_NETWORK = ("Failed to establish a new connection", "Temporary failure in name resolution", "NameResolutionError", "ConnectTimeoutError",
              "Network is unreachable", "Connection refused", "nodename nor servname", "getaddrinfo failed", "Could not fetch URL",
              "Max retries exceeded", "ReadTimeoutError")


def digest():
    """The fingerprint of what an installation depends on: the pinned requirements and the Python version."""
    h = hashlib.sha256(repr(sys.version_info[:2]).encode())
    h.update(REQUIREMENTS.read_bytes())
    return h.hexdigest()


def is_installed():
    return STAMP.exists() and STAMP.read_text().strip() == digest() and PYTHON.exists()


def make_venv():
    """An empty environment with pip in it; what an interrupted call left behind is removed first."""
    try:
        import ensurepip  # noqa: F401  (Debian ships venv and ensurepip in a package of their own)
        import venv  # noqa: F401
    except ImportError:
        sys.exit("Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        shutil.rmtree(str(VENV), ignore_errors=True)
        sys.exit("Could not make %s: %s" % (VENV, (made.stdout.strip().splitlines() or ["no reason given"])[-1]))


def pip_install(*arguments, **options):
    """Run pip in the environment, counting the packages it gets to; on failure stop with one line that says what to do."""
    expected = options.get("expected", 0)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"]
    lines, begun = [], 0
    command += arguments
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=str(ROOT)) as pip:
        for line in pip.stdout:
            lines.append(line)
            if expected and line.startswith("Collecting "):
                begun += 1
                progress("fetching %d of about %d packages" % (begun, expected))
            elif expected and line.startswith("Installing collected"):
                progress("unpacking; this is the longer half")
    progress("")
    output = "".join(lines)
    if pip.returncode == 0:
        return
    (VENV / "pip.log").write_text(output)
    if any(words in output for words in NO_NETWORK):
        sys.exit("No network: the packages could not be fetched. Connect once and run the same command again; then the book works offline.")
    if "No space left on device" in output:
        sys.exit("The disk is full: the packages take about 3 GB in %s." % VENV)
    errors = [line.strip() for line in lines if line.startswith("ERROR")]
    sys.exit("pip could not install the requirements: %s (all of it in %s)" % ((errors or ["no reason given"])[0], VENV / "pip.log"))


def progress(text):
    """Show where a long step is, on one line that the next call overwrites; nothing where the output is not a terminal."""
    if sys.stdout.isatty():
        sys.stdout.write("\r  %-60s\r" % "" + ("\r  " + text if text else ""))
        sys.stdout.flush()


def main(force=False):
    if is_installed() and not force:
        return
    print("Making .venv with Python %d.%d (about 3 GB; a minute or several, depending on the network) ..." % sys.version_info[:2])
    sys.stdout.flush()
    make_venv()
    pinned = sum("==" in line for line in REQUIREMENTS.read_text().splitlines())
    pip_install("--require-hashes", "--requirement", str(REQUIREMENTS), expected=pinned)
    # A folder on this disk has no hash, so it is installed apart; nothing is fetched for it.
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(digest() + "\n")
    print("Installed.")


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(not is_installed())
    try:
        main(force="--force" in sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next call starts the environment anew.")
