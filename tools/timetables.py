"""The ready timetables of workshop/timetables.md: reading the tables, and what does not add up in them.

Below a `## ` heading stands `**Total:** 480 minutes`; then a table a day, with the columns from, minutes, what, exercises, if late.
A row that teaches a section of the book links to it, and names exercises of that chapter. A break has "break" or "lunch" in it.
"""
import re
from dataclasses import dataclass

from tools import notebooks, teaching_notes

PAGE = notebooks.ROOT / "workshop" / "timetables.md"
COLUMNS = ["from", "minutes", "what", "exercises", "if late"]
TOTAL = re.compile(r"^\*\*Total:\*\* (\d+) minutes", re.M)
LINK = re.compile(r"\[([^\]]+)\]\(\.\./chapters/([\w/]+)\.ipynb#[\w-]+\)")
WITHOUT_BREAK = 100  # minutes, at most


@dataclass(frozen=True)
class Row:
    """A row: when it begins (minutes since midnight, or since the beginning), how long it takes, what is done, and exercises by name."""

    start: int
    minutes: int
    what: str
    named: tuple
    if_late: str

    @property
    def section(self):
        """(chapter, heading) of the section that is taught, or None."""
        link = LINK.search(self.what)
        return (link[2].rpartition("/")[2], link[1]) if link else None

    @property
    def exercises(self):
        """The exercises as the catalogue names them."""
        return tuple(f"{self.section[0]}.{name}" for name in self.named) if self.section else self.named

    @property
    def is_break(self):
        return bool(re.search(r"\b(break|lunch)\b", self.what, re.I))


def read(text):
    """Heading → (total, days) for each timetable of the page; a day is a list of Rows. Raises ValueError for a table of another form."""
    found = {}
    for heading, body in teaching_notes.pieces(text)[1:]:
        total = TOTAL.search(body)
        if total:
            tables = re.findall(r"(?:^\|.*\|[ ]*\n?)+", body, re.M)
            found[heading] = (int(total[1]), [_rows(table) for table in tables])
    return found


def _rows(table):
    head, _, *lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()]
    if head != COLUMNS:
        raise ValueError(f"a timetable has the columns {', '.join(COLUMNS)}, received {', '.join(head)}")
    return [Row(_clock(start), int(minutes), what, tuple(re.findall(r"`([\w.]+)`", exercises)), late)
            for start, minutes, what, exercises, late in lines]


def _clock(text):
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def problems(text, notes):
    """What does not add up in the page, a sentence each. `notes`: chapter → its teaching Notes."""
    found = []
    for heading, (total, days) in read(text).items():
        said = [*_sums(total, days), *(problem for day in days for problem in _clocks(day))]
        rows = [row for day in days for row in day]
        said += [problem for row in rows for problem in _content(row, notes)]
        used = {}
        for row in rows:
            if row.section:
                used[row.section[0]] = used.get(row.section[0], 0) + row.minutes
        said += [f"{chapter} gets {minutes} minutes, more than the {notes[chapter].minutes} that it states"
                 for chapter, minutes in used.items() if chapter in notes and minutes > notes[chapter].minutes]
        names = [name for row in rows for name in row.exercises]
        said += [f"the exercise {name} is chosen twice" for name in sorted(set(names)) if names.count(name) > 1]
        found += [f"{heading}: {problem}" for problem in said]
    return found


def _sums(total, days):
    minutes = sum(row.minutes for day in days for row in day)
    return [] if minutes == total else [f"the rows add up to {minutes} minutes, the total says {total}"]


def _clocks(day):
    found, without_break = [], 0
    for row, following in zip(day, [*day[1:], None], strict=True):
        if following and row.start + row.minutes != following.start:
            found.append(f"{row.what}: begins at {_shown(row.start)}, takes {row.minutes} minutes, but the next begins at "
                         f"{_shown(following.start)}")
        without_break = 0 if row.is_break else without_break + row.minutes
        if without_break > WITHOUT_BREAK:
            found.append(f"{row.what}: {without_break} minutes without a break, at most {WITHOUT_BREAK}")
    return found


def _content(row, notes):
    if row.section is None:
        return [f"{row.what}: exercises without a section"] if row.exercises else []
    chapter, heading = row.section
    note = next((note for note in notes[chapter].sections if note.heading == heading), None) if chapter in notes else None
    if note is None:
        return [f"{row.what}: {chapter} has no section {heading!r} with a teaching note"]
    foreign = [name for name in row.exercises if name not in note.exercises]
    needed = sum(note.exercises[name][0] for name in row.exercises if name in note.exercises)
    found = [f"{row.what}: {name} is no exercise of this section" for name in foreign]
    if row.minutes > note.minutes:
        found.append(f"{row.what}: {row.minutes} minutes, the whole section takes {note.minutes}")
    if needed > row.minutes:
        found.append(f"{row.what}: its exercises take {needed} of {row.minutes} minutes")
    return found


def _shown(minutes):
    return f"{minutes // 60}:{minutes % 60:02d}"
