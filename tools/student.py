"""Write the learner's edition of the book: every chapter without its solutions.

Usage: python tools/student.py [folder]        (default: build/student)

Cells tagged `solution` are dropped, and the marks of slides; all else stays as it is, the outputs of the stubs included. Nothing is
written before every page has been made and searched for lines of the solutions. A notebook that a learner has changed in the folder
is kept.
"""
import argparse
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from tools import editions, notebooks  # noqa: E402
from tools.editions import Refusal, count  # noqa: E402

TAG = "solution"
MARKER = ".learners-edition.json"  # what was written here, by file: the digest of its content
TRIVIAL = 10  # characters: a shorter line, such as `return x`, gives nothing away


def without_solutions(notebook):
    """The notebook without its solution cells and the marks of its slides, in place, and the cells that were dropped."""
    dropped = [cell for cell in notebook.cells if TAG in cell.metadata.get("tags", [])]
    notebook.cells = [cell for cell in notebook.cells if TAG not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        cell.metadata.get("dlbook", {}).pop("slide", None)
        if cell.metadata.get("dlbook") == {}:
            del cell.metadata["dlbook"]
    return notebook, dropped


def leaks(notebook, solutions):
    """Where lines of the solutions are left in the notebook: a list of problems.

    A line that stands in a code cell as well, or in the prose as `code`, is no secret. A `check` without a stub is taken for a solution
    without its tag.
    """
    open_lines = {_squeezed(line) for cell in notebook.cells for line in _open_lines(cell)}
    secret = {_squeezed(line): line for cell in solutions for line in _code_lines(cell.source)}
    secret = {key: line for key, line in secret.items() if len(key) >= TRIVIAL and key not in open_lines}
    problems = []
    for number, cell in enumerate(notebook.cells):
        for place, text in _texts(cell):
            problems += [f"cell {number}, {place}: {line!r} stands in a solution" for line in _found(secret, text)]
        if cell.cell_type == "code" and re.search(r"^check\(", cell.source, re.M) and "NotImplementedError" not in cell.source:
            problems.append(f"cell {number}: a check without a stub: a solution without the tag `{TAG}`?")
    for place, text in _strings(notebook.metadata, "metadata of the notebook"):
        problems += [f"{place}: {line!r} stands in a solution" for line in _found(secret, text)]
    return problems


def _found(secret, text):
    text = _squeezed(text)
    return [line for key, line in secret.items() if key in text]


def _open_lines(cell):
    return _code_lines(cell.source) if cell.cell_type == "code" else re.findall(r"(?<!`)`([^`\n]+)`(?!`)", cell.source)


def _code_lines(source):
    """The lines of a cell without the comments at their ends; a line that is a comment stays."""
    return [re.sub(r"\s\s#.*$", "", line).strip() for line in source.splitlines()]


def _squeezed(text):
    return "".join(text.split())


def _texts(cell):
    """The texts of a cell with their places; of code other than stubs only the comments, for its lines are open to all."""
    source = cell.source
    if cell.cell_type == "code" and "NotImplementedError" not in source:
        source = "\n".join(line for line in source.splitlines() if "#" in line)
    rest = {key: value for key, value in cell.items() if key not in ("source", "cell_type", "id")}
    return [("source", source), *_strings(rest, "")]


def _strings(value, place):
    """All strings in nested dicts and lists, keys included, with their places."""
    if isinstance(value, dict):
        return [item for key, entry in value.items() for item in [(place, key), *_strings(entry, f"{place} {key}".strip())]]
    if isinstance(value, list):
        return [item for entry in value for item in _strings(entry, place)]
    return [(place, value)] if isinstance(value, str) else []


def make(folder, chapters):
    """Write the edition into an empty folder; returns the numbers of notebooks, dropped cells and other pages.

    Raises Refusal that lists the places where a solution would be left.
    """
    solutions, problems = [], []

    def changed(notebook, relative):
        notebook, dropped = without_solutions(notebook)
        solutions.extend(dropped)
        problems.extend(f"{relative.as_posix()}, {problem}" for problem in leaks(notebook, dropped))
        return notebook

    counts = editions.make(folder, chapters, changed)
    if problems:
        raise Refusal("nothing written, for solutions would be left:\n" + "\n".join(f"  {problem}" for problem in problems))
    return {**counts, "solutions": len(solutions)}


def write_edition(folder, chapters=notebooks.CHAPTERS):
    """Write the learner's edition of the chapters to a folder; returns the counts of `make` and the notes of `editions.publish`.

    Raises Refusal for a folder that holds something else, and for a solution that would be left.
    """
    return editions.write(editions.Edition("a learner's edition", MARKER), folder, chapters, make)


def main(arguments=None):
    """Write the edition named on the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the learner's edition: the chapters without their solutions.")
    parser.add_argument("folder", nargs="?", default=notebooks.ROOT / "build" / "student", help="where to (default: build/student)")
    folder = pathlib.Path(parser.parse_args(arguments).folder)
    try:
        counts, notes = write_edition(folder)
    except (Refusal, OSError) as error:
        print(f"student: {error}", file=sys.stderr)
        return 1
    for note in notes:
        print(note)
    print(
        f"Learner's edition: {count(counts['notebooks'], 'notebook')}, {count(counts['solutions'], 'solution cell')} dropped, "
        f"{count(counts['pages'], 'other page')} copied, in {notebooks.label(folder.resolve())}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
