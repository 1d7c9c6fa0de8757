"""Negative controls: pages that are wrong on purpose must be caught, a plain page must not."""
import os

import pytest
from visits import visit, weigh

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""
WRONG = {
    "console error: boom": "<script>console.error('boom')</script>",
    "script error": "<script>undefinedFunction()</script>",
    "404 for": '<img alt="a missing picture" src="missing.png">',
    "request to another host: http://localhost": '<img alt="a foreign picture" src="http://localhost:9/x.png">',
    "scrolls sideways by": '<div style="width: 2000px">wide</div>',
    "axe image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">',
    "axe color-contrast": '<p style="color: #aaa; background: #fff">pale</p>',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, npm_packages):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def address(folder, serve):
    return serve(folder)


def test_a_sound_page_passes(browser, folder, address):
    (folder / "sound.html").write_text(PAGE.format(body="<p>Nothing is wrong here.</p>"))
    assert visit(browser, address, "sound.html") == []


@pytest.mark.parametrize("expected", WRONG)
def test_a_wrong_page_is_caught(browser, folder, address, expected):
    (folder / "wrong.html").write_text(PAGE.format(body=WRONG[expected]))
    problems = visit(browser, address, "wrong.html", width=390)
    assert any(expected in problem for problem in problems), problems


def test_weight_counts_scripts_but_not_figures(browser, folder, address):
    (folder / "script.js").write_text("//" + os.urandom(300_000).hex())
    (folder / "light.html").write_text(PAGE.format(body="<p>light</p>"))
    figure = f'<svg role="img" class="figure-svg"><desc>{os.urandom(50_000).hex()}</desc></svg>'
    (folder / "figure.html").write_text(PAGE.format(body=figure))
    (folder / "heavy.html").write_text(PAGE.format(body='<script src="script.js"></script>'))
    light, figured, heavy = (sum(size for _, size in weigh(browser, address, page)) for page in ("light.html", "figure.html", "heavy.html"))
    assert light < 1000 and figured < 1000 and heavy > 300_000
