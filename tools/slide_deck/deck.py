"""The slides of a chapter, read from its notebook: what each shows, below which heading, and its speaker notes."""
import ast
import dataclasses
import re
import textwrap

from tools.fences import without_code
from tools.slide_deck import marks
from tools.structure_chapter import CHOICE, OBJECTIVES

NOTES_WORDS = 170  # as many as a speaker can take in at a glance; whole paragraphs
OPENING_WORDS = 45
LONGEST_LINE = 92  # letters of printed text


@dataclasses.dataclass
class Slide:
    """One slide. Words are Markdown; `cell` is the number of the cell it comes from."""
    kind: str
    title: str
    cell: int
    section: str = ""
    text: str = ""
    points: list = dataclasses.field(default_factory=list)
    code: str = ""
    output: str = ""
    svg: str = ""
    alt: str = ""
    html: str = ""
    choices: list = dataclasses.field(default_factory=list)  # (choice, reply, is right)
    notes: str = ""


def title_of(cells):
    """The title of the notebook."""
    return next((words for cell in cells if cell.cell_type == "markdown" for level, words in marks.headings(cell.source) if level == 1), "")


def slides(cells):
    """The slides of a notebook, in order; none if no cell has a mark. The title and the objectives need no mark."""
    if not any(marks.marks(cell) for cell in cells):
        return []
    made, section = _head(cells[0].source), ""
    heading = title_of(cells)
    for place, cell in enumerate(cells):
        here = []
        for mark in marks.marks(cell):
            at = _section_at(cell, mark, section)
            here += MAKERS[mark.get("show", "points")](mark, cells, place, heading, at)
        if here:
            made += here
        elif place:
            _add_notes(made[-1], cell)
        if cell.cell_type == "markdown":
            for level, words in marks.headings(cell.source):
                heading, section = words, words if level == 2 else section
    for slide in made:
        slide.notes = _trimmed(slide.notes) or slide.alt
    return made


def stacks(made):
    """The slides of a deck by section: a list of lists."""
    found = []
    for slide in made:
        if not found or found[-1][-1].section != slide.section:
            found.append([])
        found[-1].append(slide)
    return found


def _head(source):
    """The title with the promise; what the reader will be able to do."""
    top = re.split(r"^## ", source, maxsplit=1, flags=re.M)[0]
    match = re.match(r"\s*# ([^\n]*)\n+(.*?)(?:\n\n|\Z)", top, re.S)
    title, promise = match[1].strip(), match[2].strip()
    made = [Slide("title", title, 0, text=promise, notes=top[match.end():].split("**You will be able to**")[0].strip())]
    listed = OBJECTIVES.search(top + "\n")
    if listed:
        needs = re.search(r"^\*\*You need\*\*.*", top, re.M)
        points = re.findall(r"^[-*] (.*)", listed[1], re.M)
        made.append(Slide("points", "You will be able to", 0, points=[point.rstrip(";,.") for point in points],
                          notes="\n\n".join(part for part in [needs and needs[0]] if part)))
    return made


def _section_at(cell, mark, section):
    """The H2 under which a mark of a cell stands."""
    if cell.cell_type == "markdown":
        own, _ = passage(cell.source, mark.get("under"))
        for level, words in marks.headings(cell.source) if own else []:
            section = words if level == 2 else section
            if words == own:
                break
    return section


def passage(source, under=None):
    """The part of a Markdown cell that a slide is about, as (heading, text).

    It is what stands below the heading `under`; without `under` the whole cell where it begins with a heading, and what stands before
    its first heading where it does not (then the heading is empty).
    """
    source = re.sub(r"\A(?:\([\w-]+\)=|<!--.*?-->|\s)+", "", source, flags=re.S)
    lines, prose = source.splitlines(), without_code(source).splitlines()
    places = [(number, match[2]) for number, line in enumerate(prose) if (match := marks.HEADING.match(line))]
    if under is None:
        if places and places[0][0] == 0:
            return places[0][1], "\n".join(lines[1:]).strip()
        return "", "\n".join(lines[:places[0][0] if places else None]).strip()
    at = next(index for index, (_, words) in enumerate(places) if words == under)
    end = places[at + 1][0] if at + 1 < len(places) else None
    return under, "\n".join(lines[places[at][0] + 1:end]).strip()


def _points(mark, cells, place, heading, section):
    own, text = passage(cells[place].source, mark.get("under"))
    return [Slide("points", mark.get("title") or own or heading, place, section, points=mark["points"], notes=text)]


def _text(mark, cells, place, heading, section):
    own, text = passage(cells[place].source, mark.get("under"))
    return [Slide("text", mark.get("title") or own or heading, place, section, text=text, points=mark.get("points", []))]


def _opening(mark, cells, place, heading, section):
    own, text = passage(cells[place].source, mark.get("under"))
    return [Slide("opening", mark.get("title") or own or heading, place, section, text=opening(text), notes=text)]


def opening(text):
    """The first sentences of a text: whole ones, as many as fit, at least one."""
    sentences = re.split(r"(?<=[.?!:])\s+(?=[A-Z*$`“(])", text.split("\n\n")[0].replace("\n", " "))
    taken = [sentences.pop(0)]
    while sentences and len(" ".join([*taken, sentences[0]]).split()) <= OPENING_WORDS:
        taken.append(sentences.pop(0))
    return " ".join(taken)


def _questions(mark, cells, place, heading, section):
    made, parts = [], re.split(r"^\*\*Question (\d+)\.\*\*", cells[place].source, flags=re.M)
    section = next((words for level, words in reversed(marks.headings(parts[0])) if level == 2), section)
    for number, body in zip(parts[1::2], parts[2::2], strict=True):
        body = re.split(r"^#{1,6} ", body, maxsplit=1, flags=re.M)[0]
        choices = [(choice.strip(), reply.strip(), reply.strip().startswith("**Right.**")) for choice, reply in CHOICE.findall(body)]
        notes = "\n\n".join(f"**{letter}.** {reply}" for letter, (_, reply, _) in zip("ABCDEFGH", choices, strict=False))
        made.append(Slide("question", f"Question {number}", place, section, text=body.split("<details>")[0].strip(),
                          choices=choices, notes=notes))
    return made


def _figure(mark, cells, place, heading, section):
    picture, caption = {}, ""
    for output in cells[place].outputs:
        if "image/svg+xml" in output.get("data", {}):
            picture = output
        elif output.get("metadata", {}).get("dlbook", {}).get("caption"):
            caption = re.sub(r"^\*(.*)\*$", r"\1", "".join(output.data["text/markdown"]).strip(), flags=re.S)
            caption = re.sub(r"^Figure[:.]\s*", "", caption)
    return [Slide("figure", mark.get("title") or heading, place, section, points=mark.get("points", []),
                  text=caption[:1].upper() + caption[1:],
                  svg="".join(picture.data["image/svg+xml"]), alt=picture.metadata.get("image/svg+xml", {}).get("alt", ""))]


def _explorable(mark, cells, place, heading, section):
    data = next(output.data for output in cells[place].outputs if marks.EXPLORABLE in "".join(output.get("data", {}).get("text/html", "")))
    return [Slide("live", mark.get("title") or heading, place, section, html="".join(data["text/html"]))]


def _code(mark, cells, place, heading, section):
    show, cell = mark["show"], cells[place]
    return [Slide("code", mark.get("title") or heading, place, section, points=mark.get("points", []),
                  code=shown_code(cell.source) if "code" in show else "", output=wrapped(marks.printed(cell)) if "output" in show else "")]


def wrapped(text):
    """Printed text with its longest lines broken: a slide is narrower than a page."""
    lines = []
    for line in text.splitlines():
        lines += textwrap.wrap(line, LONGEST_LINE, subsequent_indent="    ") if len(line) > LONGEST_LINE else [line]
    return "\n".join(lines)


def shown_code(source):
    """The source of a cell without the calls that hand numbers to the text: they are no part of the lesson."""
    lines = source.splitlines()
    for node in ast.parse(source).body if "glue(" in source else ():  # other cells may hold IPython's commands
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "glue":
            lines[node.lineno - 1:node.end_lineno] = [None] * (node.end_lineno - node.lineno + 1)
    return "\n".join(line for line in lines if line is not None).strip("\n")


def _task(mark, cells, place, heading, section):
    title, statement = marks.exercise(cells, place)
    return [Slide("task", mark.get("title") or title, place, section, text=statement, code=cells[place].source.strip(),
                  points=mark.get("points", []))]


MAKERS = {"points": _points, "text": _text, "opening": _opening, "questions": _questions, "figure": _figure, "explorable": _explorable,
          "code": _code, "output": _code, "code and output": _code, "task": _task}


def _add_notes(slide, cell):
    """Prose without a mark of its own belongs to the slide before it; not the statement of an exercise, nor of questions."""
    if cell.cell_type != "markdown" or slide.kind == "question":
        return
    text = re.split(r"^### Exercise|^## (?:Check yourself|Further reading)", cell.source, maxsplit=1, flags=re.M)[0]
    slide.notes = f"{slide.notes}\n\n{text}".strip()


def _trimmed(notes):
    """The first paragraphs, as many as a speaker can use."""
    notes = re.sub(r"^\([\w-]+\)=\s*$|^\*More:\*.*$|<!--.*?-->", "", notes, flags=re.M)
    kept, words = [], 0
    for part in re.split(r"\n\s*\n", notes.strip()):
        count = len(part.split())
        if kept and words + count > NOTES_WORDS:
            kept.append("…")
            break
        kept.append(re.sub(r"^#+ (.*)$", r"**\1**", part, flags=re.M))
        words += count
    return "\n\n".join(kept)
