"""The marks in a notebook that say what stands on a slide: metadata {"dlbook": {"slide": mark}} of a cell, or a list of marks.

A mark is a dict. "show" names what of the cell is shown, "points" adds short points in Markdown, "title" replaces the heading, "under"
names the heading in the cell that the slide is about. CONTRIBUTING.md ("Slides") describes them for writers.
"""
import re

from tools.fences import without_code

KEYS = {"show", "title", "points", "under"}
SHOWS = {"markdown": {"questions", "opening", "text"},
         "code": {"figure", "explorable", "code", "output", "code and output", "task"}}
MOST_POINTS, MOST_WORDS = 5, 30
HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$")
EXPLORABLE = 'class="dlbook-explorable"'


def marks(cell):
    """The marks of a cell, as a list."""
    stated = cell.metadata.get("dlbook", {})
    mark = stated.get("slide", []) if isinstance(stated, dict) else []
    return mark if isinstance(mark, list) else [mark]


def texts(cell):
    """The words that the marks of a cell add to those of the chapter."""
    return [text for mark in marks(cell) if isinstance(mark, dict)
            for text in [mark.get("title", ""), *(mark.get("points") or [])] if isinstance(text, str) and text]


def headings(source):
    """(level, words) of each heading of a Markdown cell, those in code left out."""
    return [(len(match[1]), match[2]) for line in without_code(source).splitlines() if (match := HEADING.match(line))]


def problems(cells):
    """What is wrong with the marks of a notebook, a sentence each."""
    found = []
    for place, cell in enumerate(cells):
        if "slide" not in cell.metadata.get("dlbook", {}):
            continue
        if not marks(cell):
            found.append(f"cell {place}, slide: the list of marks is empty")
        for mark in marks(cell):
            found += [f"cell {place}, slide: {problem}" for problem in _problems(mark, cells, place)]
    return found


def _problems(mark, cells, place):
    cell = cells[place]
    if not isinstance(mark, dict):
        return [f"a mark is a dict with the keys {', '.join(sorted(KEYS))}, got {mark!r}"]
    if unknown := sorted(set(mark) - KEYS):
        return [f"unknown key {unknown[0]!r}; the keys are {', '.join(sorted(KEYS))}"]
    found = [f"{key!r} must be words, got {mark[key]!r}" for key in ("title", "under")
             if key in mark and not (isinstance(mark[key], str) and mark[key].strip())]
    return found + _points(mark) + _show(mark, cells, place) + _under(mark, cell)


def _points(mark):
    if "points" not in mark:
        return []
    points = mark["points"]
    if not isinstance(points, list) or not points or not all(isinstance(point, str) and point.strip() for point in points):
        return [f"'points' must be a list of words, none of them empty, got {points!r}"]
    found = [f"{len(points)} points, at most {MOST_POINTS}"] if len(points) > MOST_POINTS else []
    return found + [f"a point of {len(point.split())} words, at most {MOST_WORDS}: {point[:60]!r}" for point in points
                    if len(re.sub(r"<!--.*?-->|\$.*?\$", "", point, flags=re.S).split()) > MOST_WORDS]


def _show(mark, cells, place):
    cell, show = cells[place], mark.get("show")
    if show is None:
        if cell.cell_type == "markdown":
            return [] if "points" in mark else ["a Markdown cell needs 'points' or 'show'"]
        return [f"a code cell needs 'show': {', '.join(sorted(SHOWS['code']))}"]
    if show not in SHOWS.get(cell.cell_type, ()):
        return [f"a {cell.cell_type} cell cannot show {show!r}, only {', '.join(sorted(SHOWS.get(cell.cell_type, ()))) or 'nothing'}"]
    if "solution" in cell.metadata.get("tags", []):
        return ["a solution is no slide"]
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    pictures = sum("image/svg+xml" in data for data in outputs)
    wrong = {
        "figure": pictures != 1 and f"the cell has {pictures} figures, one is needed",
        "explorable": not any(EXPLORABLE in data.get("text/html", "") for data in outputs) and "the cell has no interactive figure",
        "output": not printed(cell) and "the cell prints nothing",
        "code and output": not printed(cell) and "the cell prints nothing",
        "task": ("raise NotImplementedError" not in cell.source or not exercise(cells, place))
        and "the cell is no exercise: a stub below a heading ### Exercise",
        "questions": "**Question" not in cell.source and "the cell asks no question",
        "opening": not headings(cell.source) and "the cell has no heading",
    }.get(show)
    return [wrong] if wrong else []


def _under(mark, cell):
    if not isinstance(mark.get("under"), str):
        return []
    known = [words for _, words in headings(cell.source)] if cell.cell_type == "markdown" else []
    return [] if mark["under"] in known else [f"no heading {mark['under']!r} in the cell; there are: {', '.join(known) or 'none'}"]


def printed(cell):
    """What a code cell printed or answered, as text."""
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            parts.append(output.text)
        elif "scrapbook" not in output.get("metadata", {}) and not any(mime.startswith(("image/", "text/html", "text/markdown"))
                                                                       for mime in output.get("data", {})):
            parts.append("".join(output.get("data", {}).get("text/plain", "")))
    return "\n".join(part.rstrip("\n") for part in parts if part.strip())


def exercise(cells, place):
    """Heading and statement of the exercise whose stub is the cell at `place`; None if there is none right before it."""
    before = cells[place - 1] if place else None
    if before is None or before.cell_type != "markdown":
        return None
    _, found, statement = before.source.rpartition("### Exercise")
    if not found:
        return None
    title, _, statement = statement.partition("\n")
    return f"Exercise{title}".strip(), statement.strip()
