"""Grading returned notebooks: right answers pass, known mistakes get their hints, and hostile ones get what they deserve and no more."""

import csv
import json
import os
import pathlib
import pickle
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from dlbook.exercises.catalogue import CHAPTERS, everything, exercises, find
from dlbook.exercises.judging import judge
from dlbook.exercises.running import Other, Outcome
from tools import grade as command
from tools.grading import answers, judging, packing, pages, records, returned, sandbox

ROOT = pathlib.Path(__file__).resolve().parent.parent
try:
    sandbox.probe()
    NO_SANDBOX = ""
except sandbox.NoSandbox as error:
    NO_SANDBOX = str(error)
walled = pytest.mark.skipif(bool(NO_SANDBOX), reason=NO_SANDBOX)


def code_of(chapter, solved=True):
    """The code cells of a chapter, with or without the solutions."""
    cells = json.loads(next((ROOT / "chapters").rglob(f"{chapter}.ipynb")).read_text(encoding="utf-8"))["cells"]
    kept = [cell for cell in cells if cell["cell_type"] == "code" and (solved or "solution" not in cell["metadata"].get("tags", []))]
    return ["".join(cell["source"]) for cell in kept]


def notebook(sources):
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source} for source in sources
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grading")
    for parent in (folder, *folder.parents):  # the answers run as another user
        if parent.stat().st_uid == os.geteuid() and parent != pathlib.Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    return sandbox.library(folder / "library")


# --------------------------------------------------------------------------- honest notebooks


@walled
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_books_own_solutions_pass_and_the_stubs_are_not_attempted(chapter, library):
    assert {v.name: v.status for v in judging.grade(code_of(chapter), chapter, library)} == {e.name: "passed" for e in exercises(chapter)}
    statuses = {verdict.status for verdict in judging.grade(code_of(chapter, solved=False), chapter, library)}
    assert statuses == {"not attempted"}


@walled
@pytest.mark.parametrize(
    "source",
    [
        "def mse(prediction, target):\n    return np.sum((prediction[:, 0] - target) ** 2)",
        "def mse(prediction, target):\n    return np.mean((prediction - target) ** 2)",
        "def mse(prediction, target):\n    return prediction.nothing",
        "mse = lambda prediction, target: 'a text'",
    ],
)
def test_a_wrong_answer_gets_the_verdict_that_check_gives(source, library):
    sources = ["import numpy as np", source, 'check("concepts.mse", mse)']
    names = {"np": np}
    exec(source, names)
    expected = judge("concepts.mse", names["mse"])
    verdict = judging.grade_one(sources, find("concepts.mse"), library)
    assert expected.status == verdict.status == "not yet" and verdict.mistake is expected.mistake
    lines = [line for line in expected.text.splitlines() if not line.lstrip().startswith("line")]  # exec has no lines to show
    assert all(line in verdict.text for line in lines)


SOFTMAX = "def softmax(logits):\n    e = np.exp(logits - logits.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)\n"
CHECK = 'check("concepts.softmax", softmax)'
IMPORT = "import numpy as np"

RIGHT = {
    "one cell": [f"{IMPORT}\n{SOFTMAX}\n{CHECK}"],
    "a helper above": [
        IMPORT,
        "def shift(a):\n    return a - a.max(axis=1, keepdims=True)",
        "def softmax(z):\n    e = np.exp(shift(z))\n    return e / e.sum(1, keepdims=True)",
        CHECK,
    ],
    "a helper below": [
        IMPORT,
        f"def softmax(z):\n    return norm(np.exp(z - z.max(1, keepdims=True)))\n{CHECK}",
        "def norm(e):\n    return e / e.sum(1, keepdims=True)",
    ],
    "another name": [IMPORT, SOFTMAX.replace("softmax", "mine"), 'check("concepts.softmax", mine)'],
    "a lambda": [
        IMPORT,
        'check("concepts.softmax", lambda z: np.exp(z - z.max(1, keepdims=True)) / '
        "np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True))",
    ],
    "no check left": [IMPORT, SOFTMAX],
    "a star import": ["from numpy import *", SOFTMAX.replace("np.", ""), CHECK],
    "a global that is filled": [IMPORT, "axes = {}", "axes['rows'] = 1", SOFTMAX.replace("axis=1", "axis=axes['rows']"), CHECK],
    "magic beside it": ["%matplotlib inline\n!ls\nimport numpy as np", SOFTMAX, CHECK],
    "another cell is broken": [IMPORT, "def unfinished(:", "1 / 0", "raise SystemExit", SOFTMAX, CHECK],
    "an endless cell beside it": [IMPORT, "while True: pass", SOFTMAX, CHECK],
    "the stub above": [IMPORT, "def softmax(logits):\n    raise NotImplementedError\n" + CHECK, SOFTMAX + CHECK],
    "loops and comprehensions": [
        IMPORT,
        "i = open('nowhere')",
        "def softmax(z):\n    rows = [np.exp(z[i] - z[i].max()) for i in range(len(z))]\n"
        "    return np.array([row / row.sum() for row in rows])",
        CHECK,
    ],
}


@walled
@pytest.mark.parametrize("sources", RIGHT.values(), ids=RIGHT)
def test_a_right_answer_passes_however_it_is_written(sources, library):
    verdict = judging.grade_one(sources, find("concepts.softmax"), library)
    assert verdict.status == "passed", verdict.text


def test_an_answer_that_cannot_be_read_or_found():
    softmax = find("concepts.softmax")
    verdict = judging.grade_one([IMPORT, "def softmax(logits)\n    return 1\n" + CHECK], softmax, None)
    assert verdict.status == "not yet" and "code cell 2 cannot be read as Python" in verdict.text
    assert judging.grade_one([IMPORT], softmax, None).status == "missing"


# --------------------------------------------------------------------------- hostile ones

WRONG = "def softmax(logits):\n    return logits\n"
HOSTILE = {
    # name: (cells, status, words of the verdict, seconds within which it must be over)
    "an endless loop": ([IMPORT, "def softmax(z):\n    while True:\n        pass", CHECK], "not yet", "No result after 5 seconds", 15),
    "an endless line that cannot be interrupted": ([IMPORT, "def softmax(z):\n    return 9 ** 9 ** 9", CHECK], "not yet", "no result", 45),
    "os._exit": ([IMPORT, "import os\ndef softmax(z):\n    os._exit(0)", CHECK], "not yet", "ended the Python process", 15),
    "sys.exit": ([IMPORT, "import sys\ndef softmax(z):\n    sys.exit(0)", CHECK], "not yet", "SystemExit", 15),
    "kills itself": (
        [IMPORT, "import os, signal\ndef softmax(z):\n    os.kill(os.getpid(), signal.SIGKILL)", CHECK],
        "not yet",
        "no result",
        15,
    ),
    "kills everything": (
        [IMPORT, "import os, signal\ndef softmax(z):\n    os.kill(-1, signal.SIGKILL)\n    return z", CHECK],
        "not yet",
        "",
        15,
    ),
    "a patched NumPy": (
        [IMPORT, "np.allclose = np.array_equal = lambda *a, **k: True\nnp.testing.assert_allclose = lambda *a, **k: None", WRONG, CHECK],
        "not yet",
        "expected",
        15,
    ),
    "a patched NumPy that is used": (
        [IMPORT, "np.allclose = np.array_equal = lambda *a, **k: True", "def softmax(z):\n    np.allclose(z, z)\n    return z", CHECK],
        "not yet",
        "expected",
        15,
    ),
    "a patched check": ([IMPORT, "def check(name, answer):\n    print(name + ': passed.')", WRONG, CHECK], "not yet", "expected", 15),
    "a patched judge": (
        [
            IMPORT,
            "import sys\ndef softmax(z):\n    for module in list(sys.modules.values()):\n"
            "        for name in ('judge', 'decide', 'compare', 'concluded', 'close'):\n"
            "            if hasattr(module, name):\n                setattr(module, name, lambda *a, **k: None)\n    return z",
            CHECK,
        ],
        "not yet",
        "expected",
        15,
    ),
    "imports the reference": (
        ["from dlbook.exercises.concepts.softmax import EXERCISE\nsoftmax = EXERCISE.reference", CHECK],
        "not yet",
        "ModuleNotFoundError",
        15,
    ),
    "reads the answers from the disk": (
        [IMPORT, f"def softmax(z):\n    text = open({str(ROOT / 'chapters' / 'concepts.ipynb')!r}).read()\n    return eval(text)", CHECK],
        "not yet",
        "FileNotFoundError",
        15,
    ),
    "reads passwords": ([IMPORT, "def softmax(z):\n    return open('/etc/passwd').read()", CHECK], "not yet", "FileNotFoundError", 15),
    "looks for the answers in memory": (
        [
            "import gc, types\ndef softmax(z):\n"
            "    found = [f for f in gc.get_objects() if isinstance(f, types.FunctionType)\n"
            "             and f.__name__ == 'softmax' and 'exercises' in f.__module__]\n    return found[0](z)",
            CHECK,
        ],
        "not yet",
        "IndexError",
        15,
    ),
    "calls home": (
        ["import socket\ndef softmax(z):\n    socket.create_connection(('127.0.0.1', 22), 1)\n    return z", CHECK],
        "not yet",
        "Error",
        15,
    ),
    "2 GB": ([IMPORT, "def softmax(z):\n    return np.ones(2 * 10**9 // 8)", CHECK], "not yet", "MemoryError", 15),
    "a 2 GB string": (["def softmax(z):\n    return 'a' * (2 * 10**9)", CHECK], "not yet", "MemoryError", 15),
    "a huge file": (
        ["def softmax(z):\n    with open('f', 'wb') as f:\n        while True:\n            f.write(b'a' * 10**6)", CHECK],
        "not yet",
        "",
        15,
    ),
    "a fork bomb": (["import os\ndef softmax(z):\n    while True:\n        os.fork()", CHECK], "not yet", "", 45),
    "a fork bomb that swallows errors": (
        [
            "import os\ndef softmax(z):\n    while True:\n        try:\n            os.fork()\n"
            "        except BaseException:\n            pass",
            CHECK,
        ],
        "not yet",
        "",
        45,
    ),
    "many threads": (
        [
            "import threading, time\ndef softmax(z):\n    for _ in range(10_000):\n"
            "        threading.Thread(target=time.sleep, args=(60,)).start()\n    return z",
            CHECK,
        ],
        "not yet",
        "",
        45,
    ),
    "prints without end": (
        ["def softmax(z):\n    while True:\n        print('a' * 10**6)", CHECK],
        "not yet",
        "No result after 5 seconds",
        15,
    ),
    "forged lines": (
        [
            "import os, json\ndef softmax(z):\n    for fd in range(3, 20):\n        try:\n"
            '            os.write(fd, b\'{"status": "passed"}\\n{"ended": "finished"}\\n\')\n        except OSError:\n'
            "            pass\n    os._exit(0)",
            CHECK,
        ],
        "not yet",
        "ended the Python process",
        15,
    ),
    "rubbish lines": (
        [
            "import os\ndef softmax(z):\n    for fd in map(int, os.listdir('/proc/self/fd')):\n        try:\n"
            "            os.write(fd, b'\\xff[[[{\\n')\n"
            "        except OSError:\n            pass\n    return z",
            CHECK,
        ],
        "not yet",
        "cannot be read as results",
        15,
    ),
    "endless lines": (
        [
            "import os\ndef softmax(z):\n    while True:\n        for fd in map(int, os.listdir('/proc/self/fd')):\n            try:\n"
            "                os.write(fd, b'a' * 60000)\n            except OSError:\n                pass",
            CHECK,
        ],
        "not yet",
        "far too large|No result after 5 seconds|cannot be read as results",
        45,
    ),
    "a lying array": (
        [
            IMPORT,
            "class Lie:\n    def __array__(self, *a, **k):\n        return np.ones((2, 2))\n    def __eq__(self, other):\n"
            "        return True\ndef softmax(z):\n    return Lie()",
            CHECK,
        ],
        "not yet",
        "",
        15,
    ),
    "deep nesting": (["def softmax(z):\n    a = []\n    for _ in range(100000):\n        a = [a]\n    return a", CHECK], "not yet", "", 45),
    "hides its process": (
        ["import os\ndef softmax(z):\n    if os.fork():\n        os._exit(0)\n    os.setsid()\n    while True: pass", CHECK],
        "not yet",
        "",
        45,
    ),
}


@walled
@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_answer_gets_what_it_deserves(case, library):
    sources, status, words, seconds = case
    begin = time.monotonic()
    verdict = judging.grade_one(sources, find("concepts.softmax"), library)
    assert verdict.status == status and re.search(words, verdict.text), verdict.text
    assert time.monotonic() - begin < 2 * seconds
    assert len(verdict.text) < 3000


@walled
def test_nothing_of_a_sandbox_is_left_behind(library):
    marker = f"left_behind_{os.getpid()}"
    source = f"import os\ndef softmax(z, mark={marker!r}):\n    if os.fork():\n        os._exit(0)\n    os.setsid()\n    while True: pass"
    assert judging.grade_one([source, CHECK], find("concepts.softmax"), library).status == "not yet"
    import psutil

    time.sleep(0.5)
    assert not [p for p in psutil.process_iter(["cmdline"]) if any(str(library) in part for part in p.info["cmdline"] or [])]


@walled
def test_what_an_answer_sees_of_the_machine(library):
    """Programs to run Python with, an empty folder of its own, no other process, no network but its own loop, no variable of ours."""
    os.environ["DLBOOK_SECRET"] = "not for you"
    try:
        source = (
            "import os, socket\ndef softmax(z):\n    return [str(sorted(os.listdir('/'))), str(sorted(os.environ)),"
            " str(os.listdir(os.environ['HOME'])),"
            " str([p for p in os.listdir('/proc') if p.isdigit()]), str(socket.if_nameindex()), str(os.getuid()),"
            " str([os.access(p, os.W_OK) for p in ('/', '/usr', '/library', '/dev', '/proc/sys/kernel')])]"
        )
        softmax = find("concepts.softmax")
        task = judging.task(softmax, answers.answer_to("concepts.softmax", [source, CHECK]))
        report = sandbox.run(task, library)
    finally:
        del os.environ["DLBOOK_SECRET"]
    outcome = packing.unpack(packing.read_line(report.lines[0])["outcome"])
    assert outcome.failure is None, outcome.failure
    root, variables, home, processes, network, user, writable = outcome.value
    assert "library" in root and not {"'home'", "'etc'", "'var'", "'mnt'", "'srv'"} & set(re.findall(r"'\w+'", root))
    assert "DLBOOK_SECRET" not in variables and home == "[]" and len(processes.split(",")) <= 2
    assert network == "[(1, 'lo')]" and user != "0" and writable == str([False] * 5)


def test_nothing_of_the_reference_goes_into_the_sandbox(library):
    """The library in the sandbox has no reference, and neither the code nor the source of one is in what is sent in."""
    inside = {path.name for path in (library / "dlbook" / "exercises").rglob("*") if path.is_file()}
    assert inside == set(sandbox.SHARED)
    for exercise in everything():
        sent = judging.task(exercise, answers.Answer("answer", ((0, "", ()),)))
        for function in (exercise.reference, *(wrong for mistake in exercise.mistakes for wrong in mistake.wrong)):
            code = getattr(function, "__code__", None)
            used = {case.run for case in exercise.cases} | {arg for case in exercise.cases for arg in case.args if callable(arg)}
            if code is not None and function not in used and len(code.co_code) > 30:
                assert code.co_code not in sent, f"{exercise.name}: {function.__name__}"
    control = judging.by_value({"reference": find("concepts.softmax").reference})
    assert find("concepts.softmax").reference.__code__.co_code in control


# --------------------------------------------------------------------------- a folder of them


@walled
def test_a_class_with_one_bad_apple_in_every_row(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.grading.returned.CHAPTERS", ("concepts",))
    only = tuple(exercise for exercise in exercises("concepts") if exercise.name in ("concepts.softmax", "concepts.mse"))
    monkeypatch.setattr(judging, "exercises", lambda chapter: only)
    handed = tmp_path / "returned"
    good = code_of("concepts")
    for name, content in {
        "anna/concepts.ipynb": notebook(good),
        "=cmd|calc/concepts.ipynb": notebook(code_of("concepts", solved=False)),
        "bert_concepts.ipynb": "{ this is not JSON",
        "cleo/concepts.ipynb": notebook([IMPORT, WRONG, CHECK]),
        "dora/concepts.ipynb": notebook(["import os", "def softmax(z):\n    os._exit(0)", CHECK]),
        "emil/list.ipynb": "[1, 2]",
        "<b>fritz/concepts.ipynb": notebook([IMPORT, "def softmax(z):\n    raise ValueError('<script>alert(1)</script>')", CHECK]),
        "zoe/concepts.ipynb": notebook(good),
    }.items():
        (handed / name).parent.mkdir(parents=True, exist_ok=True)
        (handed / name).write_text(content)
    (handed / "gina.ipynb").symlink_to(handed / "anna" / "concepts.ipynb")
    graded, notes = command.grade_folder(handed, tmp_path / "out", jobs=2)
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    statuses = {(row["learner"], row["exercise"]): row["status"] for row in table}
    assert statuses == {
        ("anna", "mse"): "passed",
        ("anna", "softmax"): "passed",
        ("zoe", "mse"): "passed",
        ("zoe", "softmax"): "passed",
        ("'=cmd|calc", "mse"): "not attempted",
        ("'=cmd|calc", "softmax"): "not attempted",
        ("bert", ""): "unreadable",
        ("emil", ""): "unreadable",
        ("cleo", "mse"): "missing",
        ("cleo", "softmax"): "not yet",
        ("dora", "mse"): "missing",
        ("dora", "softmax"): "not yet",
        ("<b>fritz", "mse"): "missing",
        ("<b>fritz", "softmax"): "not yet",
    }
    assert any("gina.ipynb is a link" in note for note in notes)
    page = next((tmp_path / "out" / "learners").glob("*fritz*")).read_text()
    assert "<script>" not in page and "&lt;script&gt;" in page and "<b>" not in page
    index = (tmp_path / "out" / "index.html").read_text()
    for link in re.findall(r'href="(learners/[^"]*)"', index):
        assert (tmp_path / "out" / link).is_file()
    assert "2 of" in index and "unreadable" in index


@walled
def test_interrupted_and_started_again_it_goes_on_where_it_was(tmp_path, monkeypatch):
    handed = tmp_path / "returned"
    handed.mkdir()
    for name in ("anna", "bert", "cleo"):
        (handed / f"{name}.ipynb").write_text(notebook([f"# {name}", IMPORT, SOFTMAX, CHECK]))
    asked = []

    def one(sources, chapter, library, walled):
        asked.append(sources[0])
        if len(asked) == 2:
            raise KeyboardInterrupt
        return [judging.Verdict("concepts.softmax", "passed", "concepts.softmax: passed.")]

    monkeypatch.setattr(command, "grade", one)
    with pytest.raises(KeyboardInterrupt):
        command.grade_folder(handed, tmp_path / "out")
    assert not (tmp_path / "out" / "grades.csv").exists()
    first = set(asked)
    asked[:] = ["a", "b"]
    graded, notes = command.grade_folder(handed, tmp_path / "out")
    assert len(graded) == 3 and all(rows for _, rows in graded)
    again = set(asked[2:])
    assert 1 <= len(again) <= 2 and again | first == {"# anna", "# bert", "# cleo"}
    asked[:] = ["a", "b"]
    (handed / "anna.ipynb").write_text(notebook(["# anna, second try", IMPORT, SOFTMAX, CHECK]))
    command.grade_folder(handed, tmp_path / "out")
    assert asked[2:] == ["# anna, second try"]
    monkeypatch.setattr(command, "version", lambda: "changed exercises")
    command.grade_folder(handed, tmp_path / "out")
    assert len(asked) == 6


def test_without_a_sandbox_nothing_is_run_unless_told_so(tmp_path, monkeypatch, capsys):
    (tmp_path / "anna.ipynb").write_text(notebook([IMPORT, SOFTMAX, CHECK]))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert command.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "bubblewrap is not installed" in said and "SANDBOX=no" in said and not (tmp_path / "out").exists()
    monkeypatch.setattr(judging, "exercises", lambda chapter: [find("concepts.softmax")])
    assert command.main([str(tmp_path), "--out", str(tmp_path / "out"), "--no-sandbox", "--jobs", "1"]) == 0
    assert "Learners: 1; notebooks: 1; answers passed: 1." in capsys.readouterr().out


def test_a_folder_that_is_none(tmp_path, capsys):
    assert command.main([str(tmp_path / "nowhere")]) == 1
    assert "nowhere is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "learner", "chapter", "problem"),
    [
        ("anna/concepts.ipynb", notebook([CHECK]), "anna", "concepts", ""),
        ("anna/week 1/my work.ipynb", notebook([CHECK]), "anna", "concepts", ""),
        ("concepts_anna.ipynb", notebook([CHECK]), "anna", "concepts", ""),
        ("Anna Li - Concepts.ipynb", notebook([CHECK]), "Anna Li", "concepts", ""),
        ("concepts.ipynb", notebook([CHECK]), "concepts", "concepts", ""),
        ("anna.ipynb", notebook(["1"]), "anna", "", "no exercise of the book"),
        ("anna.ipynb", '{"cells": 3}', "anna", "", "no notebook"),
        ("anna.ipynb", "[" * 100_000, "anna", "", "no notebook"),
        ("anna.ipynb", "", "anna", "", "no notebook"),
    ],
)
def test_whose_notebook_it_is(tmp_path, name, content, learner, chapter, problem):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    ((one,), _) = returned.returned(tmp_path)
    assert (one.learner, one.chapter) == (learner, chapter) and problem in one.problem and bool(problem) == bool(one.problem)


def test_the_newer_of_two_counts(tmp_path):
    for name, age in (("anna/concepts.ipynb", 100), ("anna/concepts (1).ipynb", 0)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(notebook([CHECK, f"# {name}"]))
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    (one,), notes = returned.returned(tmp_path)
    assert one.path.name == "concepts (1).ipynb" and "concepts.ipynb was left out" in notes[0]


# --------------------------------------------------------------------------- the language between the two sides

VALUES = [
    None,
    True,
    3,
    -(10**30),
    0.1,
    float("inf"),
    1 + 2j,
    "text",
    b"bytes",
    [1, "a"],
    (1, (2.5,)),
    {"a": 1, 2: [3]},
    Other("a generator"),
    np.arange(6.0).reshape(2, 3),
    np.array(2.5, np.float32),
    np.array(["a", "bc"]),
    np.zeros((0, 3)),
    np.array([True, False]),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_is_packed_comes_out_the_same(value):
    line = json.dumps(packing.pack(Outcome(value, None, (0,), "printed", "warned")))
    got = packing.unpack(packing.read_line(line))
    assert (got.changed, got.printed, got.warning) == ((0,), "printed", "warned") and type(got.value) is type(value)
    if isinstance(value, np.ndarray):
        assert got.value.dtype == value.dtype and got.value.shape == value.shape
    assert np.array_equal(got.value, value) if isinstance(value, np.ndarray) else got.value == value


@pytest.mark.parametrize(
    "value",
    [
        {"array": ["<f8", [10**12], ""]},
        {"array": ["O", [1], "AAAAAAAAAAA="]},
        {"array": ["<f8", [-1], ""]},
        {"array": ["<f8", [1], "AAAA"]},
        {"nothing": 1},
        {"int": "9" * 10_000},
        {"list": 3},
        {"float": "xyz"},
        {"int": "1", "float": "0x1p0"},
        17,
        {"other": 3},
        {"dict": [[{"list": []}, 1]]},
    ],
)
def test_forged_values_are_malformed(value):
    good = packing.pack(Outcome(1.0))
    assert packing.unpack(good).value == 1.0
    with pytest.raises(packing.Malformed):
        packing.unpack({**good, "value": value})


def test_values_nested_without_end_are_malformed():
    value = None
    for _ in range(100):
        value = {"list": [value]}
    with pytest.raises(packing.Malformed):
        packing.unpack({**packing.pack(Outcome(1.0)), "value": value})


def test_records_are_whole_or_not_there(tmp_path):
    kept = records.Records(tmp_path, "1")
    one = returned.Returned("anna", "concepts", tmp_path / "a", "digest")
    assert kept.get(one) is None
    kept.put(one, [judge("concepts.mse", lambda prediction, target: np.sum((prediction[:, 0] - target) ** 2))])
    (row,) = kept.get(one)
    assert row.status == "not yet" and row.mistake_name and records.Records(tmp_path, "2").get(one) is None
    kept.path(one).write_text("[{")
    assert kept.get(one) is None


def test_formulas_do_not_reach_a_spreadsheet():
    assert [pages.spreadsheet_safe(text) for text in ("=1+1", "+1", "-1", "@a", "\tx", "anna", "")] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@a",
        "'\tx",
        "anna",
        "",
    ]


def test_threads_pack_the_same_as_one(monkeypatch):
    """A teacher grades with several at a time; what one packs, another may not change."""
    exercise = find("concepts.softmax")
    data = {"cases": exercise.cases, "reference": exercise.reference}
    alone = judging.by_value(data)
    monkeypatch.setattr(judging, "everything", lambda: (exercise,))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _: judging.by_value(data), range(60)))
    finally:
        sys.setswitchinterval(interval)
    assert set(map(len, together)) == {len(alone)}


def test_a_task_can_be_read_without_the_exercises(library):
    """What goes in is a pickle of plain data and functions carried by value: no module that stays outside is named in it."""
    for exercise in everything():
        sent = judging.task(exercise, answers.Answer("answer", ()))
        names = set(re.findall(rb"dlbook\.exercises\.(\w+)", sent))
        assert names <= {name.removesuffix(".py").encode() for name in sandbox.SHARED} | {c.encode() for c in CHAPTERS}
        assert pickle.loads(sent)["cases"]
