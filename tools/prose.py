"""Does the prose say what the cells measured? Every number with a key is compared, every result without one is found.

Usage: python tools/prose.py [name ...]        (chapters' names or paths of notebooks and .md pages; without names, the book)

A measured number stands in Markdown with the key that its cell glued: `97.2%<!--=test_accuracy-->`, from another notebook
`<!--=concepts:test_accuracy-->`. It must be the glued value rounded to the printed places (% is hundredths). What looks like a
result and has no key fails. Settings are written as `code` or in $math$; one in `code` must stand in the code of the notebook, of its
exercises or of its recorded recipes. A number that comes from elsewhere says so: `99%<!--given: reason-->`. The points of slides are
held to the same.
"""
import ast
import dataclasses
import difflib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from tools import needs, notebooks  # noqa: E402
from tools.prose_numbers import NUMBER, number_before, result_like, rounds_to, settings, visible  # noqa: E402
from tools.slide_deck import marks  # noqa: E402

KEY = re.compile(r"<!--=\s*(.*?)\s*-->", re.S)
GIVEN = re.compile(r"<!--\s*given\b(.*?)-->", re.S)


@dataclasses.dataclass(frozen=True)
class Glued:
    """A value that a cell stored for the prose."""
    text: str
    cell: int


def main(names):
    try:
        paths = [_find(name) for name in names] or pages()
    except FileNotFoundError as error:
        sys.exit(str(error))
    found = [problem for path in paths for problem in problems(path)]
    print("\n".join(found + [f"{len(paths)} pages, {len(found)} problems with numbers in the prose"]))
    return 1 if found else 0


def pages(root=notebooks.ROOT):
    """All pages of the book: notebooks and Markdown files below chapters/, and the landing page."""
    markdown = sorted((root / "chapters").rglob("*.md")) + [path for path in [root / "index.md"] if path.exists()]
    return notebooks.chapters(root / "chapters") + markdown


def problems(path, root=notebooks.ROOT):
    """What is wrong with the numbers of one page of the book in `root`, a sentence each, with the place."""
    path = pathlib.Path(path)
    own, found = (glued(path), duplicates(path, root)) if path.suffix == ".ipynb" else ({}, [])
    used, literals = set(), numbers_in_code(path, root)
    for number, text in written(path):
        place = f"{_label(path, root)}, cell {number}" if path.suffix == ".ipynb" else _label(path, root)
        for what, position in _keyed(text, path, own, used, root) + _given(text) + _unsettled(text, literals):
            found.append(f"{place}: {what}\n    {sentence(text, position)}")
    elsewhere = {key for other in pages(root) if other != path for _, text in written(other)
                 for page, _, key in [match.partition(":") for match in KEY.findall(text)] if page == path.stem}
    for key in sorted(set(own) - used - elsewhere):
        found.append(f"{_label(path, root)}, cell {own[key].cell}: {key!r} is glued, but no text uses it")
    return found


def glued(path):
    """The values that the notebook's stored outputs hold for the prose, by key."""
    return {key: value for key, value in _glued_in_order(path)}


def numbers_in_code(path, root=notebooks.ROOT):
    """The numbers that stand in the code of a notebook, its exercises and its recorded recipes; None for a page without code."""
    if path.suffix != ".ipynb":
        return None
    book = notebooks.read(path)
    recipes = [file for name in needs.data_of(book) for file in (root / "benchmarks" / "cases").glob(f"{name}*.py")]
    files = [*(root / "code" / "dlbook" / "exercises" / path.stem).rglob("*.py"), *recipes]
    code = [cell.source for cell in notebooks.code_cells(book)] + [file.read_text(encoding="utf-8") for file in files]
    constants = [node.value for source in code for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return {abs(value) for value in constants if isinstance(value, (int, float))}


def duplicates(path, root=notebooks.ROOT):
    """Keys that a notebook glues more than once."""
    first, found = {}, []
    for key, value in _glued_in_order(path):
        if key in first:
            found.append(f"{_label(path, root)}, cell {value.cell}: {key!r} is glued twice: "
                         f"{first[key].text!r} in cell {first[key].cell}, {value.text!r} here")
        first.setdefault(key, value)
    return found


def markdown(path):
    """The Markdown of a page: (cell number, text) pairs; a Markdown file is one cell."""
    if path.suffix == ".ipynb":
        return [(number, cell.source) for number, cell in enumerate(notebooks.read(path).cells) if cell.cell_type == "markdown"]
    text = path.read_text(encoding="utf-8")
    return [(0, re.sub(r"\A---\n.*?\n---\n", lambda head: "\n" * head.group().count("\n"), text, flags=re.S))]


def written(path):
    """All words of a page: its Markdown, and what the marks of its slides add (`marks` in tools/slide_deck); (place, text) pairs."""
    if path.suffix != ".ipynb":
        return markdown(path)
    cells = list(enumerate(notebooks.read(path).cells))
    on_slides = [(f"{number}, slide", text) for number, cell in cells for text in marks.texts(cell)]
    return [(number, cell.source) for number, cell in cells if cell.cell_type == "markdown"] + on_slides


def sentence(text, position):
    """The sentence of the text around a position, on one line, with its comments left out."""
    start = max(match.end() for match in re.finditer(r"\A|[.?!]\s|\n\n|\n- ", text[:position]))
    end = re.compile(r"[.?!](?=\s)|(?=\n\n)|\Z").search(text, position).end()
    line = " ".join(re.sub(r"<!--.*?-->", "", text[start:end], flags=re.S).split())
    return line if len(line) <= 200 else line[:200] + " ..."


def _keyed(text, path, own, used, root):
    """Problems of all keyed numbers as (sentence, position); notes in `used` which of the page's own keys stand in the text."""
    found = []
    for match in KEY.finditer(visible(text)):
        page, _, key = match.group(1).rpartition(":")
        if page and page != path.stem:
            others = [other for other in notebooks.chapters(root / "chapters") if other.stem == page]
            values, where = (glued(others[0]), f"the notebook {page!r}") if others else (None, "")
            if values is None:
                found.append((f"there is no notebook called {page!r} for the key {match.group(1)!r}", match.start()))
                continue
        else:
            values, where = own, "this page"
            used.add(key)
        if key not in values:
            near = difflib.get_close_matches(key, values, n=3, cutoff=0.4)
            advice = f"; near it are {', '.join(near)}" if near else f"; none of the {len(values)} there is near it"
            found.append((f"the key {key!r} is glued by no cell of {where}{advice}", match.start()))
            continue
        if problem := _differs(text[:match.start()], values[key].text, key):
            found.append((problem, match.start()))
    return found


def _differs(before, value, key):
    if not re.fullmatch(NUMBER, value):
        written = re.sub(r"[*_`]+$", "", before.rstrip())
        return None if written.endswith(value) else f"the key {key!r} stands for {value!r}, but other words come before it"
    printed = number_before(before)
    if printed is None:
        return f"no number stands directly before the key {key!r}"
    if rounds_to(float(value), printed):
        return None
    return f"{printed.text} is written, but the cell measured {key} = {value}" + (f" ({float(value) * 100:g} %)" if printed.percent else "")


def _given(text):
    """Given numbers without a reason, or without a number."""
    found = []
    for match in GIVEN.finditer(visible(text)):
        if not re.match(r":(?:\s*\S){3,}", match.group(1)):
            found.append(("a given number needs its reason: <!--given: where it comes from-->", match.start()))
        elif number_before(text[:match.start()], unit=True) is None:
            found.append(("no number stands directly before this comment", match.start()))
    return found


def _unsettled(text, literals):
    """Problems of the numbers without a key and without a reason: results, and settings that no code sets."""
    text = _without_settled(text)
    unset = [(f"no code of this notebook holds {shown!r}: a result needs a key, a setting its place in the code", position)
             for value, shown, position in settings(text) if literals is not None and value not in literals]
    return result_like(text) + unset


def _without_settled(text):
    """The text with spaces in the place of every number that has a key or a reason; positions stay."""
    shown = visible(text)
    for match in list(KEY.finditer(shown)) + list(GIVEN.finditer(shown)):
        printed = number_before(text[:match.start()], unit=match.re is GIVEN)
        if printed:
            end = printed.start + len(printed.text)  # what closes its code, its $math$ or its bold stays
            text = text[:printed.start] + " " * (end - printed.start) + text[end:]
    return text


def _glued_in_order(path):
    for number, cell in enumerate(notebooks.read(path).cells):
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("scrapbook")
            if record:
                text = output.data.get(record.get("mime_prefix", "") + "text/plain", "")
                yield record["name"], Glued("".join(text), number)


def _label(path, root):
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _find(name):
    path = pathlib.Path(name)
    return path.resolve() if path.suffix == ".md" and path.is_file() else notebooks.find(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
