"""Docstrings as the API reference shows them: nothing in them is taken for markup, their fields become a list."""
import sys

import pytest

from tools import notebooks

sys.path.insert(0, str(notebooks.ROOT / "assets"))
import page_api  # noqa: E402


@pytest.mark.parametrize("text, expected", [
    ("plain words", "plain words"),
    ("the array `x_train` stays", "the array ``x_train`` stays"),
    ("|z| * w and x_ * y", r"\|z\| \* w and x\_ \* y"),
    ("`a*b` times c_", r"``a*b`` times c\_"),
])
def test_characters_that_mean_something_to_sphinx_are_escaped(text, expected):
    assert page_api.inline(text) == expected


def test_fields_become_a_list_and_may_run_over_lines():
    lines = ["Return y.", "", "Formula: y = |x| * w;", "    z = y_", "Shapes: x (n,),", "y (n,).", "", "More words."]
    assert page_api.reformat(lines) == [
        "Return y.", "", ":Formula: ``y = |x| * w;``", "  ``z = y_``", ":Shapes: x (n,),", "  y (n,).", "", "More words."]


def test_a_field_right_after_the_sentence_gets_its_own_paragraph():
    assert page_api.reformat(["Return y.", "Errors: ValueError for n < 1."]) == ["Return y.", "", ":Errors: ValueError for n < 1."]
