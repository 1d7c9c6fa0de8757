"""The numbers of the page on deployment, computed from what benchmarks/hub.py and benchmarks/weights.py measured.

Usage: python tools/deployment.py        (writes them into workshop/deployment.md: each number there carries its name)
"""
import json
import math
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import workshop  # noqa: E402

RECORD = ROOT / "benchmarks" / "records" / "hub.json"
VALUES = ROOT / "deploy" / "z2jh-values.yaml"
PAGE = ROOT / "workshop" / "deployment.md"
NAMED = re.compile(r"(?P<number>[\d.,]+)(?=<!--=(?P<name>\w+)-->)")

NODE = {"cores": 16, "gigabytes": 64}  # of one node of the example cluster
USABLE = 0.9  # of a node's memory: the rest is Kubernetes' own
MARGIN = 1.25  # of the guaranteed memory over what one learner alone was measured to take
START = 120  # seconds in which a class wants to be at work
GIGABIT = 1000 / 8  # megabytes a second
CLASSES = (30, 100, 300, 1000, 3000)
MACHINES = (8, 16, 32, 64, 128)  # gigabytes


def guaranteed(alone):
    """Return the megabytes to guarantee to a learner, in steps of 64."""
    return 64 * math.ceil(MARGIN * alone / 64)


def size(text):
    """Return the megabytes of a size such as 768M or 2G, as KubeSpawner reads it."""
    return int(text[:-1]) * {"M": 1, "G": 1024}[text[-1]]


def held_by_a_node(guarantee):
    """Return how many learners with this guarantee of megabytes a node holds."""
    return math.floor(NODE["gigabytes"] * 1024 * USABLE / guarantee)


def cluster(learners, guarantee, processor, home, page):
    """Return what a class on Kubernetes needs: nodes, cores, gigabytes, and how long its start takes."""
    nodes = math.ceil(learners / held_by_a_node(guarantee))
    return {
        "nodes": nodes,
        "memory": nodes * NODE["gigabytes"],
        "cores": nodes * NODE["cores"],
        "start": learners * processor / (nodes * NODE["cores"]),
        "disk": learners * home,
        "network": learners * page / GIGABIT,
    }


def figures():
    """Return the numbers of the page by name, as text."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    values = yaml.safe_load(VALUES.read_text(encoding="utf-8"))["singleuser"]
    runs, weights = record["runs"], record["megabytes"]
    full, numpy, alone = runs["concepts, 30"], runs["gradient_descent, 30"], runs["concepts, 1"]
    found = {
        "learners": full["learners"],
        "cores": full["cores"],
        "ram": full["gigabytes"],
        "all": round(full["seconds in all"]),
        "failures": len(full["failures"]),
        "memory": round(full["megabytes of a learner"]["median"]),
        "memory_numpy": round(numpy["megabytes of a learner"]["median"]),
        "memory_alone": round(alone["megabytes of a learner"]["median"]),
        "processor": full["processor seconds of a learner"],
        "reserved": workshop.RESERVED,
        "limit": size(values["memory"]["limit"]),
        "guarantee": size(values["memory"]["guarantee"]),
        "node_cores": NODE["cores"],
        "node_gigabytes": NODE["gigabytes"],
        "node_learners": held_by_a_node(size(values["memory"]["guarantee"])),
        "edition": round(weights["edition"]),
        "page": weights["page, first visit"],
        "page_again": weights["page, second visit"],
        "packages": round(weights["packages"] / 1024, 1),
        "pull": round(weights["packages"] / GIGABIT),
        "start_cores": START,
    }
    for step, times in full["seconds"].items():
        for kind, seconds in times.items():
            found[f"{step.replace(' ', '_')}_{kind}"] = seconds
    for gigabytes in MACHINES:
        held = workshop.capacity(gigabytes * 1024)
        found |= {f"holds_{gigabytes}_{kind.lower()}": number for kind, number in held.items()}
        found[f"starts_{gigabytes}"] = math.ceil(held["Keras"] * full["processor seconds of a learner"] / START)
    for learners in CLASSES:
        needs = cluster(learners, size(values["memory"]["guarantee"]), full["processor seconds of a learner"],
                        int(values["storage"]["capacity"].removesuffix("Gi")), weights["page, first visit"])
        found |= {f"n{learners}_{name}": round(number) for name, number in needs.items()}
    return {name: f"{number:,}" for name, number in found.items()}


def renewed(text, numbers):
    """Return a page with its named numbers. Errors: ValueError for a name that is none of the numbers'."""
    def number(match):
        if match["name"] not in numbers:
            raise ValueError(f"the page on deployment names {match['name']!r}; there are: {', '.join(numbers)}")
        return numbers[match["name"]]

    return NAMED.sub(number, text)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), figures()), encoding="utf-8")
