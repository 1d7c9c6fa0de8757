"""Negative controls: pages that are wrong on purpose must be caught, a plain page must not."""
import os

import pytest
from visits import WEIGHT_LIMIT, settle, visit

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
    problems = visit(browser, address, "wrong.html", widths=[390])
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize("shown", ["always", "only on a phone"])
def test_colours_are_looked_at_in_the_dark_too(browser, folder, address, shown):
    hidden = "" if shown == "always" else "<style>@media (min-width: 600px) { p { display: none } }</style>"
    (folder / "dark.html").write_text(PAGE.format(body=f'{hidden}<p style="color: #aaa; background: #fff">pale</p>'))
    found = visit(browser, address, "dark.html", "dark")
    assert len(found) == (2 if shown == "always" else 1), found
    assert all("axe color-contrast" in problem and "#aaaaaa" in problem for problem in found), found
    assert "at 390 px" in found[-1]


def test_one_pale_word_of_code_is_found_among_many(browser, folder, address):
    words = '<span class="n">word</span> ' * 50 + '<span class="k" style="color: #aaa">pale</span> ' + '<span class="n">word</span> ' * 50
    style = "white-space: pre-wrap; background: #fff"
    (folder / "code.html").write_text(PAGE.format(body=f'<div class="highlight"><pre style="{style}">{words}</pre></div>'))
    assert len(found := visit(browser, address, "code.html", widths=[390])) == 1 and "axe color-contrast" in found[0]


def test_a_formula_may_be_wider_than_a_phone_but_not_than_a_desk(browser, folder, address):
    box = '<div class="math-scroll" style="overflow-x: auto" tabindex="0">{}</div>'
    formulas = "".join(box.format(f'<div style="width: {width}px">x<annotation>x</annotation></div>') for width in (900, 1500))
    (folder / "formula.html").write_text(PAGE.format(body=formulas))
    assert [problem.partition(" px: ")[0] for problem in visit(browser, address, "formula.html")] == [
        "formula.html (light): at 1400 px a formula is 116 px wider than its place: x"]


def test_a_page_is_looked_at_when_it_has_come_to_rest(browser, folder, address):
    """A colour on its way from pale to black is judged by where it ends, a figure that loads late by what it becomes."""
    (folder / "late.html").write_text(PAGE.format(body='<p id="late" style="color: #ccc; transition: color 1s linear">words</p>'))
    tab = browser.new_page()
    tab.goto(f"{address}/late.html", wait_until="networkidle")
    tab.evaluate("""() => {
        const late = document.getElementById("late");
        late.style.color = "#000";
        late.insertAdjacentHTML("afterend", '<div class="dlbook-explorable" data-name="slow"></div>');
        setTimeout(() => { late.nextSibling.dataset.mounted = "true"; }, 1500);
    }""")
    settle(tab)
    assert tab.evaluate("getComputedStyle(document.getElementById('late')).color") == "rgb(0, 0, 0)"
    assert tab.locator("[data-mounted]").count() == 1
    tab.close()


def test_weight_counts_scripts_but_not_figures(browser, folder, address):
    (folder / "script.js").write_text("//" + os.urandom(WEIGHT_LIMIT).hex())
    (folder / "light.html").write_text(PAGE.format(body="<p>light</p>"))
    (folder / "_images").mkdir()
    figure = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>{os.urandom(50_000).hex()}</desc></svg>'
    (folder / "_images" / "figure.svg").write_text(figure)
    (folder / "figure.html").write_text(PAGE.format(body='<img alt="A figure" width="9" height="9" src="_images/figure.svg">'))
    (folder / "heavy.html").write_text(PAGE.format(body='<script src="script.js"></script>'))
    weighed = {}
    found = [visit(browser, address, f"{name}.html", widths=[390], weighed=weighed) for name in ("light", "figure", "heavy")]
    light, figured, heavy = (sum(size for _, size in files) for files in weighed.values())
    assert light < 1000 and figured < 1000 and heavy > WEIGHT_LIMIT
    assert found[:2] == [[], []] and len(found[2]) == 1 and f"weighs {heavy} bytes" in found[2][0] and "/script.js" in found[2][0]
