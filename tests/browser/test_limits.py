"""A wait without end fails by itself, says where it stood, and the browser goes on."""
import re

import pytest
from limits import limited_waits

PAGE = "data:text/html,<title>stuck</title><button>one</button>"


@pytest.fixture
def tab(browser):
    tab = browser.new_page()
    tab.goto(PAGE)
    yield tab
    tab.close()


@pytest.mark.parametrize("stuck", ["new Promise(() => {})", "() => { for (;;); }"])
def test_a_page_that_never_answers_is_named(tab, browser, stuck):
    expected = r"no answer for \d+ s: Page.evaluate in test_limits.py:\d+, page " + re.escape(PAGE)
    with limited_waits(1), pytest.raises(TimeoutError, match=expected):
        tab.evaluate(stuck)
    other = browser.new_page()
    assert other.evaluate("1 + 1") == 2
    other.close()


def test_a_call_of_an_element_is_named_with_its_page(tab):
    with limited_waits(1), pytest.raises(TimeoutError, match="Locator.evaluate in .*, page data:text/html"):
        tab.locator("button").evaluate("() => new Promise(() => {})")
    assert tab.locator("button").inner_text() == "one"


def test_many_short_waits_may_last_longer_than_the_limit(tab):
    with limited_waits(1):
        for _ in range(8):
            tab.wait_for_timeout(250)
