"""The teaching notes: reading workshop/notes/NAME.md, and what is missing in one beside its notebook. The format is in CONTRIBUTING.md."""
import pathlib
import re
from dataclasses import dataclass, field

from tools import notebooks
from tools.fences import without_code
from tools.structure_chapter import CHECK

FOLDER = notebooks.ROOT / "workshop" / "notes"
WITHOUT_NOTE = {"Summary", "Further reading"}
SHORT_NOTE = {"Check yourself"}  # minutes and what to say are enough
FIELDS = ("Minutes", "Say", "Stuck", "Cut", "Exercises")
TIME = re.compile(r"^\*\*Time:\*\* about (\d+) minutes", re.M)
EXERCISE = re.compile(r"^- `([\w.]+)`, (\d+) minutes?( extra)?: (\S.*(?:\n(?!- |\n).*)*)", re.M)


@dataclass(frozen=True)
class Section:
    """A section of a notebook: its heading and the exercises in it."""

    heading: str
    exercises: tuple = ()


@dataclass
class Note:
    """What is to be said about one section. `exercises`: name → (minutes, what to say); `extra`: those outside the stated time."""

    heading: str
    fields: dict
    exercises: dict = field(default_factory=dict)
    extra: frozenset = frozenset()

    @property
    def minutes(self):
        text = self.fields.get("Minutes", "")
        return int(text) if text.isdecimal() else 0


@dataclass
class Notes:
    """The notes of a notebook: `opening` is about the whole of it."""

    opening: str
    sections: list

    @property
    def minutes(self):
        return sum(note.minutes for note in self.sections)


def pieces(source):
    """A Markdown text cut before each `## ` that is no code: pairs of heading (None for what stands before the first) and all its text."""
    found = [[None, []]]
    for line, prose in zip(source.split("\n"), without_code(source).split("\n"), strict=True):
        if prose.startswith("## "):
            found.append([line[3:].strip(), []])
        found[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in found]


def parse(text):
    """The Notes in the text of a file."""
    (_, opening), *sections = pieces(text)
    return Notes(re.sub(r"\A\s*# .*\n", "", opening).strip(), [_note(heading, body) for heading, body in sections])


def _note(heading, body):
    parts = re.split(rf"^\*\*({'|'.join(FIELDS)}):\*\*", body, flags=re.M)
    fields = {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    listed = EXERCISE.findall(fields.get("Exercises", ""))
    found = {name: (int(minutes), " ".join(say.split())) for name, minutes, _, say in listed}
    return Note(heading, fields, found, frozenset(name for name, _, extra, _ in listed if extra))


def read(name, folder=FOLDER):
    """The Notes of the notebook of this name. Raises FileNotFoundError that says which file is wanted."""
    path = pathlib.Path(folder) / f"{name}.md"
    if not path.exists():
        raise FileNotFoundError(f"no teaching notes for {name}: write workshop/notes/{name}.md (see CONTRIBUTING.md)")
    return parse(path.read_text(encoding="utf-8"))


def sections(cells):
    """The Sections of a notebook, in order."""
    found = []
    for cell in cells:
        if cell.cell_type == "markdown":
            found += [[heading, []] for heading, _ in pieces(cell.source) if heading is not None]
        elif found and "solution" not in cell.metadata.get("tags", []):
            found[-1][1].extend(CHECK.findall(cell.source))
    return [Section(heading, tuple(exercises)) for heading, exercises in found]


def stated_minutes(cells, notes):
    """The time that a notebook states in its first section, or its notes in theirs; None where neither does."""
    opening = next((cell.source for cell in cells if cell.cell_type == "markdown"), "")
    stated = TIME.search(opening) or TIME.search(notes.opening)
    return int(stated[1]) if stated else None


def problems(notes, cells):
    """What is wrong with the notes of a notebook, a sentence each."""
    wanted = [section for section in sections(cells) if section.heading not in WITHOUT_NOTE]
    found = []
    if not re.sub(TIME, "", notes.opening).strip():
        found.append("nothing about the chapter as a whole stands below the title")
    known, noted = [section.heading for section in wanted], [note.heading for note in notes.sections]
    found += [f"## {heading}: the chapter has no such section" for heading in noted if heading not in known]
    found += [f"## {heading}: the section has no note" for heading in known if heading not in noted]
    if not found and known != noted:
        found.append(f"the notes are in another order than the sections: {', '.join(noted)}")
    asked = {section.heading: section.exercises for section in wanted}
    for note in notes.sections:
        found += [f"## {note.heading}: {problem}" for problem in _problems_of(note, asked.get(note.heading, ()))]
    stated = stated_minutes(cells, notes)
    if stated is None:
        found.append("neither the notebook nor its notes state a **Time:** about N minutes")
    elif stated != notes.minutes:
        found.append(f"the minutes of the notes add up to {notes.minutes}; the stated time is {stated}")
    return found


def _problems_of(note, asked):
    needed = FIELDS[:2] if note.heading in SHORT_NOTE else FIELDS[:4]
    found = [f"no **{name}:**" for name in needed if not note.fields.get(name)]
    if note.fields.get("Minutes") and note.minutes == 0:
        found.append(f"**Minutes:** must be a whole number above 0, received {note.fields['Minutes']!r}")
    if sorted(note.exercises) != sorted(asked):
        found.append(f"its exercises are {', '.join(asked) or 'none'}, the note lists {', '.join(note.exercises) or 'none'}")
    minutes = sum(minutes for name, (minutes, _) in note.exercises.items() if name not in note.extra)
    if minutes > note.minutes > 0:
        found.append(f"the exercises take {minutes} of its {note.minutes} minutes")
    return found


def all_problems(chapters=notebooks.CHAPTERS, folder=FOLDER):
    """What is wrong with the notes of all notebooks, a sentence each, with the file."""
    found, paths = [], notebooks.chapters(chapters)
    for path in paths:
        try:
            notes = read(path.stem, folder)
        except FileNotFoundError as error:
            found.append(str(error))
            continue
        found += [f"workshop/notes/{path.stem}.md: {problem}" for problem in problems(notes, notebooks.read(path).cells)]
    known = {path.stem for path in paths}
    return found + [f"workshop/notes/{path.name}: the book has no notebook {path.stem}"
                    for path in sorted(pathlib.Path(folder).glob("*.md")) if path.stem not in known]
