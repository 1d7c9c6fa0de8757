"""What every page of the built book says of itself, and how one moves between the pages."""
import io

import pytest
from PIL import Image
from visits import pages_of, scroll_through

REQUIRED = {"description": 'meta[name="description"]', "preview title": 'meta[property="og:title"]',
            "preview image": 'meta[property="og:image"]', "icon": 'link[rel="icon"], link[rel="shortcut icon"]'}


def test_every_page_describes_itself(browser, site, book):
    """In the file as it is sent: what reads titles and previews runs no script."""
    tab = browser.new_page()
    tab.goto(f"{site}/404.html")
    missing, titles = [], {}
    for page in pages_of(book):
        language, title, found = tab.evaluate("""async ([address, required]) => {
            const sent = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
            const held = (node) => node && (node.content ?? node.getAttribute("href"));
            const found = Object.entries(required).map(([name, selector]) => [name, held(sent.querySelector(selector))]);
            return [sent.documentElement.lang, sent.title, Object.fromEntries(found)]; }""", [f"{site}/{page}", REQUIRED])
        titles.setdefault(title, []).append(page)
        if not language:
            missing.append(f"{page}: language")
        for name, content in found.items():
            if not content and not (page == "404.html" and name.startswith("preview")):
                missing.append(f"{page}: {name}")
    tab.close()
    assert not missing
    assert all(len(pages) == 1 for pages in titles.values()), f"one title for several pages: {titles}"


def test_search_by_keyboard_finds_a_word(browser, site):
    tab = browser.new_page()
    tab.goto(f"{site}/index.html")
    tab.keyboard.press("Control+k")
    tab.keyboard.type("softmax")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=softmax*")
    tab.wait_for_selector("#search-results li a")
    links = tab.eval_on_selector_all("#search-results li a", "links => links.map(link => link.href)")
    assert any("/chapters/" in link for link in links)
    tab.close()


def test_search_for_nonsense_finds_nothing(browser, site):
    tab = browser.new_page()
    tab.goto(f"{site}/search.html?q=qxzjkvw")
    tab.wait_for_function("document.querySelector('#search-results')?.innerText.includes('did not match')")
    assert tab.locator("#search-results li a").count() == 0
    tab.close()


def test_the_theme_switch_is_reached_by_keyboard_and_works(browser, site):
    tab = browser.new_page(color_scheme="light")
    tab.goto(f"{site}/index.html")
    for _ in range(80):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.classList.contains('theme-switch-button')"):
            break
    else:
        raise AssertionError("80 steps by Tab did not reach the theme switch")
    seen = set()
    for _ in range(3):
        before = tab.evaluate("document.documentElement.dataset.mode")
        tab.keyboard.press("Enter")
        tab.wait_for_function("before => document.documentElement.dataset.mode !== before", arg=before)
        seen.add(tab.evaluate("document.documentElement.dataset.theme"))
    assert seen == {"light", "dark"}
    tab.close()


def test_the_skip_link_leads_past_the_menu(browser, site):
    tab = browser.new_page()
    tab.goto(f"{site}/index.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#main-content")
    tab.close()


def test_a_wrong_address_gets_the_book_s_own_page(browser, site):
    tab = browser.new_page()
    answer = tab.goto(f"{site}/chapters/no/such/page.html")
    assert answer.status == 404
    assert tab.locator("h1").inner_text() == "There is no page at this address"
    tab.click("#home")
    assert tab.url == f"{site}/" and tab.locator("article").count() == 1
    tab.close()


def test_previous_and_next_lead_through_the_whole_book(browser, site, book):
    tab = browser.new_page()
    tab.goto(f"{site}/index.html")
    seen = ["index.html"]
    while tab.locator("a.right-next").count():
        with tab.expect_navigation():
            tab.click("a.right-next")
        seen.append(tab.url.removeprefix(site + "/").partition("#")[0])
        assert len(seen) == len(set(seen)), f"the chain of pages turns in a circle: {seen}"
    tab.close()
    assert set(seen) == {page for page in pages_of(book) if page not in ("404.html", "search.html", "genindex.html")}


def test_chapters_can_be_edited_launched_and_printed(browser, site, book):
    page = next(page for page in pages_of(book) if (book / "_sources" / page.replace(".html", ".ipynb")).exists())
    tab = browser.new_page()
    tab.goto(f"{site}/{page}")
    links = tab.eval_on_selector_all(".article-header-buttons a", "links => links.map(link => link.href)")
    source = page.replace(".html", ".ipynb")
    for part in (f"/edit/main/{source}", "mybinder.org", "colab.research.google.com", "/issues/new"):
        assert any(part in link for link in links), f"no link to {part} in {links}"
    assert all(source in link for link in links if "mybinder.org" in link or "colab" in link)
    tab.emulate_media(media="print")
    assert not tab.locator("#pst-primary-sidebar").is_visible()
    assert tab.locator("article h1").first.is_visible()
    tab.close()


def page_with(book, *parts):
    """The first page that holds elements of all the given classes."""
    texts = {page: (book / page).read_text(encoding="utf-8") for page in pages_of(book)}
    return next(page for page, text in texts.items() if all(f'class="{part}' in text for part in parts))


def test_mathematics_is_typeset_in_its_own_letters(browser, site, book):
    tab = browser.new_page()
    tab.goto(f"{site}/{page_with(book, 'katex')}", wait_until="networkidle")
    fonts = tab.evaluate("[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)")
    assert any("KaTeX" in name for name in fonts) and any("Book Serif" in name for name in fonts)
    # TeX stands only in the annotation for assistive technology and in code, never as visible text.
    visible = tab.evaluate("""() => { const copy = document.querySelector("article").cloneNode(true);
        copy.querySelectorAll("annotation, pre, code").forEach(part => part.remove()); return copy.textContent; }""")
    assert "\\frac" not in visible and "$" not in visible
    tab.close()


def test_figures_are_fetched_when_the_reader_comes_near(browser, site, book):
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    asked = []
    tab.on("request", lambda request: asked.append(request.url) if "/figure-" in request.url else None)
    page = max(pages_of(book), key=lambda page: (book / page).read_bytes().count(b'class="figure-svg"'))
    tab.goto(f"{site}/{page}", wait_until="networkidle")
    figures = tab.locator("img.figure-svg")
    assert len(asked) < figures.count() / 2
    assert not any(name in url for url in asked for name in [figures.last.get_attribute("src").rpartition("/")[2]])
    scroll_through(tab)
    tab.wait_for_function("[...document.querySelectorAll('img.figure-svg')].every(image => image.naturalWidth > 0)")
    tab.close()


INK = {"light": (38, 38, 38), "dark": (223, 227, 231)}  # --pst-color-text-base


def inks(figure):
    """The themes whose ink is seen in a figure."""
    figure.evaluate("image => image.decode()")
    seen = Image.open(io.BytesIO(figure.screenshot())).convert("RGB")
    colors = {color for _, color in seen.getcolors(seen.width * seen.height)}
    return {theme for theme, ink in INK.items() if ink in colors}


@pytest.mark.parametrize("address", ["site", "file"])
def test_the_ink_of_a_figure_follows_the_theme_and_the_printer(browser, site, book, address):
    """With a server, and in a book whose files are opened without one."""
    page = page_with(book, 'figure-svg')
    tab = browser.new_page(color_scheme="dark", viewport={"width": 1400, "height": 900})
    tab.goto(f"{site}/{page}" if address == "site" else (book / page).as_uri())
    figure = tab.locator("img.figure-svg").first
    figure.scroll_into_view_if_needed()
    assert inks(figure) == {"dark"}
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert inks(figure) == {"light"}
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert inks(figure) == {"dark"}
    for expected in ("light", "dark"):  # the switch goes from the system's theme to light, then to dark
        tab.locator(".theme-switch-button").first.evaluate("button => button.click()")
        assert tab.evaluate("document.documentElement.dataset.theme") == expected
        tab.wait_for_function("dark => document.querySelector('img.figure-svg').src.endsWith('#dark') === dark", arg=expected == "dark")
        assert inks(figure) == {expected}
    tab.close()


def test_a_wide_block_of_code_is_reached_by_tab_and_a_short_one_is_not(browser, site, book):
    tab = browser.new_page(viewport={"width": 390, "height": 900})
    tab.goto(f"{site}/{page_with(book, 'figure-svg')}")
    scroll_through(tab)
    wrong = tab.evaluate("""() => [...document.querySelectorAll("article pre")].filter(box => box.checkVisibility())
        .filter(box => (box.scrollWidth > box.clientWidth) !== (box.tabIndex === 0)).map(box => box.innerText.slice(0, 60))""")
    assert wrong == []
    assert tab.locator("article pre[tabindex='0']").count() > 0
    tab.close()
