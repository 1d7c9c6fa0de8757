"""Is every page whole? Head, exercises, questions, figures, links, table of contents.

Usage: python tools/structure.py [name ...]        (without names: all notebooks, all pages' links and the table of contents)
"""
import pathlib
import statistics
import sys
from functools import partial

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from tools import notebooks, structure_links  # noqa: E402
from tools import structure_chapter as rules  # noqa: E402
from tools.slide_deck import marks  # noqa: E402


def slides(cells, name):
    """Marks of slides stand on cells that can carry them."""
    return marks.problems(cells)


# What each kind of page must have. A rule takes the notebook's cells (and its name, where it needs one) and returns problems.
EVERY_PAGE = (rules.title, rules.figures, rules.code_length, slides)
LESSON = (*EVERY_PAGE, rules.head, rules.closing_sections, rules.learners_names, rules.further_reading)
RULES = {
    "chapter": (*LESSON, rules.questions, rules.exercises),
    "case study": (*LESSON, partial(rules.questions, least=4), partial(rules.exercises, least=4)),
    "faq": EVERY_PAGE,
}


def kind_of(path):
    """Which rules hold for the notebook at `path`."""
    if path.parent.name == "case_studies":
        return "case study"
    return "faq" if path.stem == "faq" else "chapter"


def problems(path, root=notebooks.ROOT):
    """What is wrong with the form of one notebook and with its links, a sentence each, with the place."""
    path = pathlib.Path(path)
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    cells = notebooks.read(path).cells
    found = [problem for rule in RULES[kind_of(path)] for problem in rule(cells, path.stem)]
    return [f"{place}: {problem}" for problem in found] + structure_links.problems(path, root)


def book_problems(root=notebooks.ROOT):
    """What is wrong between pages: the table of contents, functions defined twice."""
    return structure_links.contents(root) + rules.defined_twice(notebooks.chapters(root / "chapters"))


def report(path):
    """One line about the notebook's measure: what is worth knowing and no gate."""
    cells = notebooks.read(path).cells
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip() and not rules.is_hidden(cell)]
    lines = [len(cell.source.splitlines()) for cell in code]
    words = sum(len(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    return (f"{notebooks.label(path)}: {words} words, {len(code)} visible code cells of median {statistics.median(lines or [0]):g} lines, "
            f"{len(list(rules.figure_outputs(cells)))} figures, {len(rules.stubs(cells))} exercises")


def main(names):
    try:
        paths = [notebooks.find(name) for name in names] or notebooks.chapters()
    except FileNotFoundError as error:
        sys.exit(str(error))
    found = [problem for path in paths for problem in problems(path)]
    if not names:
        found += book_problems() + [problem for path in structure_links.markdown_pages() for problem in structure_links.problems(path)]
    for path in paths:
        print(report(path))
    print("\n".join(found + [f"{len(paths)} notebooks, {len(found)} problems of structure"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
