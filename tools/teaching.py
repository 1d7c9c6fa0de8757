"""What the instructor's guide takes from the book itself: objectives and key points of the chapters, and the misconceptions, as Markdown.

The guide's pages hold no copy of them: assets/page_teaching.py puts these lines into the pages when the book is built.
"""
import re

import yaml

from dlbook.exercises.catalogue import everything
from tools import notebooks
from tools.structure_chapter import OBJECTIVES
from tools.teaching_notes import TIME, pieces


def chapters(root=notebooks.ROOT):
    """The notebooks in the reading order, as paths."""
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    found = re.findall(r"'file': '([^']+)'", str(contents))
    return [path for path in (root / f"{name}.ipynb" for name in found) if path.exists()]


def chapter_lines(root=notebooks.ROOT):
    """For every chapter that states objectives: its title as a link, time, objectives, key points."""
    lines = []
    for path in chapters(root):
        cells = [cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown"]
        head = cells[0]
        wanted = OBJECTIVES.search(head + "\n")
        if not wanted:
            continue
        place = f"/{path.relative_to(root).as_posix()}"
        minutes, summary = TIME.search(head), dict(pieces("\n\n".join(cells))).get("Summary", "")
        lines += [f"**[]({place})**" + (f", {minutes[1]} minutes" if minutes else ""), "", "*Objectives.* You will be able to", ""]
        lines += [linked(wanted[1].strip(), path.parent.relative_to(root)), ""]
        if summary:
            lines += ["*Key points.*", "", linked(summary.partition("\n")[2].strip(), path.parent.relative_to(root)), ""]
    return "\n".join(lines).splitlines()


def linked(text, folder):
    """A chapter's Markdown with its links written from the root of the book, and without comments."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    return re.sub(r"\]\((?!https?:|#|/)([^)\s]+)\)", rf"](/{folder.as_posix()}/\1)", text)


def misconceptions():
    """id → list of (mistake, exercises that recognise it under this name), in the order of the book, for all mistakes with an id."""
    found = {}
    for exercise in everything():
        for mistake in exercise.mistakes:
            if mistake.id:
                forms = found.setdefault(mistake.id, {})
                forms.setdefault(mistake.name, (mistake, []))[1].append(exercise.name)
    return {key: list(forms.values()) for key, forms in found.items()}


def misconception_lines(letter):
    """The misconceptions of one topic: name, the hint of the check, other forms, the exercises that recognise it."""
    lines = []
    for key, forms in sorted(misconceptions().items()):
        if not key.startswith(letter):
            continue
        (first, _), *others = forms
        names = sorted({f"`{name}`" for _, exercises in forms for name in exercises})
        also = f" Also as: {'; '.join(mistake.name for mistake, _ in others)}." if others else ""
        head = f"{key} **{escaped(first.name[0].upper() + first.name[1:])}.** “{escaped(first.hint)}”"
        lines.append(f"- {head}{escaped(also)} Recognised in {', '.join(names)}.")
    return lines


def escaped(text):
    """A hint as Markdown that shows it: what stands between backticks is code, all else plain text."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([*_<>\\`$\[\]])", r"\\\1", part) for part in parts)
