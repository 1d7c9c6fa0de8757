"""The walls around an answer: bubblewrap gives it no network, no files of this machine and no other process to see.

Limits of memory, processes, file size and processor time are set inside by inside.py; out here a watch stops what takes more memory
than allowed altogether, sends more than it should, or does not end.
"""

import os
import pathlib
import platform
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle

import psutil

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MEMORY = 1536 << 20  # bytes, for one process and for all processes of one answer together
PROCESSES = 16  # threads count
FILE_SIZE = 16 << 20  # bytes
OUTPUT = 64 << 20  # bytes
SECONDS = 20.0  # from start to end, the loading of NumPy included
NOBODY = 65534
SCRATCH = "/scratch"  # the only folder that an answer may write to; not /tmp, below which the book itself may lie
STRANGERS = cycle(range(61000, 62000))  # user ids for answers graded by root: one each, because a limit counts all of a user's processes
SHARED = ("__init__.py", "exercise.py", "failures.py", "running.py")  # the part of dlbook.exercises that holds no answer

IN_THE_SANDBOX = '''"""The exercises as they are while an answer is graded: nothing to look up, and checks that do nothing."""


def check(name, answer):
    """Do nothing: the judge is elsewhere."""


def hint(name):
    """Do nothing."""
'''


class NoSandbox(RuntimeError):
    """This machine cannot build the walls; the message says why and what can be done."""


@dataclass(frozen=True)
class Report:
    """What came out: the lines that were sent, and how it ended: exited, time, memory, or output."""

    lines: tuple
    ended: str


def library(folder):
    """Write to a folder what an answer may import: dlbook without its exercises, and the program that runs inside."""
    folder = pathlib.Path(folder)
    shutil.copytree(ROOT / "code" / "dlbook", folder / "dlbook", ignore=shutil.ignore_patterns("__pycache__", "exercises"))
    exercises, grading = folder / "dlbook" / "exercises", folder / "grading"
    exercises.mkdir()
    grading.mkdir()
    for name in SHARED[1:]:
        shutil.copy(ROOT / "code" / "dlbook" / "exercises" / name, exercises)
    (exercises / SHARED[0]).write_text(IN_THE_SANDBOX, encoding="utf-8")
    (grading / "__init__.py").touch()
    for name in ("inside.py", "packing.py"):
        shutil.copy(pathlib.Path(__file__).with_name(name), grading)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # read by a user who is nobody
    return folder


def walls(library_folder):
    """Return the command that runs inside.py behind walls: read-only programs, an empty home, nothing else."""
    command = [
        "bwrap",
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--hostname",
        "sandbox",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
    ]
    if is_root():  # inside.py becomes another user: root is exempt from the limit of processes, in every namespace
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    programs = [pathlib.Path(path) for path in ("/usr", "/lib", "/lib64", "/lib32", "/bin", sys.base_prefix, sys.prefix)]
    for path in dict.fromkeys(programs):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            for parent in [*path.parents][-2::-1]:  # from the top; made for root alone unless said otherwise
                command += ["--perms", "0755", "--dir", str(parent)]
            command += ["--ro-bind", str(path), str(path)]
    command += ["--ro-bind", str(library_folder), "/library", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    command += ["--perms", "1777", "--size", str(FILE_SIZE), "--tmpfs", SCRATCH, "--chdir", SCRATCH, "--remount-ro", "/"]
    for name, value in environment("/library", SCRATCH).items():
        command += ["--setenv", name, value]
    return command + [sys.executable, "-B", "-s", "/library/grading/inside.py"]


def environment(library_folder, home):
    """Return the environment of an answer."""
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return {
        "PYTHONPATH": str(library_folder),
        "HOME": home,
        "TMPDIR": home,
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": home,
        "LANG": "C.UTF-8",
        **threads,
    }


def is_root():
    """Tell whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def processes_allowed():
    """Return the limit of processes: since Linux 5.14 a user namespace counts its own, before it counted all of the user's."""
    version = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2] if part.isdigit())
    if version >= (5, 14) or is_root():
        return PROCESSES
    user = os.geteuid()
    own = [p.info for p in psutil.process_iter(["uids", "num_threads"]) if p.info["uids"] and p.info["uids"].effective == user]
    return PROCESSES + sum(info["num_threads"] or 1 for info in own)


def limits(seconds, walled):
    """Return what inside.py is told to hold to."""
    user = next(STRANGERS) if walled and is_root() else None
    return {"user": user, "memory": MEMORY, "processes": processes_allowed(), "file_size": FILE_SIZE, "seconds": int(seconds) + 1}


def probe():
    """Try the walls on the smallest program. Errors: NoSandbox that says what is missing."""
    if shutil.which("bwrap") is None:
        raise NoSandbox(
            "bubblewrap is not installed (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap;"
            " it exists for Linux only)"
        )
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        command = walls(folder)[:-3] + ["-c", "print('inside')"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.stdout.strip() != "inside":
        words = done.stderr.strip().splitlines()
        reason = words[-1] if words else f"exit status {done.returncode}"
        raise NoSandbox(
            f"bubblewrap cannot build a sandbox here: {reason}. It needs user namespaces (sysctl kernel.unprivileged_userns_clone=1;"
            " on Ubuntu 24.04 and later also kernel.apparmor_restrict_unprivileged_userns=0), and the book's folder must be"
            " readable by everybody."
        )


def run(task, library_folder, seconds=SECONDS, walled=True):
    """Run inside.py on a pickled task and return its Report, whatever happens inside."""
    read, write = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        if walled:
            command, options = walls(library_folder), {}
        else:
            command = [sys.executable, "-B", "-s", str(library_folder / "grading" / "inside.py")]
            options = {"env": environment(library_folder, home), "cwd": home, "start_new_session": True}
        # Results go through a file descriptor of their own, which bubblewrap passes on: what the answer prints is not in their way.
        process = subprocess.Popen(
            [*command, str(write)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(write,),
            **options,
        )
        os.close(write)
        try:
            try:
                process.stdin.write(task)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it ended before it read its task: there will be no results
            return watched(process, read, time.monotonic() + seconds)
        finally:
            end(process)
            os.close(read)


def watched(process, read, end_time):
    """Return the Report of a running process: what it sends until it ends, or is stopped for taking too much."""
    received, ended = bytearray(), "exited"
    os.set_blocking(read, False)
    with selectors.DefaultSelector() as selector:
        selector.register(read, selectors.EVENT_READ)
        while True:
            over = process.poll() is not None  # asked before the last look at the pipe: what it sent until then is in there
            if selector.select(timeout=0 if over else 0.05):
                data = os.read(read, 1 << 20)
                if not data:
                    break
                received += data
            elif over:  # ended, but a process that it left may still hold the pipe
                break
            if len(received) > OUTPUT:
                ended = "output"
            elif memory_of(process) > MEMORY:
                ended = "memory"
            elif time.monotonic() > end_time:
                ended = "time"
            if ended != "exited":
                break
    return Report(tuple(bytes(received).split(b"\n")[:-1]), ended)


def memory_of(process):
    """Return the bytes that a process and all below it hold in memory."""
    total = 0
    try:
        first = psutil.Process(process.pid)
        for one in [first, *first.children(recursive=True)]:
            try:
                total += one.memory_info().rss
            except psutil.Error:
                continue
    except psutil.Error:
        pass
    return total


def end(process):
    """End a process and all that it started; with bubblewrap all of them end with the first."""
    try:
        below = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        below = []
    for one in [process, *below]:
        try:
            one.kill()
        except (psutil.Error, ProcessLookupError):
            continue
    process.wait()
