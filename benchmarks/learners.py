"""A simulated learner of a hub: what a browser sends when somebody logs in, starts a server, and runs cells in a kernel."""
import asyncio
import json
import time
import uuid

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

SECONDS = 300  # for one step of one learner


class Learner:
    """A simulated learner: a browser's cookies, a server, a kernel."""

    def __init__(self, base, name, password, pin="1234"):
        self.base, self.name, self.password, self.pin, self.cookies, self.times = base, name, password, pin, {}, {}

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
        """Log in with the shared password and a PIN."""
        await self.ask("/hub/login")
        body = f"username={self.name}&password={self.password}&otp={self.pin}&_xsrf={self.cookies['_xsrf']}"
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
