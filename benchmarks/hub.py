"""A class of simulated learners on a hub of this machine: log in, start a server, work on the first exercises of a chapter.

Usage: python benchmarks/hub.py [--learners 30] [--chapter concepts] [--exercises 2] [--record]

Bounded (it ends by itself) and on the loopback only. Prints how long each step took, what a learner takes of memory and processor, and
whether every answer arrived on the board; the exit status is 1 if anything failed. With --record the numbers of a run without a failure
are kept in benchmarks/records/hub.json: let nothing else run meanwhile. Then tools/deployment.py renews the page on deployment.
"""
import argparse
import asyncio
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.learners import Learner  # noqa: E402
from tools import notebooks  # noqa: E402

RECORD = ROOT / "benchmarks" / "records" / "hub.json"
STEPS = ("log in", "start the server", "start a kernel", "imports and exercises")
VERSIONS = ("jupyterhub", "jupyterlab", "ipykernel", "numpy", "tensorflow", "keras")


def first_exercises(chapter, number):
    """Return the cells of a chapter that its first exercises need: the imports, then their solutions, and the exercises' names."""
    notebook = notebooks.read(notebooks.find(chapter))
    solved = [cell.source for cell in notebook.cells if "solution" in cell.metadata.get("tags", [])][:number]
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    imports = next(source for source in code if "from dlbook.exercises import check" in source)
    names = [re.search(r'check\("([\w.]+)"', source).group(1) for source in solved]
    return [imports, *solved], names


async def attend(learner, sources, names):
    """One learner's hour in some seconds: log in, start, work. Returns whether every exercise passed."""
    await learner.timed("log in", learner.log_in())
    await learner.timed("start the server", learner.start())
    await learner.timed("start a kernel", learner.kernel())
    printed = await learner.timed("imports and exercises", learner.run(sources))
    return all(f"{name}: passed." in printed for name in names)


def memory_of(process):
    """Return the megabytes that a process and each one below it hold, by number of the process; shared pages are counted in parts."""
    sizes = {}
    for one in [process, *process.children(recursive=True)]:
        try:
            sizes[one.pid] = one.memory_full_info().pss / 2**20
        except psutil.Error:
            continue
    return sizes


def memory_by_learner(names):
    """Return the megabytes that each learner's processes hold."""
    found = {name: {} for name in names}  # by process: bubblewrap's first process has its own line twice
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or []) + " "
        for name in (name for name in names if f"homes/{name} " in words):
            found[name] |= memory_of(process)
    return [sum(sizes.values()) for sizes in found.values() if sizes]


def processor_seconds(hub):
    """Return the seconds of the processor that a hub and all below it have used, of cores together."""
    total = 0
    for one in [psutil.Process(hub.pid), *psutil.Process(hub.pid).children(recursive=True)]:
        try:
            spent = one.cpu_times()
        except psutil.Error:
            continue
        total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


async def whole_class(base, hub, folder, options):
    """Let a class attend and return what was measured."""
    AsyncHTTPClient.configure(None, max_clients=options.learners + 5)
    passwords = json.loads((folder / "passwords.json").read_text())
    sources, names = first_exercises(options.chapter, options.exercises)
    learners = [Learner(base, f"learner{number:03d}", passwords["learners"]) for number in range(options.learners)]
    begin, worked = time.monotonic(), processor_seconds(hub)
    results = await asyncio.gather(*(attend(learner, sources, names) for learner in learners), return_exceptions=True)
    total, worked = time.monotonic() - begin, processor_seconds(hub) - worked
    sizes = memory_by_learner([learner.name for learner in learners])
    instructor = Learner(base, "instructor", passwords["instructor"])
    await instructor.log_in()
    await instructor.ask("/services/board/")
    await asyncio.sleep(2)
    board = json.loads((await instructor.ask("/services/board/data")).body)["learners"]
    home = folder / "homes" / learners[0].name
    times = {step: [learner.times[step] for learner in learners if step in learner.times] for step in STEPS}
    return {
        "learners": options.learners,
        "exercises": names,
        "failures": [repr(result) for result in results if result is not True],
        "missing on the board": sum(board.get(one.name, {}).get(name, [""])[0] != "passed" for one in learners for name in names),
        "seconds": {step: spread(values) for step, values in times.items()},
        "seconds in all": round(total, 1),
        "processor seconds of a learner": round(worked / options.learners, 1),
        "megabytes of a learner": spread(sizes),
        "megabytes of a home": round(sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 2**20, 1),
    }


def spread(values):
    """Return the median and the largest of some numbers; zeros if there are none."""
    return {"median": round(statistics.median(values or [0]), 1), "most": round(max(values or [0]), 1)}


def lines_of(chapter, run):
    """Return the report of a run as lines."""
    lines = [f"{run['learners']} learners, {os.cpu_count()} cores, {chapter}: {', '.join(run['exercises'])}",
             f"{'step':24}{'median s':>10}{'longest s':>11}"]
    lines += [f"{step:24}{times['median']:10.1f}{times['most']:11.1f}" for step, times in run["seconds"].items()]
    memory = run["megabytes of a learner"]
    return lines + [f"all of it: {run['seconds in all']} s; failures: {len(run['failures'])}", *run["failures"][:5],
                    f"memory of a learner: median {memory['median']:.0f} MB, most {memory['most']:.0f} MB;"
                    f" processor: {run['processor seconds of a learner']} s; home: {run['megabytes of a home']} MB",
                    f"passed answers missing on the board: {run['missing on the board']}"]


def keep(chapter, run):
    """Write a run into the record, with the machine and the versions it was made with."""
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {"runs": {}}
    record["runs"][f"{chapter}, {run['learners']}"] = {
        "date": datetime.date.today().isoformat(),
        "cores": os.cpu_count(),
        "gigabytes": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in VERSIONS},
        "chapter": chapter,
        **run,
    }
    save(record)


def save(record):
    """Write the record."""
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@contextlib.contextmanager
def running(folder, learners, port):
    """A hub in a folder, on the loopback, while the block runs; gives its address and its process."""
    command = [sys.executable, str(ROOT / "tools" / "workshop.py"), str(learners), "--folder", str(folder), "--port", str(port),
               "--address", "127.0.0.1"]
    hub = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        base = f"http://127.0.0.1:{port}"
        asyncio.run(reachable(f"{base}/hub/login", hub))
        yield base, hub
    finally:
        stop(folder, hub)


def stop(folder, hub):
    """End the hub, its proxy and services, and every learner's server in the folder."""
    below = psutil.Process(hub.pid).children(recursive=True) if hub.poll() is None else []
    hub.send_signal(signal.SIGTERM)
    try:
        hub.wait(60)
    except subprocess.TimeoutExpired:
        hub.kill()
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or []):
            below += [*process.children(recursive=True), process]
    for process in below:
        try:
            process.kill()
        except psutil.Error:
            continue


async def reachable(url, hub):
    """Wait until the hub answers. Errors: SystemExit when it ends or takes too long."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if hub.poll() is not None:
            sys.exit("the hub did not start")
        try:
            await AsyncHTTPClient().fetch(url)
            return
        except (HTTPClientError, OSError):
            await asyncio.sleep(0.5)
    sys.exit("the hub did not answer within two minutes")


def main():
    parser = argparse.ArgumentParser(description="Load a hub on this machine with simulated learners.")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--chapter", default="concepts")
    parser.add_argument("--exercises", type=int, default=2)
    parser.add_argument("--port", type=int, default=18000)
    parser.add_argument("--record", action="store_true", help="keep the numbers, if nothing failed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as scratch:
        folder = pathlib.Path(scratch) / "workshop"
        with running(folder, options.learners, options.port) as (base, hub):
            run = asyncio.run(whole_class(base, hub, folder, options))
            print(*lines_of(options.chapter, run), sep="\n")
            good = not run["failures"] and not run["missing on the board"]
            if not good:
                log = (folder / "hub.log").read_text(encoding="utf-8", errors="replace").splitlines()
                print("The hub's errors:", *[line for line in log if re.match(r"\[[EC] |\w+(\.\w+)*Error: ", line)][:12], sep="\n  ")
            elif options.record:
                keep(options.chapter, run)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
