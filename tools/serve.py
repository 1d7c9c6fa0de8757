"""Show the built book at a local address, for this computer only.

Usage: python tools/serve.py [port]

Any free port is taken if the wanted one (8000) is in use. Ctrl-C stops it.
"""
import argparse
import functools
import http.server
import pathlib
import sys

BOOK = pathlib.Path(__file__).resolve().parent.parent / "_build" / "html"
PORT = 8000


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files with the types that browsers insist on, the book's own 404 page and no log line for each request."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".js": "text/javascript",
                      ".svg": "image/svg+xml", ".woff": "font/woff", ".woff2": "font/woff2"}

    def log_message(self, *_):
        pass

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")  # a rebuilt page shows at once
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        page = pathlib.Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    """A server that survives a browser that hangs up in the middle of a file."""

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # on Windows this would share a port that is in use

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)):
            super().handle_error(request, client_address)


def make_server(folder, port=PORT):
    """A server of `folder` on 127.0.0.1, on `port` if that is free, else on any free port.

    Raises FileNotFoundError if there is no book in `folder`.
    """
    folder = pathlib.Path(folder)
    if not (folder / "index.html").exists():
        raise FileNotFoundError(f"no built book in {folder}: run `make book` first")
    handler = functools.partial(Handler, directory=str(folder))
    try:
        return Server(("127.0.0.1", port), handler)
    except OSError:
        return Server(("127.0.0.1", 0), handler)


def main():
    parser = argparse.ArgumentParser(description="Show the built book at a local address.")
    parser.add_argument("port", nargs="?", type=int, default=PORT, help=f"wanted port (default {PORT})")
    wanted = parser.parse_args().port
    if not 0 <= wanted <= 65535:
        parser.error(f"expected a port between 0 and 65535, got {wanted}")
    try:
        server = make_server(BOOK, wanted)
    except FileNotFoundError as error:
        sys.exit(f"Nothing to show: {error}")
    port = server.server_address[1]
    try:
        if wanted not in (0, port):
            print(f"Port {wanted} is in use.")
        print(f"The book: http://127.0.0.1:{port}/   (Ctrl-C stops)", flush=True)
        server.serve_forever()
    except KeyboardInterrupt:
        print("\nStopped.")
    finally:
        server.server_close()


if __name__ == "__main__":
    main()
