"""A class of simulated learners on a hub of this machine: log in, start a server, work on the first exercises of a chapter.

Usage: python benchmarks/hub.py [--learners 30] [--chapter concepts] [--exercises 2]

Bounded (it ends by itself) and on the loopback only. Prints how long each step took, how much memory a learner takes, and whether every
answer arrived on the board; the exit status is 1 if anything failed.
"""
import argparse
import asyncio
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import notebooks  # noqa: E402

SECONDS = 300  # for one step of one learner


class Learner:
    """A simulated learner: a browser's cookies, a server, a kernel."""

    def __init__(self, base, name, password):
        self.base, self.name, self.password, self.cookies, self.times = base, name, password, {}, {}

    async def ask(self, path, method="GET", body=None, form=False, redirects=True):
        """Send a request as a browser does, and return the answer."""
        url = path if path.startswith("http") else self.base + path
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if "_xsrf" in self.cookies:
            headers["X-XSRFToken"] = self.cookies["_xsrf"]
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        request = HTTPRequest(url, method, headers, body, follow_redirects=False, request_timeout=SECONDS, connect_timeout=SECONDS,
                              allow_nonstandard_methods=True)
        try:
            answer = await AsyncHTTPClient().fetch(request)
        except HTTPClientError as error:
            if error.response is None or error.code >= 400:
                raise
            answer = error.response
        for cookie in answer.headers.get_list("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if redirects and answer.code in (301, 302, 303, 307):
            return await self.ask(self.absolute(answer.headers["Location"]))
        return answer

    def absolute(self, place):
        return place if place.startswith("http") else self.base + place

    async def log_in(self):
        """Log in with the shared password."""
        await self.ask("/hub/login")
        body = f"username={self.name}&password={self.password}&_xsrf={self.cookies['_xsrf']}"
        await self.ask("/hub/login", "POST", body, form=True, redirects=False)

    async def start(self):
        """Start the server and wait until it answers."""
        await self.ask("/hub/home")
        try:
            await self.ask(f"/hub/api/users/{self.name}/server", "POST", "")
        except HTTPClientError as error:
            if error.code != 400:  # 400: it runs already
                raise
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            user = json.loads((await self.ask(f"/hub/api/users/{self.name}")).body)
            if user["servers"].get("", {}).get("ready"):
                break
            await asyncio.sleep(0.5)
        await self.ask(f"/user/{self.name}/lab")  # sets the server's own cookies
        return user

    async def kernel(self):
        """Start a kernel."""
        answer = await self.ask(f"/user/{self.name}/api/kernels", "POST", json.dumps({"name": "python3"}))
        self.kernel_id = json.loads(answer.body)["id"]

    async def run(self, sources):
        """Run cells in the kernel one after the other, and return what they printed."""
        url = f"{self.base.replace('http', 'ws')}/user/{self.name}/api/kernels/{self.kernel_id}/channels?session_id={uuid.uuid4().hex}"
        cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Origin": self.base}
        socket = await websocket_connect(HTTPRequest(url, headers=cookies, connect_timeout=SECONDS), max_message_size=64 << 20)
        printed = []
        for source in sources:
            number = uuid.uuid4().hex
            header = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": number, "version": "5.3", "date": ""}
            content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
            await socket.write_message(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content,
                                                   "channel": "shell", "buffers": []}))
            waiting = {"execute_reply", "idle"}  # they come on two channels, in any order
            while waiting:
                raw = await asyncio.wait_for(socket.read_message(), SECONDS)
                if raw is None:
                    raise ConnectionError("the kernel's connection closed")
                message = json.loads(raw)
                if message.get("parent_header", {}).get("msg_id") != number:
                    continue
                if message["msg_type"] == "stream":
                    printed.append(message["content"]["text"])
                if message["msg_type"] == "error":
                    raise RuntimeError(f"{message['content']['ename']}: {message['content']['evalue']}")
                waiting -= {message["msg_type"], message["content"].get("execution_state")}
        socket.close()
        return "".join(printed)

    async def timed(self, step, work):
        """Return what the work returns, and note how long it took."""
        begin = time.monotonic()
        result = await work
        self.times[step] = time.monotonic() - begin
        return result


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


def memory_by_learner(names):
    """Return the megabytes that each learner's processes hold, shared pages counted in parts."""
    found = {name: {} for name in names}  # by process: bubblewrap's first process has its own line twice
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or []) + " "
        for name in (name for name in names if f"homes/{name} " in words):
            for one in [process, *process.children(recursive=True)]:
                try:
                    found[name][one.pid] = one.memory_full_info().pss / 2**20
                except psutil.Error:
                    continue
    return [sum(sizes.values()) for sizes in found.values() if sizes]


async def whole_class(base, passwords, options):
    """Let a class attend and return the lines of the report and whether all went well."""
    AsyncHTTPClient.configure(None, max_clients=options.learners + 5)
    sources, names = first_exercises(options.chapter, options.exercises)
    learners = [Learner(base, f"learner{number:03d}", passwords["learners"]) for number in range(options.learners)]
    begin = time.monotonic()
    results = await asyncio.gather(*(attend(learner, sources, names) for learner in learners), return_exceptions=True)
    total = time.monotonic() - begin
    failures = [repr(result) for result in results if result is not True]
    sizes = memory_by_learner([learner.name for learner in learners])
    instructor = Learner(base, "instructor", passwords["instructor"])
    await instructor.log_in()
    await instructor.ask("/services/board/")
    await asyncio.sleep(2)
    board = json.loads((await instructor.ask("/services/board/data")).body)["learners"]
    arrived = sum(board.get(learner.name, {}).get(name, [""])[0] == "passed" for learner in learners for name in names)
    lines = [f"{options.learners} learners, {os.cpu_count()} cores, {options.chapter}: {', '.join(names)}",
             f"{'step':24}{'median s':>10}{'longest s':>11}"]
    for step in ("log in", "start the server", "start a kernel", "imports and exercises"):
        times = [learner.times[step] for learner in learners if step in learner.times]
        if times:
            lines.append(f"{step:24}{statistics.median(times):10.1f}{max(times):11.1f}")
    lines += [f"all of it: {total:.1f} s; failures: {len(failures)}", *failures[:5],
              f"memory of a learner: median {statistics.median(sizes or [0]):.0f} MB, most {max(sizes or [0]):.0f} MB",
              f"on the board: {arrived} of {options.learners * len(names)} passed answers"]
    return lines, not failures and arrived == options.learners * len(names)


def stop(folder, hub):
    """End the hub, its proxy and every learner's server in the folder."""
    hub.send_signal(signal.SIGTERM)
    try:
        hub.wait(20)
    except subprocess.TimeoutExpired:
        hub.kill()
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or []):
            for one in [*process.children(recursive=True), process]:
                try:
                    one.kill()
                except psutil.Error:
                    continue


def main():
    parser = argparse.ArgumentParser(description="Load a hub on this machine with simulated learners.")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--chapter", default="concepts")
    parser.add_argument("--exercises", type=int, default=2)
    parser.add_argument("--port", type=int, default=18000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as scratch:
        folder = pathlib.Path(scratch) / "workshop"
        command = [sys.executable, str(ROOT / "tools" / "workshop.py"), str(options.learners), "--folder", str(folder),
                   "--port", str(options.port), "--address", "127.0.0.1"]
        hub = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            base = f"http://127.0.0.1:{options.port}"
            asyncio.run(reachable(f"{base}/hub/login", hub))
            passwords = json.loads((folder / "passwords.json").read_text())
            lines, good = asyncio.run(whole_class(base, passwords, options))
            print(*lines, sep="\n")
            if not good:
                log = (folder / "hub.log").read_text(encoding="utf-8", errors="replace").splitlines()
                print("The hub's warnings:", *[line for line in log if re.match(r"\[[WE] ", line)][-12:], sep="\n  ")
        finally:
            stop(folder, hub)
    sys.exit(0 if good else 1)


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


if __name__ == "__main__":
    main()
