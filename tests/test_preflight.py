"""The check of a learner's machine: each failure is met, named, and answered with what to do."""
import socket
import subprocess
import sys

import pytest

from tools import preflight


def test_versions_of_python():
    assert preflight.python_version((3, 12, 1)).status == "ok"
    for version in ((3, 10), (3, 14), (2, 7)):
        result = preflight.python_version(version)
        assert result.status == "fail" and f"{version[0]}.{version[1]}" in result.found and "3.12" in result.advice


@pytest.mark.parametrize(("total", "status"), [(1.5, "fail"), (1.95, "warn"), (3.7, "warn"), (3.9, "ok"), (16, "ok")])
def test_memory(total, status):
    result = preflight.memory(total)
    assert result.status == status and bool(result.advice) == (status != "ok")


def test_memory_that_cannot_be_found_out(monkeypatch):
    monkeypatch.setattr(preflight, "installed_memory", lambda: None)
    assert preflight.memory().status == "warn"


def test_memory_of_this_machine():
    found = preflight.installed_memory()
    assert found is None or 0.2 < found < 100_000


@pytest.mark.parametrize(("free", "installed", "status"), [(4, False, "fail"), (6, False, "ok"), (4, True, "ok"), (0.5, True, "fail")])
def test_disk(free, installed, status):
    assert preflight.disk(free, installed).status == status


def test_a_port_in_use_and_a_port_that_is_free():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        result = preflight.port(number)
        assert result.status == "warn" and str(number) in result.found and "JupyterLab" in result.advice
    assert preflight.port(number).status == "ok"


def test_packages_that_are_not_there_or_of_another_edition(monkeypatch, tmp_path):
    monkeypatch.setattr(preflight, "PYTHON", tmp_path / "python")
    assert preflight.packages().advice.startswith("Run `make book`")
    with monkeypatch.context() as bare:
        bare.setattr(preflight.importlib.util, "find_spec", lambda name: None)
        assert "python3-venv" in preflight.packages().advice
    monkeypatch.setattr(preflight, "PYTHON", preflight.pathlib.Path(sys.executable))
    monkeypatch.setattr(preflight, "ROOT", tmp_path)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "environment.py").write_text("raise SystemExit(1)")
    assert "not those of this edition" in preflight.packages().found
    (tmp_path / "tools" / "environment.py").write_text("")
    assert preflight.packages().status == "ok"


@pytest.fixture
def this_python(monkeypatch):
    monkeypatch.setattr(preflight, "PYTHON", sys.executable)


def test_programs_inside(this_python):
    assert preflight.inside("print('a'); print('all is well')", "advice") == preflight.Result("ok", "all is well", "")
    assert preflight.inside("raise ValueError('broken')", "do this") == preflight.Result("fail", "ValueError: broken", "do this")
    assert preflight.inside("import time; time.sleep(60)", "wait", "warn", timeout=0.5).status == "warn"
    assert preflight.inside("", "advice").found == "no reason given"


@pytest.mark.parametrize("program", ["KERNEL", "NUMPY_STEP", "KERAS_STEP"])
def test_what_is_asked_of_the_environment_works_in_this_one(this_python, program):
    result = preflight.inside(getattr(preflight, program), "advice")
    assert result.status == "ok", result.found


def test_data_that_is_not_there(this_python, monkeypatch, tmp_path):
    monkeypatch.setenv("DLBOOK_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    result = preflight.inside(preflight.DATA, "advice", "warn")
    assert result.status == "warn" and result.found == "not on this machine: mnist, cifar10, imdb"
    (tmp_path / "mnist.npz").write_bytes(b"half")
    assert "Delete this one file" in preflight.inside(preflight.DATA, "advice", "warn").found


def said(monkeypatch, capsys, **results):
    names = ("Python", "Memory", "Disk", "Port", "Packages", "Notebook", "Training", "TensorFlow", "Data")
    made = {name: results.get(name, preflight.Result("ok", "fine", "")) for name in names}
    monkeypatch.setattr(preflight, "checks", lambda number: ((name, lambda name=name: made[name]) for name in names))
    status = preflight.main([])
    return status, capsys.readouterr().out


def test_the_last_line_says_whether_the_machine_is_ready(monkeypatch, capsys):
    assert said(monkeypatch, capsys) == (0, "".join(f"  ok    {name:11} fine\n" for name in (
        "Python", "Memory", "Disk", "Port", "Packages", "Notebook", "Training", "TensorFlow", "Data")) + "Ready.\n")
    status, text = said(monkeypatch, capsys, Data=preflight.Result("warn", "not here", "fetch it"))
    assert status == 0 and "-> fetch it" in text and text.endswith("read the notes.\n")
    status, text = said(monkeypatch, capsys, Disk=preflight.Result("fail", "full", "free some"))
    assert status == 1 and "STOP  Disk" in text and "Not ready yet" in text


def test_it_runs_before_anything_is_installed(tmp_path):
    """As a copy beside nothing: all checks that need the packages say so."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "preflight.py").write_bytes(preflight.pathlib.Path(preflight.__file__).read_bytes())
    done = subprocess.run([sys.executable, "-I", tmp_path / "tools" / "preflight.py", "--port", "0"], capture_output=True, text=True)
    assert done.returncode == 1 and "STOP  Packages" in done.stdout and done.stdout.count("it needs the packages") == 4
