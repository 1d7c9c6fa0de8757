"""The hub of a workshop: a private home for each learner, a board that believes the hub alone, and a restart that loses nothing."""
import asyncio
import itertools
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from benchmarks import hub as load
from tools import workshop

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "workshop" / "hub"))
import board  # noqa: E402
import pins  # noqa: E402
import sandboxed  # noqa: E402

try:
    workshop.try_walls()
    NO_SANDBOX = ""
except (workshop.Refusal, OSError) as error:
    NO_SANDBOX = str(error)


def finished(work):
    """Run a coroutine in a thread of its own and return its result: the tests of the pages leave an event loop running in theirs."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_how_many_learners_a_machine_holds():
    small, large = workshop.capacity(4096), workshop.capacity(65536)
    assert 0 < small["Keras"] < small["NumPy"] < large["NumPy"] and workshop.capacity(500) == {"NumPy": 0, "Keras": 0}
    assert large["NumPy"] == int((65536 - workshop.RESERVED) / workshop.MEMORY["NumPy"])


def test_passwords_are_made_once_and_kept_from_others(tmp_path, monkeypatch):
    monkeypatch.delenv("WORKSHOP_PASSWORD", raising=False)
    first = workshop.passwords(tmp_path)
    assert workshop.passwords(tmp_path) == first and len(first[0]) >= 8 and len(first[1]) >= 32
    assert (tmp_path / "passwords.json").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("WORKSHOP_PASSWORD", "chosen-by-hand")
    assert workshop.passwords(tmp_path) == ("chosen-by-hand", first[1])
    monkeypatch.setenv("WORKSHOP_PASSWORD", "short")
    with pytest.raises(workshop.Refusal, match="5 characters"):
        workshop.passwords(tmp_path)


def test_a_home_is_filled_and_never_overwritten(tmp_path):
    home, edition = tmp_path / "home", tmp_path / "edition"
    (edition / "part").mkdir(parents=True)
    (edition / "concepts.ipynb").write_text("new")
    (edition / "part" / "more.ipynb").write_text("more")
    (edition / ".learners-edition.json").write_text("{}")
    (home / "book").mkdir(parents=True)
    (home / "book" / "concepts.ipynb").write_text("my work")
    sandboxed.fill(home, edition)
    assert (home / "book" / "concepts.ipynb").read_text() == "my work"
    assert sorted(p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file()) == ["book/concepts.ipynb", "book/part/more.ipynb"]


def test_filling_a_home_follows_no_link_that_a_learner_has_made(tmp_path):
    edition, precious = tmp_path / "edition", tmp_path / "precious"
    (edition / "part").mkdir(parents=True)
    precious.mkdir()
    for name in ("concepts.ipynb", "part/more.ipynb"):
        (edition / name).write_text("new")
    (precious / "secret").write_text("the hub's")

    def home(name, link, to):
        (tmp_path / name / pathlib.Path(link).parent).mkdir(parents=True)
        (tmp_path / name / link).symlink_to(to)
        sandboxed.fill(tmp_path / name, edition)
        assert [path.name for path in precious.iterdir()] == ["secret"] and (precious / "secret").read_text() == "the hub's"
        return sorted(path.relative_to(tmp_path / name).as_posix() for path in (tmp_path / name).rglob("*") if not path.is_symlink())

    assert home("folder", "book", precious) == []
    assert home("part", "book/part", precious) == ["book", "book/concepts.ipynb"]
    assert "book/concepts.ipynb" not in home("file", "book/concepts.ipynb", precious / "new")
    assert "book/concepts.ipynb" in home("scratch", "book/.concepts.ipynb.part", precious / "secret")


@pytest.mark.parametrize("name", ["../anna", "anna/../bert", "", ".anna", "an na", "Anna", "a" * 65, "-rf"])
def test_names_that_could_leave_their_folder_are_refused(name):
    with pytest.raises(ValueError, match="A name is made of"):
        sandboxed.folder_name(name)
    assert sandboxed.folder_name("anna.li_2@x-y") == "anna.li_2@x-y"


def test_a_server_gets_a_port_that_is_free_and_that_no_connection_takes(monkeypatch):
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert max(sandboxed.unused_port() for _ in range(20)) < min(lowest, 32000)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setattr(sandboxed, "PORTS", itertools.cycle([number, 1 + number]))
        assert sandboxed.unused_port() == 1 + number
        monkeypatch.setattr(sandboxed, "PORTS", itertools.cycle([number]))
        with pytest.raises(OSError, match="none of the ports"):
            sandboxed.unused_port()


def test_results_of_the_board(tmp_path):
    results = board.Results(tmp_path / "board.sqlite")
    for status in ("not attempted", "not yet", "passed", "not yet"):
        results.put("anna", "concepts.mse", status)
    results.put("bert", "concepts.mse", "not yet")
    expected = {"anna": {"concepts.mse": ["passed", 4]}, "bert": {"concepts.mse": ["not yet", 1]}}
    assert results.get() == expected and board.Results(tmp_path / "board.sqlite").get() == expected


def test_the_first_pin_of_a_name_is_its_own(tmp_path):
    assert pins.belongs(tmp_path / "pins", "anna", "1234")
    assert not pins.belongs(tmp_path / "pins", "anna", "9999") and pins.belongs(tmp_path / "pins", "anna", "1234")
    assert pins.belongs(tmp_path / "pins", "bert", "9999")
    kept = tmp_path / "pins" / "anna"
    assert not pins.keep(kept, "9999")  # a second who came at the same time
    assert not pins.belongs(tmp_path / "pins", "anna", "9999")
    assert "1234" not in kept.read_text() and kept.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in kept.parent.iterdir()) == ["anna", "bert"]
    pins.keep(kept.with_name("cleo"), "1234")
    assert kept.read_text() != kept.with_name("cleo").read_text()  # each has its own salt
    kept.unlink()  # what the instructor does
    assert pins.belongs(tmp_path / "pins", "anna", "9999")
    with pytest.raises(ValueError, match="A name is made of"):
        pins.belongs(tmp_path / "pins", "../anna", "1234")


def test_who_comes_in(tmp_path, monkeypatch):
    """Password and PIN; each wrong PIN makes the next try under that name wait longer, also when the tries come at once."""
    door = pins.OwnPinAuthenticator(pins=str(tmp_path / "pins"), user_password="p" * 8, admin_password="q" * 32, admin_users={"instructor"})
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    async def tried(name, password, pin):
        try:
            found = await door.authenticate(None, {"username": name, "password": password, "otp": pin})
            return found and found["name"]
        except pins.web.HTTPError as error:
            assert error.status_code == 403
            return error.get_message()

    async def day():
        one_by_one = [await tried(*one) for one in [
            ("anna", "wrong", "1234"), ("anna", "p" * 8, "123"), ("Anna", "p" * 8, "1234"), ("anna", "p" * 8, "0000"),
            ("instructor", "p" * 8, "1234"), ("instructor", "q" * 32, ""), ("bert", "q" * 32, "1234")]]
        await asyncio.gather(*(tried("anna", "p" * 8, "0000") for _ in range(8)))
        return [*one_by_one, await tried("anna", "p" * 8, "1234"), await tried("anna", "p" * 8, "1234")]

    monkeypatch.setattr(pins.asyncio, "sleep", sleep)
    monkeypatch.setattr(pins, "SLOWEST", 5)
    answers = finished(day())
    assert "at least 4" in answers[1] and "another PIN for the name anna" in answers[3]
    assert [answers[i] for i in (0, 2, 4, 5, 6, 7, 8)] == [None, "anna", None, "instructor", None, "anna", "anna"]
    assert waits == [0, 0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 0]


def test_a_port_in_use_is_named(capsys, monkeypatch):
    monkeypatch.setattr(workshop, "try_walls", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert workshop.main(["3", "--port", str(number)]) == 1
    assert f"port {number} is in use" in capsys.readouterr().err


def test_without_bubblewrap_or_learners_it_refuses(capsys, monkeypatch):
    assert workshop.main(["0"]) == 1 and "at least 1" in capsys.readouterr().err
    monkeypatch.setattr(workshop.shutil, "which", lambda name: None)
    assert workshop.main(["3"]) == 1 and "bubblewrap is missing" in capsys.readouterr().err


# --------------------------------------------------------------------------- a real one

LOOK = """
import os, json
from ipykernel.connect import get_connection_file
print("FOUND" + json.dumps({
    "home": sorted(os.listdir("/home")), "book": os.path.exists("book/concepts.ipynb"), "root": sorted(os.listdir("/")),
    "answers": os.path.exists(PLACE), "transport": json.load(open(get_connection_file()))["transport"],
    "processes": len([p for p in os.listdir("/proc") if p.isdigit()]),
    "secrets": [name for name in os.environ if "PASSWORD" in name or "CONFIGPROXY" in name], "writable": os.access(CODE, os.W_OK)}))
"""


def free_port():
    """A number with three free ports behind it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = probe.getsockname()[1]
        try:
            workshop.free_ports(first)
            return first
        except (workshop.Refusal, OverflowError):
            continue


def started(folder, port):
    options = ["--folder", str(folder), "--port", str(port), "--address", "127.0.0.1"]
    command = [sys.executable, str(ROOT / "tools" / "workshop.py"), "2", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    finished(load.reachable(f"http://127.0.0.1:{port}/hub/login", process))
    return process


async def post(url, token, message):
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        return (await AsyncHTTPClient().fetch(HTTPRequest(url, "POST", headers, json.dumps(message)))).code
    except HTTPClientError as error:
        return error.code


async def first_visit(base, passwords):
    """Two learners at work; returns what one sees, the token of the other, and the kernel of the first."""
    anna, bert = (load.Learner(base, name, passwords["learners"]) for name in ("anna", "bert"))
    for learner in (anna, bert):
        await learner.log_in()
        await learner.start()
        await learner.kernel()
    look = LOOK.replace("PLACE", repr(str(ROOT / "chapters"))).replace("CODE", repr(str(ROOT / "code")))
    seen = await anna.run([look, "kept = 42", "open('/home/learner/mine.txt', 'w').write('my work')"])
    token = (await bert.run(["import os\nprint(os.environ['JUPYTERHUB_API_TOKEN'])"])).strip()
    await bert.run(["import numpy as np\nfrom dlbook.exercises import check\n"
                    "check('concepts.mse', lambda prediction, target: np.mean((prediction[:, 0] - target) ** 2))"])
    forbidden = []
    for path in ("/user/anna/api/contents", "/services/board/data", "/hub/api/users"):
        try:
            await bert.ask(path)
            forbidden.append(path)
        except HTTPClientError as error:
            assert error.code in (403, 404), path
    thief = load.Learner(base, "anna", passwords["learners"], pin="9999")
    with pytest.raises(HTTPClientError, match="403"):
        await thief.log_in()
    return json.loads(seen.split("FOUND")[1].splitlines()[0]), token, anna, forbidden


@pytest.mark.skipif(bool(NO_SANDBOX), reason=NO_SANDBOX)
def test_a_small_class(tmp_path, monkeypatch):
    monkeypatch.setenv("DLBOOK_DATA", "")
    port = free_port()
    base, report = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port}/services/board/report"
    hub = started(tmp_path / "w", port)
    try:
        passwords = json.loads((tmp_path / "w" / "passwords.json").read_text())
        seen, token, anna, forbidden = finished(first_visit(base, passwords))
        assert seen["home"] == ["learner"] and seen["book"] and not seen["answers"] and not seen["secrets"] and not seen["writable"]
        assert not {"srv", "mnt", "media", "var"} & set(seen["root"]) and seen["processes"] < 10 and forbidden == []
        assert seen["transport"] == "ipc"  # of network ports, a whole class starting at once wants the same ones

        # Who reports is told by the token; nothing else counts.
        assert finished(post(report, None, {"exercise": "concepts.mse", "status": "passed"})) == 403
        assert finished(post(report, "forged", {"exercise": "concepts.mse", "status": "passed"})) == 403
        assert finished(post(report, token, {"exercise": "concepts.mse", "status": "hacked"})) == 400
        assert finished(post(report, token, {"exercise": "<script>", "status": "passed"})) == 400
        pretended = {"exercise": "concepts.dense", "status": "passed", "learner": "anna", "name": "anna"}
        assert finished(post(report, token, pretended)) == 204
        results = sqlite3.connect(tmp_path / "w" / "board.sqlite")
        end = time.monotonic() + 20
        while len(rows := results.execute("select learner, exercise, status from results order by exercise").fetchall()) < 2:
            assert time.monotonic() < end, rows
            time.sleep(0.2)
        assert rows == [("bert", "concepts.dense", "passed"), ("bert", "concepts.mse", "passed")]

        # A restart finds the homes, the results and even the running kernels.
        hub.send_signal(signal.SIGTERM)
        hub.wait(60)
        hub = started(tmp_path / "w", port)
        assert json.loads((tmp_path / "w" / "passwords.json").read_text()) == passwords
        assert finished(anna.run(["print(kept, open('/home/learner/mine.txt').read())"])).strip() == "42 my work"
        assert (tmp_path / "w" / "homes" / "anna" / "mine.txt").read_text() == "my work"
        assert len(results.execute("select * from results").fetchall()) == 2
    finally:
        load.stop(tmp_path / "w", hub)
    assert not [line for line in os.popen("ps -eo args").read().splitlines() if str(tmp_path / "w") in line and "ps -eo" not in line]
