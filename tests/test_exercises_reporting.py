"""What a check tells the board of a workshop: its name and status, with the server's token, and nothing at all anywhere else."""
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dlbook.exercises import check, reporting


@pytest.fixture
def heard():
    """A board that listens on the loopback: (its address, what it heard, an event for each message)."""
    messages, arrived = [], threading.Event()

    class Board(BaseHTTPRequestHandler):
        def do_POST(self):
            messages.append((self.headers["Authorization"], json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(204)
            self.end_headers()
            arrived.set()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Board)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/report", messages, arrived
    server.shutdown()
    server.server_close()


def wrong(prediction, target):
    return 0.0


def test_a_check_is_reported_with_the_token(heard, monkeypatch, capsys):
    address, messages, arrived = heard
    monkeypatch.setenv("DLBOOK_BOARD", address)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret")
    check("concepts.mse", wrong)
    assert arrived.wait(10)
    assert messages == [("token secret", {"exercise": "concepts.mse", "status": "not yet"})]
    assert "concepts.mse: not yet" in capsys.readouterr().out


@pytest.mark.parametrize(("address", "token"), [("", "secret"), (None, "secret"), ("http://127.0.0.1:9", ""), ("http://127.0.0.1:9", None)])
def test_outside_a_workshop_nothing_is_sent(monkeypatch, address, token):
    monkeypatch.setattr(reporting, "send", lambda *message: pytest.fail(f"sent {message}"))
    for name, value in (("DLBOOK_BOARD", address), ("JUPYTERHUB_API_TOKEN", token)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    check("concepts.mse", wrong)
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(send)")]


def test_a_board_that_is_away_costs_nothing(monkeypatch, capsys):
    for address in ("http://127.0.0.1:9/report", "no address"):
        reporting.send(address, "secret", "concepts.mse", "passed")
    assert capsys.readouterr() == ("", "")


def test_names_that_are_no_exercise_are_not_reported(monkeypatch):
    sent = []
    monkeypatch.setenv("DLBOOK_BOARD", "http://127.0.0.1:9")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret")
    monkeypatch.setattr(reporting, "send", lambda *message: sent.append(message))
    check("concepts.nothing", wrong)
    assert sent == []
