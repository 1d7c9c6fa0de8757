"""The stored figures in Chromium: no word of a figure lies outside it, where it would be cut off."""
import pytest

from tools import notebooks

# The groups of a figure's texts that reach more than a pixel beyond its edge, with how far on each side.
CUT = """svg => {
    document.body.innerHTML = svg;
    const frame = document.querySelector("svg").getBoundingClientRect(), found = [];
    for (const text of document.querySelectorAll('svg g[id^="text_"]')) {
        const box = text.getBoundingClientRect();
        const over = [frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom];
        if (box.width && Math.max(...over) > 1) found.push(`${text.id}: ${over.map(Math.round)}`);
    }
    return found;
}"""


def figures(path):
    """The SVG texts of a notebook's outputs, each with the id of its cell."""
    outputs = [(cell.id, output) for cell in notebooks.code_cells(notebooks.read(path)) for output in cell.outputs]
    return [(cell, output.data["image/svg+xml"]) for cell, output in outputs if "image/svg+xml" in output.get("data", {})]


@pytest.mark.parametrize("path", notebooks.chapters(), ids=notebooks.label)
def test_no_word_of_a_figure_is_cut_off(path, browser):
    shown = figures(path)
    assert any('<g id="text_' in svg for _, svg in shown), "no figure has words: are they still called text_1, text_2, …?"
    tab = browser.new_page()
    cut = {cell: words for cell, svg in shown if (words := tab.evaluate(CUT, svg))}
    tab.close()
    assert not cut


def test_a_word_beyond_the_edge_is_found(browser):
    tab = browser.new_page()
    shape = '<svg width="100" height="50"><g id="text_1"><rect x="{}" y="10" width="30" height="10"/></g></svg>'
    assert tab.evaluate(CUT, shape.format(60)) == []
    assert tab.evaluate(CUT, shape.format(90)) == ["text_1: -90,20,-10,-30"]
    tab.close()
