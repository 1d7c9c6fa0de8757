"""What a class moves and stores: the pages that a browser fetches, the packages that an image holds, the learner's edition.

Usage: python benchmarks/weights.py [--record]

Starts a hub on the loopback, opens the first chapter in JupyterLab with Chromium, twice, and counts the bytes on the wire. With --record
the numbers are kept beside those of the load test, in benchmarks/records/hub.json.
"""
import argparse
import asyncio
import json
import pathlib
import sys
import sysconfig
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.async_api import async_playwright  # noqa: E402

from benchmarks.hub import RECORD, running, save  # noqa: E402
from benchmarks.learners import Learner  # noqa: E402
from tools import pdf  # noqa: E402


def megabytes(folder):
    """Return what the files below a folder hold."""
    return round(sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file()) / 2**20, 1)


async def visit(context, url):
    """Open a notebook, wait until it is shown, and return the megabytes that came over the network."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await page.goto(url)
    await page.locator(".jp-Notebook h1").first.wait_for(timeout=120_000)
    await page.wait_for_load_state("networkidle")
    await page.close()
    return round(sum(sizes) / 2**20, 1)


async def browse(base, password):
    """Return the megabytes of a first and of a second visit."""
    learner = Learner(base, "reader", password)
    await learner.log_in()
    await learner.start()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=pdf.find_browser(), args=pdf.SWITCHES)
        context = await browser.new_context()
        await context.add_cookies([{"name": name, "value": value.strip('"'), "url": base} for name, value in learner.cookies.items()])
        return [await visit(context, f"{base}/user/reader/lab/tree/book/concepts.ipynb") for _ in range(2)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=18000)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as scratch:
        folder = pathlib.Path(scratch) / "workshop"
        with running(folder, 1, options.port) as (base, _):
            passwords = json.loads((folder / "passwords.json").read_text())
            first, again = asyncio.run(browse(base, passwords["learners"]))
            weights = {"page, first visit": first, "page, second visit": again, "edition": megabytes(folder / "edition"),
                       "packages": megabytes(sysconfig.get_path("purelib"))}
    for name, size in weights.items():
        print(f"{name:20}{size:10.1f} MB")
    if options.record:
        record = json.loads(RECORD.read_text(encoding="utf-8"))
        save({**record, "megabytes": weights})


if __name__ == "__main__":
    main()
