"""Print decks to PDF with Chromium: one page a slide, answers shown."""
from playwright.sync_api import Error, sync_playwright

from tools.pdf import SWITCHES, PrintError


def print_decks(folder, names, browser):
    """Print `folder`/name.html to `folder`/name.pdf for each name; returns the paths. Raises PrintError."""
    made = []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=SWITCHES)
        try:
            for name in names:
                made.append(print_deck(running, (folder / f"{name}.html").as_uri(), folder / f"{name}.pdf"))
        except Error as error:
            raise PrintError(f"Chromium could not print the slides {name!r}: {error}") from error
        finally:
            running.close()
    return made


def print_deck(running, address, target):
    """Print the deck at `address` with a running browser; returns `target`."""
    tab = running.new_page(color_scheme="light")
    try:
        tab.goto(f"{address}?view=print")
        tab.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
        tab.evaluate("Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode())])")
        tab.pdf(path=str(target), prefer_css_page_size=True, print_background=True)
    finally:
        tab.close()
    return target
