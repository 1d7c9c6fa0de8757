"""Every explorable in Chromium, with no kernel: worked by keyboard, read by name, fitted to a phone, reset; and run from one text.

A new explorable is tested by all of this as soon as `dlbook.explorables.__all__` holds it; what only it can do is tested further below.
"""
import json
import re
import shutil

import pytest
from visits import AXE

from dlbook import explorables
from dlbook.explorables.bundle import FOLDER
from tests import explorables_bench as bench

STEP = {"train_network": "One epoch"}  # the button after which every control of the figure shows its effect


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages and the modules of the figures, as in a built book."""
    return tmp_path_factory.mktemp("explorables")


@pytest.fixture(scope="module")
def address(folder):
    with bench.served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def open_page(browser, folder, address):
    """open_page(html, …) opens a page with stored outputs in a window of its own; the page gathers complaints."""
    def open_one(html, width=1000, height=900, theme="light", **options):
        name = bench.write_site(folder, html, theme)
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        try:
            page.complaints = bench.open_figure(page, address, name)
        except Exception:
            context.close()
            raise
        return page

    return open_one


@pytest.fixture
def show(open_page):
    """show(html, …) opens a page for one test; afterwards nothing may have been complained about."""
    pages = []

    def open_one(*args, **options):
        pages.append(open_page(*args, **options))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()
    assert not any(page.complaints for page in pages), [page.complaints for page in pages]


@pytest.fixture(scope="module", params=explorables.__all__)
def figure(request):
    return getattr(explorables, request.param)()


@pytest.fixture(scope="module")
def opened(open_page, figure):
    page = open_page(figure.to_html())
    yield page
    page.context.close()


@pytest.fixture
def shown(opened):
    """The figure on one page for several tests: each finds it as it began, but for what the status has said."""
    yield opened
    opened.set_viewport_size({"width": 1000, "height": 900})
    bench.button(opened, "Reset").press("Enter")
    assert not opened.complaints, opened.complaints


def readout(page):
    return page.locator(".explorable-readout").inner_text()


# What every explorable must do

def test_words_stand_below_and_a_screen_reader_is_told_once_after_a_change(shown, figure):
    page = shown
    caption = page.locator(".explorable figcaption")
    assert caption.inner_text() == figure.try_this
    assert caption.bounding_box()["y"] > page.locator(".explorable-body").bounding_box()["y"]
    assert page.get_by_text("run this cell").count() == 0
    assert page.locator("[role=status]").inner_text() == ""
    page.evaluate("""() => {
        window.said = [];
        const status = document.querySelector("[role=status]");
        new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
        const slider = document.querySelector(".explorable input[type=range]");
        for (let i = 0; i < 5; i++) {
            slider.stepDown();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        }
    }""")
    page.wait_for_function("said.length === 1")
    page.wait_for_timeout(1000)
    assert len(page.evaluate("said")) == 1 and len(page.evaluate("said[0]")) > 20


def test_every_control_changes_the_picture_by_keyboard_and_reset_restores_it(shown, figure):
    assert bench.dead_controls(shown, STEP.get(figure.module)) == []


def test_every_control_has_a_name_and_is_reached_by_the_tab_key(shown):
    assert bench.nameless_controls(shown) == []
    assert bench.unreachable_controls(shown) == []


def test_nothing_sticks_out_at_any_width_and_a_finger_finds_its_place(shown):
    page = shown
    for width in (320, 360, 390, 700, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = page.evaluate("""(parts) => {
            const edge = document.querySelector(".explorable").getBoundingClientRect();
            return [...document.querySelectorAll(parts)].filter((node) => {
                const { left, right } = node.getBoundingClientRect();
                return left < edge.left - 0.5 || right > edge.right + 0.5;
            }).map((node) => node.outerHTML);
        }""", f"{bench.CONTROLS}, .explorable-plot, .explorable p:not([role=status]), .explorable-mark")
        assert outside == [], width
        low = page.evaluate("""() => [...document.querySelectorAll(".explorable :is(input[type=range], select, button, .explorable-box)")]
            .filter((node) => node.getBoundingClientRect().height < 24).map((node) => node.outerHTML)""")
        assert low == [], width


def test_themes_reach_ink_and_paper_and_axe_finds_nothing(npm_packages, show, shown, figure):
    for theme, colours in {"light": ["rgb(34, 40, 50)", "rgb(255, 255, 255)"], "dark": ["rgb(206, 214, 221)", "rgb(20, 24, 30)"]}.items():
        page = shown if theme == "light" else show(figure.to_html(), theme=theme)
        seen = page.locator(".explorable").evaluate("(node) => { const { color, backgroundColor } = getComputedStyle(node); "
                                                    "return [color, backgroundColor] }")
        assert seen == colours
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("""axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
            resultTypes: ["violations"] })""")
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_is_loaded_when_the_reader_comes_near(show, figure):
    """A page whose figure is far below loads the host alone; scrolling brings the rest."""
    far = f'{explorables.neuron().to_html()}<div style="height: 4000px"></div><div id="far">{figure.to_html()}</div>'
    page = show(far)
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name.split('/').pop())")
    assert "host.mjs" in names and (figure.module == "neuron" or f"{figure.module}.mjs" not in names)
    assert page.locator("#far .dlbook-explorable[data-mounted]").count() == 0
    page.locator("#far").scroll_into_view_if_needed()
    page.locator("#far .dlbook-explorable[data-mounted]").wait_for()
    assert page.locator("#far .explorable").count() == 1


def test_runs_from_the_one_text_that_jupyter_receives(show, figure):
    """The bundle, in a page without any other file and with no more of a model than anywidget promises; what render returns clears away."""
    page = show(explorables.neuron().to_html())
    page.add_style_tag(content=figure._css)
    page.evaluate("""async ([text, state]) => {
        document.querySelector(".dlbook-explorable").remove();
        document.querySelectorAll("link[rel=stylesheet]").forEach((each) => each.remove());
        const module = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
        const el = document.querySelector("main").appendChild(document.createElement("div"));
        window.clear = await module.default.render({ model: { get: (name) => state[name] }, el });
    }""", [figure._esm, json.loads(json.dumps(figure.state()))])
    assert bench.dead_controls(page, STEP.get(figure.module)) == []
    for control in page.locator(bench.CONTROLS).all():
        control.focus()
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"  # else the notebook would take its arrow keys
    page.evaluate("clear()")
    assert page.locator(".explorable").count() == 0


def test_a_dead_control_is_noticed(show):
    page = show(explorables.neuron().to_html())
    page.evaluate("""() => document.querySelector(".explorable-toolbar")
        .insertAdjacentHTML("beforeend", '<input type="checkbox" aria-label="nothing" tabindex="-1">')""")
    assert bench.dead_controls(page) == ["nothing"]
    assert bench.unreachable_controls(page) == ["nothing"]
    page.locator("[aria-label=nothing]").evaluate("(node) => node.removeAttribute('aria-label')")
    assert bench.nameless_controls(page) == [""]


def test_the_template_of_the_readme_works(show, folder):
    """The Python file and the module of README.md, as they stand there, make a figure that passes."""
    python, module = re.findall(r"```(?:python|js)\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.S)[:2]
    for path in FOLDER.glob("*.mjs"):
        shutil.copy(path, folder)
    (folder / "parabola.mjs").write_text(module, encoding="utf-8")
    from dlbook.explorables.bundle import bundle

    scope = {}
    exec(python.replace(', module="parabola"', ""), scope)
    scope["Parabola"].module, scope["Parabola"]._esm = "parabola", bundle("parabola", folder)
    page = show(scope["Parabola"]().to_html())
    assert bench.dead_controls(page) == [] == bench.nameless_controls(page)
    assert bench.javascript("parabola.mjs", "return m.parabola(2, 3);", folder) == 18


# What only one of them can do

def test_neuron_the_point_follows_the_pointer_and_its_output_is_right(show):
    page = show(explorables.neuron(weights=(1, 2), bias=0.5).to_html())
    box = page.locator(".explorable-plot .box").first.bounding_box()
    handle = page.locator("[role=slider]")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert place_of(handle) == pytest.approx([0, 0], abs=0.03)  # a pixel is 0.02 wide
    assert float(re.search(r"a = f\(z\) = ([\d.]+)", readout(page))[1]) == pytest.approx(0.62, abs=0.02)  # 1 / (1 + e^−0.5)
    handle.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 2 / 3, box["y"] + box["height"] / 3, steps=4)
    page.mouse.up()
    assert place_of(handle) == pytest.approx([1, 1], abs=0.03)
    assert float(re.search(r"= ([\d.]+)$", readout(page), re.M)[1]) == pytest.approx(3.5, abs=0.1)  # 1·1 + 2·1 + 0.5


def place_of(handle):
    return [float(number.replace("−", "-")) for number in re.findall(r" (−?[\d.]+)", handle.get_attribute("aria-valuetext"))]


def epochs(page):
    return int(re.match(r"epoch (\d+)", readout(page))[1])


def test_training_runs_pauses_and_speaks_only_when_it_rests(show):
    page = show(explorables.train_network().to_html())
    status = page.locator("[role=status]")
    before = bench.picture(page)
    bench.button(page, "Train").press("Enter")
    page.wait_for_function("/^epoch [3-9][0-9]/.test(document.querySelector('.explorable-readout').textContent)")
    assert status.inner_text() == ""
    bench.button(page, "Pause").press("Enter")
    stopped, after = epochs(page), bench.picture(page)
    assert after != before
    page.wait_for_function(f"document.querySelector('[role=status]').textContent.startsWith('epoch {stopped}:')")
    assert epochs(page) == stopped and bench.picture(page) == after
    bench.button(page, "Reset").press("Enter")
    assert bench.picture(page) == before


def test_training_without_motion_goes_a_hundred_epochs_at_once(show):
    page = show(explorables.train_network().to_html(), reduced_motion="reduce")
    bench.button(page, "Train 100 epochs").press("Enter")
    assert epochs(page) == 100
    assert float(re.search(r"loss ([\d.]+)", readout(page))[1]) < 0.1


def test_own_points_by_keyboard_and_by_click(show):
    page = show(explorables.train_network(data="own points").to_html())
    marks = page.locator(".explorable-plot").first.locator("> svg > svg").first
    assert "No points yet" in readout(page)
    bench.button(page, "Train").press("Enter")  # with nothing to learn from, nothing happens
    cursor = page.locator("[role=slider]")
    cursor.press("Enter")
    cursor.press("ArrowRight")
    page.locator("label", has_text="a click adds").locator("select").select_option("0")
    cursor.press("Space")
    assert (marks.locator(".class-1").count(), marks.locator(".class-0").count()) == (1, 1)
    box = page.locator(".explorable-plot .box").first.bounding_box()
    page.mouse.click(box["x"] + 0.1 * box["width"], box["y"] + 0.9 * box["height"])
    assert marks.locator(".class-0").count() == 2
    bench.button(page, "One epoch").press("Enter")
    assert epochs(page) == 1
    cursor.press("Delete")
    assert (marks.locator(".class-1").count(), marks.locator(".class-0").count()) == (1, 1)
    bench.button(page, "Reset").press("Enter")
    assert marks.locator(".class-1, .class-0").count() == 0


def thumb(control):
    """Where the middle of a slider's thumb is, in px of the page."""
    return control.evaluate("(node) => { const { left, width } = node.getBoundingClientRect(); "
                            "return left + 9 + ((node.value - node.min) / (node.max - node.min)) * (width - 18) }")


@pytest.mark.parametrize(("surface", "rate"), [("ravine", 0.1), ("bowl", 0.501), ("two valleys", 0.501)])
def test_the_threshold_is_marked_where_the_learning_rate_equals_it(show, surface, rate):
    page = show(explorables.gradient_descent(surface=surface, learning_rate=rate).to_html(), width=390)
    slider = page.locator("label", has_text="learning rate").locator("input")
    mark = page.locator(".explorable-mark").first.evaluate("""(node) => { const { left, width } = node.getBoundingClientRect();
        return left + width * Number(getComputedStyle(node).getPropertyValue("--share")) }""")
    assert abs(thumb(slider) - mark) < 2


def test_descent_says_diverges_above_the_mark_and_only_there(show):
    page = show(explorables.gradient_descent(learning_rate=0.09, momentum=0, steps=200).to_html())
    ends = page.locator(".explorable-box .end")
    slider = page.locator("label", has_text="learning rate").locator("input")
    assert ends.nth(0).inner_text() != "diverges" and "above" not in slider.get_attribute("aria-valuetext")
    slider.focus()
    for _ in range(2):
        slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.112, above 2/λ"
    assert ends.nth(0).inner_text() == "diverges"
