"""A wait without end fails by itself, says where it stood, and the browser goes on."""
import re
import subprocess
import sys

import pytest
from limits import limited_waits

from tools.test import PARTS

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


ONCE = """import pathlib
import pytest

ERRORS = [TimeoutError("no answer for 150 s: Page.evaluate"), TimeoutError("30 s"), AssertionError("no answer for")]

@pytest.mark.parametrize("error", ERRORS)
def test_that_fails_once(error):
    told = pathlib.Path(__file__).with_name(f"{type(error).__name__} {error}"[:30])
    if not told.exists():
        told.touch()
        raise error
"""


def test_only_after_a_silence_a_test_is_run_again(tmp_path):
    (tmp_path / "test_once.py").write_text(ONCE)
    again = PARTS["units"][PARTS["units"].index("--reruns"):]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *again, "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert "2 failed, 1 passed, 1 rerun" in done.stdout, done.stdout + done.stderr
