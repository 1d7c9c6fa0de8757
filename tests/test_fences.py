"""Code blocks in Markdown: where they begin and end, and that the gates read what stands between them."""
import pytest

from tools import prose_numbers, structure_links
from tools.fences import ALL, without_code

BLOCKS = {  # text → the words that are left, without directives and with them
    "a\n```python\ncode\n```\nb": ("a b", "a b"),
    "a\n~~~\ncode\n```\ncode\n~~~\nb": ("a b", "a b"),
    "a\n````\n```\ncode\n```\n````\nb": ("a b", "a b"),
    "a\n```\ncode": ("a", "a"),
    "a ```code``` in a line\nb": ("a ```code``` in a line b", "a ```code``` in a line b"),
    "```code``` at the beginning\nb": ("```code``` at the beginning b", "```code``` at the beginning b"),
    "a\n```{note}\nwords\n```\nb\n```\ncode\n```\nc": ("a b c", "a ```{note} words ``` b c"),
    "````{tip}\nwords\n```python\ncode\n```\nmore\n````\nb": ("b", "````{tip} words more ```` b"),
}


@pytest.mark.parametrize("text", BLOCKS)
def test_code_is_left_out_and_all_else_stays_in_its_place(text):
    for kept, left in zip(BLOCKS[text], (without_code(text), without_code(text, ALL)), strict=True):
        assert " ".join(left.split()) == kept
        assert len(left) == len(text) and all(new in (old, " ") for old, new in zip(text, left, strict=True))


def test_only_the_directives_that_are_named_are_text():
    text = "```{note}\none\n```\n```{code-cell}\ntwo\n```\n"
    assert "one" in without_code(text, "note|tip") and "two" not in without_code(text, "note|tip")


BETWEEN = "```{note}\nOne.\n```\n\n## A heading\n\n[gone](gone.md) reached 97.2%.\n\n```\ncode\n```\n"


def test_what_stands_between_a_directive_and_code_is_read_by_the_gates(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n{BETWEEN}")
    assert structure_links.anchors(page) == {"a-page", "a-heading"}
    assert [problem.partition("\n")[0] for problem in structure_links.problems(page, tmp_path)] == [
        "page.md, cell 0: the link 'gone.md' leads to no file"]
    assert [what for what, _ in prose_numbers.result_like(BETWEEN)] == ["a percentage without a key: '97.2%'"]
