"""The built book on a local server, and a Chromium that looks at it.

Skipped, with the reason, only where no Chromium or no Node is installed.
"""
import contextlib
import functools
import os
import pathlib
import threading

import pytest
from limits import limited_waits
from visits import ROOT, GzipHandler

from tools import build, pdf, vendor
from tools.serve import Server


def pytest_collection_modifyitems(items):
    here = pathlib.Path(__file__).parent
    for item in items:
        if here in pathlib.Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    with limited_waits():
        return (yield)


@contextlib.contextmanager
def one_at_a_time():
    """Several test processes share node_modules and the built book; only one of them installs and builds."""
    folder = ROOT / "_build"
    folder.mkdir(exist_ok=True)
    with open(folder / ".tests.lock", "w") as lock:
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium."""
    try:
        return pdf.find_browser()
    except pdf.PrintError:
        pytest.skip("no Chromium installed (Debian: apt-get install chromium-headless-shell)")


@pytest.fixture(scope="session")
def browser(chromium):
    """Chromium, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=pdf.SWITCHES)
        yield running
        running.close()


@pytest.fixture(scope="session")
def npm_packages():
    """axe and Lighthouse, installed from npm if they are not there yet."""
    try:
        with one_at_a_time():
            vendor.install(tests=True)
    except vendor.VendorError as error:
        if "Node is missing" in str(error):
            pytest.skip(str(error))
        raise


@pytest.fixture(scope="session")
def book(npm_packages):
    """The folder of the built book, renewed if it is stale: once for all processes of a run, since another may look at it already."""
    run, told = os.environ.get("PYTEST_XDIST_TESTRUNUID"), ROOT / "_build" / ".tests.run"
    with one_at_a_time():
        if run is None or not told.exists() or told.read_text().partition("\n")[0] != run:
            folder = build.build()
            told.write_text(f"{run}\n{folder}")
        return pathlib.Path(told.read_text().partition("\n")[2])


@pytest.fixture(scope="session")
def serve():
    """A function: folder → address of a server of it, until the end of the tests."""
    servers = []

    def start(folder):
        server = Server(("127.0.0.1", 0), functools.partial(GzipHandler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(book, serve):
    """The address of the built book."""
    return serve(book)
