"""The decks in Chromium, opened as files: nothing fails, nothing leaves the machine, every slide fits, a PDF has a page for each."""
import re

import pytest
from visits import axe_violations

from tools import notebooks, slides
from tools.slide_deck import printing

NAMES = [path.relative_to(notebooks.CHAPTERS).with_suffix("").as_posix() for path in notebooks.chapters()
         if '"slide": ' in path.read_text(encoding="utf-8")]
SIZE = {"width": 960, "height": 700}

# What does not fit: for each slide, shown with its answers, a sentence. A live figure is fitted once it runs.
MISFITS = """async () => {
    const found = [], frame = () => new Promise((done) => requestAnimationFrame(done));
    for (const [number, section] of [...document.querySelectorAll(".slides > section > section")].entries()) {
        const { h, v } = Reveal.getIndices(section), say = (words) => found.push(`slide ${number + 1} (${section.id}): ${words}`);
        Reveal.slide(h, v, 99);
        for (const live of section.querySelectorAll(".dlbook-explorable")) {
            for (let wait = 0; !live.dataset.fitted && wait < 300; wait++) await frame();
            const [high, room] = [live, live.parentElement].map((each) => each.getBoundingClientRect().height);
            if (high > room + 1) say("the live figure is too high");
            if (!live.querySelector("svg, canvas")) say("the live figure does not run");
        }
        const box = section.querySelector(".slide").getBoundingClientRect(), scale = box.width / 960;
        const [left, right, bottom] = [box.left + 30 * scale, box.right - 30 * scale, box.bottom - 36 * scale];
        for (const each of section.querySelectorAll(".slide *")) {
            if (each.closest(".katex-mathml, .stage, svg")) continue;
            const place = each.getBoundingClientRect(), what = `${each.tagName} ${each.textContent.slice(0, 40)}`;
            if (place.width && (place.left < left || place.right > right || place.bottom > bottom)) { say(`sticks out: ${what}`); break; }
        }
        for (const each of section.querySelectorAll("pre, p, li, h1, h2, figcaption"))
            if (each.scrollWidth > each.clientWidth + 1 && !each.closest(".stage, .notes")) say(`too wide: ${each.innerText}`);
        for (const image of section.querySelectorAll("img")) {
            await image.decode().catch(() => say("the figure is missing"));
            if (!image.alt) say("the figure has no words");
            if (image.getBoundingClientRect().height < 110 * scale) say("the figure is too small");
        }
        if (section.scrollHeight > 701) say(`its content is ${section.scrollHeight} high`);
    }
    return found;
}"""
GO = "id => { const { h, v } = Reveal.getIndices(document.getElementById(id)); Reveal.slide(h, v, 99); }"


@pytest.fixture(scope="module")
def made(npm_packages, tmp_path_factory):
    """The folder of all decks, and the number of slides of each."""
    folder = tmp_path_factory.mktemp("slides")
    return folder, slides.make(folder)


@pytest.fixture
def open_deck(browser, made, serve):
    """A function: deck → its open page. Afterwards nothing may have failed, and nothing beyond the folder may have been asked for."""
    complaints, contexts = [], []

    def start(name, theme="light", served=False):
        address = serve(made[0]) if served else made[0].as_uri()  # from a file, unless a script of the test wants to read stylesheets
        context = browser.new_context(viewport=SIZE, color_scheme=theme)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: complaints.append(request.url) if not request.url.startswith((address, "data:")) else None)
        tab.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
        tab.goto(f"{address}/{name}.html")
        if name != "index":
            tab.wait_for_selector("html[data-ready]", state="attached")
        return tab
    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_every_slide_fits(open_deck, made, name):
    tab = open_deck(name)
    assert tab.locator(".slides > section > section").count() == made[1][name] == tab.evaluate("Reveal.getTotalSlides()")
    assert tab.evaluate("document.documentElement.lang") == "en" and "slides" in tab.title()
    assert tab.evaluate(MISFITS) == []


def test_a_slide_with_too_much_is_found(open_deck):
    tab = open_deck("concepts")
    tab.evaluate("""() => {
        const [one, two] = document.querySelectorAll(".slide.points ul");
        for (let n = 0; n < 12; n++) one.append(one.lastElementChild.cloneNode(true));
        two.lastElementChild.append("x".repeat(99));
        document.querySelector(".source pre").append("x".repeat(200));
        document.querySelector("figure img").alt = "";
    }""")
    found = tab.evaluate(MISFITS)
    assert len({problem.split(")")[0] for problem in found}) == 4
    assert all(any(word in problem for problem in found) for word in ("sticks out", "too wide", "no words"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_deck, theme):
    tab = open_deck("concepts", theme, served=True)
    tab.add_style_tag(content="*, ::before, ::after { transition: none !important; animation: none !important; }")  # nothing half faded
    kinds = tab.evaluate("""() => Object.fromEntries([...document.querySelectorAll(".slide")]
        .map((slide) => [slide.classList[1], slide.parentElement.id]))""")
    problems = []
    for kind in ("figure", "code", "question"):  # together they have all that others have; live figures have such a test of their own
        tab.evaluate(GO, kinds[kind])
        problems += [f"{kind}: {problem}" for problem in axe_violations(tab, ["color-contrast"] if theme == "dark" else None)]
    assert problems == []


def test_keys_turn_slides_and_colours_and_open_the_speaker_s_window(open_deck):
    tab = open_deck("concepts")
    last = tab.evaluate("Reveal.getTotalSlides()") - 1
    for key, place in (("Space", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", last), ("Home", 0)):
        tab.keyboard.press(key)
        assert tab.evaluate("Reveal.getSlidePastCount()") == place, key
    figure = tab.locator("figure img").first
    assert not figure.get_attribute("src").endswith("#dark")
    tab.keyboard.press("t")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark" and figure.get_attribute("src").endswith("#dark")
    tab.evaluate(GO, "what-is-there-to-learn-from")
    with tab.expect_popup() as speaker:
        tab.keyboard.press("s")
    speaker.value.wait_for_function("document.querySelector('.speaker-controls-notes .value')?.innerText.includes('handwritten digits')")
    speaker.value.close()


def test_keys_pressed_in_a_live_figure_stay_there(open_deck):
    tab = open_deck("concepts")
    tab.evaluate("() => { const { h, v } = Reveal.getIndices(document.querySelector('.live').parentElement); Reveal.slide(h, v); }")
    tab.wait_for_selector(".dlbook-explorable[data-fitted] button")
    slider = tab.locator("section section.present .dlbook-explorable input[type=range]").first
    place, before = tab.evaluate("Reveal.getSlidePastCount()"), slider.input_value()
    slider.press("ArrowRight")
    tab.locator("section section.present .dlbook-explorable button").first.press("Space")
    assert tab.evaluate("Reveal.getSlidePastCount()") == place
    slider.press("ArrowRight")
    assert slider.input_value() != before
    tab.locator("section section.present h2").click()
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("Reveal.getSlidePastCount()") == place + 1


def test_the_list_leads_to_every_deck(open_deck, made):
    tab = open_deck("index", served=True)
    links = tab.eval_on_selector_all("main a", "links => links.map((link) => link.getAttribute('href'))")
    assert sorted(links) == sorted(f"{name}.html" for name in made[1])
    assert axe_violations(tab) == []


def test_a_pdf_has_a_page_for_each_slide(browser, made, tmp_path):
    folder, counts = made
    printed = printing.print_deck(browser, (folder / "applications.html").as_uri(), tmp_path / "applications.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == counts["applications"]
