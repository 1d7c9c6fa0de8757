"""Every page of the built book, in light and dark, on a desk and on a phone: no error, no foreign request, no overflow, no axe violation.

Each theme is a class of its own, so that two test processes share the work. In the light one the first load is weighed.
"""
import re

import pytest
from visits import ROOT, WIDTHS, pages_of, visit

FILES = re.findall(r"^(?:\s*- file|root): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"), re.M)
PAGES = [*(f"{name}.html" for name in FILES), "genindex.html", "search.html", "404.html"]


@pytest.fixture(scope="class")
def weighed(book):
    """What came with each page; at the end a table in weights.txt."""
    pages = {}
    yield pages
    table = [f"{sum(size for _, size in files) / 1000:7.1f} kB  {len(files):3} files  {page}" for page, files in sorted(pages.items())]
    (book.parent / "weights.txt").write_text("\n".join(table) + "\n")


@pytest.mark.parametrize("page", [*PAGES, "search.html?q=softmax"])
class EveryPage:
    def test_is_sound(self, browser, site, page):
        self.look_at(browser, site, page, self.theme, self.widths)

    def look_at(self, *args):
        problems = visit(*args)
        assert not problems, "\n" + "\n".join(problems)


class TestLight(EveryPage):
    theme, widths = "light", WIDTHS

    def test_is_sound(self, browser, site, page, weighed):
        # A search that finds something fetches the pages that it quotes: no first load.
        self.look_at(browser, site, page, self.theme, self.widths, None if "?" in page else weighed)


class TestDark(EveryPage):
    theme, widths = "dark", WIDTHS[::-1]  # each width is a first load once


def test_every_page_of_the_book_is_visited(book):
    assert sorted(PAGES) == sorted(pages_of(book))
    assert any(page.startswith("chapters/") for page in PAGES)
