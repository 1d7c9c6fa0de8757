"""Train the recipes of the case studies and keep the record: python -m benchmarks.cases [CASE ...] [--recipes a,b] [--seeds 0,1,2]

Seeds and recipes run in turns, each run in a process of its own. The record is written after each run, so an interrupted series goes on
where it was; a run that is in the record is not repeated unless --again is given. A record holds the runs of one machine and one set of
versions: elsewhere, give --out another folder.
"""
import argparse
import datetime
import importlib
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDS = ROOT / "code" / "dlbook" / "records"
CASES = ("mnist", "cifar10", "imdb")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", nargs="*", default=CASES, metavar="CASE", help=f"of {', '.join(CASES)}; default: all")
    parser.add_argument("--recipes", type=lambda s: s.split(","), help="default: all of the case")
    parser.add_argument("--seeds", type=lambda s: [int(n) for n in s.split(",")], help="default: those that the case names for each recipe")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--again", action="store_true", help="repeat runs that are in the record")
    parser.add_argument("--validate", action="store_true", help="judge on held-out training examples, for choosing a recipe; print only")
    parser.add_argument("--out", type=pathlib.Path, default=RECORDS, help="folder of the records")
    options = parser.parse_args(arguments)
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no case {unknown.pop()!r}; there are: {', '.join(CASES)}")
    for case in options.cases:
        series(case, options)


def series(case, options):
    """Run what is missing of a case, and write its record after each run."""
    module = importlib.import_module(f"benchmarks.cases.{case}")
    names = options.recipes or list(module.RECIPES)
    if unknown := [name for name in names if name not in module.RECIPES]:
        raise SystemExit(f"{case} has no recipe {unknown[0]!r}; there are: {', '.join(module.RECIPES)}")
    path = options.out / f"{case}.json"
    record = opened(path, case, options) if not options.validate else {"runs": []}
    wanted = [(seed, name) for seed in seeds(module, names, options) for name in names if seed in seeds(module, [name], options)]
    done = set() if options.again else {(run["seed"], run["recipe"]) for run in record["runs"]}
    todo = [pair for pair in wanted if pair not in done]
    for number, (seed, name) in enumerate(todo, 1):
        print(f"{case} {number}/{len(todo)}: {name}, seed {seed} …", end=" ", flush=True)
        run = one(case, name, seed, options)
        last = run["epochs"][-1]
        print(f"{100 * last['test_accuracy']:.2f} % after {last['seconds']:.1f} s, {run['peak_memory_mb']} MB, "
              f"others used {100 * run['busy_elsewhere']:.0f} % of the machine", flush=True)
        record["runs"] = [r for r in record["runs"] if (r["seed"], r["recipe"]) != (seed, name)] + [run]
        order = list(module.RECIPES)
        record["runs"].sort(key=lambda r: (order.index(r["recipe"]) if r["recipe"] in order else len(order), r["seed"]))
        if not options.validate:
            write(path, record)
    print(f"{case}: {len(record['runs'])} runs" + ("" if options.validate else f" in {path}"), flush=True)


def seeds(module, names, options):
    """The seeds of some recipes together, in order: those asked for, else those that the case names."""
    return options.seeds or sorted({seed for name in names for seed in module.SEEDS.get(name, (0, 1, 2))})


def one(case, name, seed, options):
    """Run one recipe in a process of its own and return its record."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run.json"
        command = [sys.executable, "-m", "benchmarks.cases.run", case, name, str(seed), str(out), "--threads", str(options.threads)]
        done = subprocess.run(command + ["--validate"] * options.validate, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"\n{' '.join(command[1:])} failed:\n{done.stderr[-3000:]}")
        return json.loads(out.read_text())


def opened(path, case, options):
    """The record to continue, or a new one. Refuses to mix machines, versions or data."""
    from dlbook.datasets import real

    head = {
        "case": case, "command": f"make bench-cases CASE={case}", "date": datetime.date.today().isoformat(),
        "machine": machine(options.threads), "data": {"name": case, "fingerprint": real.fingerprint(case)},
    }  # fmt: skip
    if not path.exists():
        return {**head, "runs": []}
    record = json.loads(path.read_text())
    for part in ("machine", "data"):
        names = [name for name in record[part] | head[part] if record[part].get(name) != head[part].get(name)]
        if names:
            there, here = (", ".join(f"{name} {side[part].get(name)}" for name in names) for side in (record, head))
            raise SystemExit(f"{path} holds runs with {there}, but here is {here}: name another folder with --out")
    record["date"] = head["date"]
    return record


def machine(threads):
    """What a run's seconds depend on."""
    packages = {name: version(name) for name in ("numpy", "keras", "tensorflow")}
    return {
        "processor": processor(), "cores": os.cpu_count(), "threads": threads, "system": platform.system(),
        "scheduling": scheduling(), "python": platform.python_version(), **packages,
    }  # fmt: skip


def scheduling():
    """How the system shares its cores among threads: the name of the policy of this process, "unknown" where it has none.

    Under SCHED_OTHER a busy thread may wake its helper on its own core while another stands idle; under SCHED_RR (chrt -r 1) it does not.
    """
    if not hasattr(os, "sched_getscheduler"):
        return "unknown"
    names = {getattr(os, name): name for name in ("SCHED_OTHER", "SCHED_BATCH", "SCHED_IDLE", "SCHED_FIFO", "SCHED_RR")}
    return names.get(os.sched_getscheduler(0), "unknown")


def processor():
    """The name of the processor, and of a GPU where TensorFlow sees one."""
    info = pathlib.Path("/proc/cpuinfo")
    text = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in text if line.startswith("model name")]
    from dlbook.frameworks import tf

    gpus = [tf.config.experimental.get_device_details(gpu).get("device_name", "GPU") for gpu in tf.config.list_physical_devices("GPU")]
    return " + ".join([names[0] if names else platform.machine(), *gpus])


def write(path, record):
    """Write a record whole or not at all, one epoch or error a line."""
    scratch = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch.write_text(lines(record) + "\n", encoding="utf-8")
    os.replace(scratch, path)


def lines(value, indent=0):
    """JSON with one line for each innermost dict or list of numbers."""
    if isinstance(value, dict) and any(isinstance(v, (dict, list)) for v in value.values()):
        inside = [f"{json.dumps(key)}: {lines(v, indent + 1)}" for key, v in value.items()]
    elif isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value):
        inside = [lines(v, indent + 1) for v in value]
    else:
        return json.dumps(value, ensure_ascii=False)
    start, end = "{}" if isinstance(value, dict) else "[]"
    pad = "\n" + " " * (indent + 1)
    return start + pad + f",{pad}".join(inside) + "\n" + " " * indent + end


if __name__ == "__main__":
    try:
        main()
    except (ConnectionError, ValueError) as error:  # of the data: the message says what to do (DataError is a ValueError)
        raise SystemExit(str(error)) from None
