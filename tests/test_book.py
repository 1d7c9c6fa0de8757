"""The book itself passes its gates: numbers in the prose, structure and links, stored notebooks in their normal form.

That its stored outputs are what the code computes is proved by `pytest --nbval --nbval-current-env chapters`.
"""
import pytest

from tools import cells, execute, notebooks, prose, structure, structure_links

NOTEBOOKS = notebooks.chapters()
MARKDOWN = structure_links.markdown_pages()


def names(paths):
    return {"argvalues": paths, "ids": [notebooks.label(path) for path in paths]}


def lines(problems):
    return "\n" + "\n".join(problems)


@pytest.mark.parametrize("path", **names(prose.pages()))
def test_numbers_in_the_prose(path):
    problems = prose.problems(path)
    assert not problems, lines(problems)


@pytest.mark.parametrize("path", **names(NOTEBOOKS))
def test_structure(path):
    problems = structure.problems(path)
    assert not problems, lines(problems)


@pytest.mark.parametrize("path", **names(MARKDOWN))
def test_links_of_markdown_pages(path):
    problems = structure_links.problems(path)
    assert not problems, lines(problems)


@pytest.mark.parametrize("path", **names(NOTEBOOKS))
def test_stored_outputs_are_complete_and_clean(path):
    notebook = notebooks.read(path)
    problems = [f"cell {number} {problem}" for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"
                for problem in cells.stored_problems(cell)]
    assert not problems + execute.leaks(notebook), lines(problems + execute.leaks(notebook))


@pytest.mark.parametrize("path", **names(NOTEBOOKS))
def test_notebook_is_in_its_normal_form(path):
    stored = path.read_text(encoding="utf-8")
    assert stored == notebooks.text(notebooks.normalise(notebooks.read(path))), f"run: python tools/execute.py {path.stem}"


def test_contents_and_pages_agree():
    problems = structure.book_problems()
    assert not problems, lines(problems)
