"""Write the instructor's edition of the book: solutions open, teaching notes, minutes, likely wrong answers with what to say.

Usage: python tools/instructor.py [folder]        (default: build/instructor)
       python tools/instructor.py --check         (only say what is wrong with the notes)

From the chapters, the catalogue of the exercises and workshop/notes. A notebook that was changed in the folder is kept.
"""
import argparse
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from nbformat.v4 import new_markdown_cell  # noqa: E402

from tools import editions, notebooks, teaching_notes, wrong_answers  # noqa: E402

EDITION = editions.Edition("an instructor's edition", ".instructors-edition.json")
SOLUTION, NOTE = "solution", "teaching-note"
COLOURS = {"note": "#0072b2", "exercise": "#d55e00"}  # of the bar at the left


def opened(cell):
    """A solution cell, in place, as open as any other."""
    cell.metadata["tags"] = [tag for tag in cell.metadata["tags"] if tag != "hide-cell"]
    for key in ("jupyter", "mystnb"):
        cell.metadata.pop(key, None)
    return cell


def note_cell(text, name, kind="note"):
    """A cell of the instructor's own, framed. `name`: what its id is made of."""
    source = f'<div style="border-left: 6px solid {COLOURS[kind]}; padding-left: 16px">\n\n{text}\n\n</div>'
    return new_markdown_cell(source, id=f"{kind}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"[:64], metadata={"tags": [NOTE]})


def chapter_note(notes):
    """What stands in front: the whole chapter, and where its minutes go."""
    rows, minute = ["| minute | section | exercises |", "| --- | --- | --- |"], 0
    for note in notes.sections:
        named = ", ".join(f"`{name.partition('.')[2]}` ({minutes}{' extra' if name in note.extra else ''})"
                          for name, (minutes, _) in note.exercises.items())
        rows.append(f"| {minute} to {minute + note.minutes} | {note.heading} | {named} |")
        minute += note.minutes
    opening = re.sub(teaching_notes.TIME, "", notes.opening).strip()
    return f"**Teaching notes: the whole chapter, {notes.minutes} minutes**\n\n{opening}\n\n" + "\n".join(rows)


def section_note(note, minute):
    """The note at the head of a section that begins at this minute of the chapter."""
    lines = [f"**Teaching note: {note.minutes} minutes** (minute {minute} to {minute + note.minutes} of the chapter)"]
    return "\n\n".join(lines + [f"**{name}:** {note.fields[name]}" for name in ("Say", "Stuck", "Cut") if note.fields.get(name)])


def instructors(notebook, notes):
    """The notebook with solutions open, notes at the head of sections and boxes behind exercises, in place."""
    by_heading = {note.heading: note for note in notes.sections}
    said = {name: entry for note in notes.sections for name, entry in note.exercises.items()}
    minute, cells, waiting = 0, [], None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for number, (heading, text) in enumerate(teaching_notes.pieces(cell.source)):
                note = by_heading.get(heading)
                head, _, body = text.partition("\n") if note else (text, "", "")
                for part, source in enumerate((head, body)):
                    if source.strip():
                        cells.append(new_markdown_cell(source.strip("\n"), id=_id(cell.id, number, part), metadata=cell.metadata))
                    if note and part == 0:
                        cells.append(note_cell(section_note(note, minute), heading))
                        minute += note.minutes
            continue
        if SOLUTION in cell.metadata.get("tags", []):
            cells.append(opened(cell))
            if waiting in said:
                cells.append(note_cell(wrong_answers.box(waiting, *said[waiting]), waiting, "exercise"))
            continue
        cells.append(cell)
        waiting = next(iter(teaching_notes.CHECK.findall(cell.source)), waiting)
    cells.insert(1, note_cell(chapter_note(notes), "the whole chapter"))
    notebook.cells = cells
    return notebook


def _id(cell_id, number, part):
    """The id of a part of a cell: the first keeps that of the whole."""
    return cell_id if number == part == 0 else f"{cell_id[:56]}-{number}-{part}"


def make(folder, chapters, notes_folder=teaching_notes.FOLDER):
    """Write the edition into an empty folder; returns the numbers of notebooks and other pages. Raises Refusal for incomplete notes."""
    problems = teaching_notes.all_problems(chapters, notes_folder)
    if problems:
        raise editions.Refusal("nothing written, for the teaching notes are not complete:\n" + "\n".join(f"  {line}" for line in problems))
    return editions.make(folder, chapters, lambda notebook, path: instructors(notebook, teaching_notes.read(path.stem, notes_folder)))


def write_edition(folder, chapters=notebooks.CHAPTERS, notes_folder=teaching_notes.FOLDER):
    """Write the edition to a folder; returns the counts of `make` and the notes of `editions.publish`. Raises Refusal."""
    return editions.write(EDITION, folder, chapters, lambda made, read: make(made, read, notes_folder))


def main(arguments=None):
    """Write the edition named on the command line, or check the notes; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the instructor's edition: solutions open, teaching notes, likely wrong answers.")
    parser.add_argument("folder", nargs="?", default=notebooks.ROOT / "build" / "instructor", help="where to (default: build/instructor)")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is wrong with workshop/notes")
    options = parser.parse_args(arguments)
    if options.check:
        problems = teaching_notes.all_problems()
        print("\n".join([*problems, f"{editions.count(len(problems), 'problem')} in the teaching notes"]))
        return 1 if problems else 0
    folder = pathlib.Path(options.folder)
    try:
        counts, kept = write_edition(folder)
    except (editions.Refusal, OSError, ValueError) as error:
        print(f"instructor: {error}", file=sys.stderr)
        return 1
    for line in kept:
        print(line)
    written, copied = editions.count(counts["notebooks"], "notebook"), editions.count(counts["pages"], "other page")
    print(f"Instructor's edition: {written}, {copied} copied, in {notebooks.label(folder.resolve())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
