"""The live board: who has passed which exercise, fed by the checks in the learners' notebooks.

A check sends the token of the learner's server; whose it is, the hub says, and nothing in the message does. Only the instructor sees the
board.
"""
import json
import os
import pathlib
import sqlite3
import time

from jupyterhub.services.auth import HubAuthenticated, HubOAuthCallbackHandler, HubOAuthenticated
from jupyterhub.utils import url_path_join
from tornado import httpserver, ioloop, web

from dlbook.exercises.catalogue import everything

STATUSES = ("not attempted", "not yet", "passed")
NAMES = [exercise.name for exercise in everything()]
LARGEST = 2000  # bytes of a message


class Results:
    """What was reported, in a file: for each learner and exercise the last status, the number of checks and whether it ever passed."""

    def __init__(self, path):
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.execute("pragma journal_mode = wal")
        self.base.execute(
            "create table if not exists results (learner text, exercise text, status text, passed integer, checks integer, seen real,"
            " primary key (learner, exercise))"
        )

    def put(self, learner, exercise, status):
        """Note a check; an exercise that was passed once stays passed."""
        self.base.execute(
            "insert into results values (?, ?, ?, ?, 1, ?) on conflict (learner, exercise) do update set"
            " status = excluded.status, passed = max(passed, excluded.passed), checks = checks + 1, seen = excluded.seen",
            (learner, exercise, status, status == "passed", time.time()),
        )

    def get(self):
        """Return {learner: {exercise: [shown status, checks]}}."""
        found = {}
        for learner, exercise, status, passed, checks in self.base.execute(
            "select learner, exercise, status, passed, checks from results order by learner"
        ):
            found.setdefault(learner, {})[exercise] = ["passed" if passed else status, checks]
        return found


class Report(HubAuthenticated, web.RequestHandler):
    """Takes the message of a check."""

    allow_all = True  # every learner whom the hub knows

    def check_xsrf_cookie(self):
        """Not for messages with a token."""

    def post(self):
        user = self.get_current_user()
        if not user or user.get("kind") != "user":
            raise web.HTTPError(403, "the token of a learner's server is needed")
        try:
            message = json.loads(self.request.body[:LARGEST])
            exercise, status = message["exercise"], message["status"]
        except (ValueError, TypeError, KeyError):
            raise web.HTTPError(400, 'a message is {"exercise": …, "status": …}') from None
        if exercise not in NAMES or status not in STATUSES:
            raise web.HTTPError(400, "no such exercise or status")
        self.application.results.put(user["name"], exercise, status)
        self.set_status(204)


class Instructors(HubOAuthenticated, web.RequestHandler):
    """What only the instructor sees."""

    def prepare(self):
        user = self.get_current_user()
        if user and not user.get("admin"):
            raise web.HTTPError(403, "the board is for the instructor")


class Page(Instructors):
    """The board as a page."""

    @web.authenticated
    def get(self):
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(pathlib.Path(__file__).with_name("board.html").read_text(encoding="utf-8"))


class Data(Instructors):
    """What the page asks for every few seconds."""

    @web.authenticated
    def get(self):
        self.write({"exercises": NAMES, "learners": self.application.results.get()})


def main():
    """Serve the board where the hub says."""
    prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    pages = {"": Page, "data": Data, "report": Report, "oauth_callback": HubOAuthCallbackHandler}
    application = web.Application([(url_path_join(prefix, path) if path else prefix, page) for path, page in pages.items()],
                                  cookie_secret=os.urandom(32))
    application.results = Results(pathlib.Path(os.environ["WORKSHOP_FOLDER"]) / "board.sqlite")
    url = os.environ["JUPYTERHUB_SERVICE_URL"]
    httpserver.HTTPServer(application).listen(int(url.rstrip("/").rsplit(":", 1)[1].split("/")[0]), "127.0.0.1")
    try:
        ioloop.IOLoop.current().start()
    except KeyboardInterrupt:
        pass  # how the hub ends its services


if __name__ == "__main__":
    main()
