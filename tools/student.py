"""Write the learner's edition of the book: every chapter without its solutions.

Usage: python tools/student.py [folder]        (default: build/student)

Cells tagged `solution` are dropped; all else stays as it is, the outputs of the stubs included. Nothing is written before every page
has been made and searched for lines of the solutions. A notebook that a learner has changed in the folder is kept.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from tools import notebooks  # noqa: E402

TAG = "solution"
MARKER = ".learners-edition.json"  # what was written here, by file: the digest of its content
TRIVIAL = 10  # characters: a shorter line, such as `return x`, gives nothing away
SKIPPED = {".ipynb_checkpoints", "__pycache__"}


class Refusal(Exception):
    """The edition cannot be written; the message says why and what to do."""


def without_solutions(notebook):
    """The notebook without its solution cells, in place, and the cells that were dropped."""
    dropped = [cell for cell in notebook.cells if TAG in cell.metadata.get("tags", [])]
    notebook.cells = [cell for cell in notebook.cells if TAG not in cell.metadata.get("tags", [])]
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
    counts, problems = {"notebooks": 0, "solutions": 0, "pages": 0}, []
    for path in sorted(path for path in chapters.rglob("*") if path.is_file() and not SKIPPED & set(path.parts)):
        relative = path.relative_to(chapters)
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb":
            notebook, dropped = without_solutions(notebooks.read(path))
            problems += [f"{relative.as_posix()}, {problem}" for problem in leaks(notebook, dropped)]
            target.write_text(notebooks.text(notebook), encoding="utf-8")
            counts["notebooks"] += 1
            counts["solutions"] += len(dropped)
        else:
            shutil.copyfile(path, target)
            counts["pages"] += 1
    if problems:
        raise Refusal("nothing written, for solutions would be left:\n" + "\n".join(f"  {problem}" for problem in problems))
    return counts


def publish(made, folder):
    """Move the pages of a finished edition to where learners work; returns what was done to pages that learners have changed.

    A changed notebook stays; the new edition is put beside it, as NAME.new.ipynb, if it differs from the edition that was changed.
    """
    marker = folder / MARKER
    written = json.loads(marker.read_text(encoding="utf-8")) if marker.exists() else {}
    new = {path.relative_to(made).as_posix(): path for path in sorted(made.rglob("*")) if path.is_file()}
    digests, notes = {}, []
    for name, path in new.items():
        target = folder / name
        digests[name] = digest = _digest(path)
        if target.exists() and _digest(target) not in (written.get(name), digest):
            if written.get(name) == digest:
                notes.append(f"{name} was changed there and is kept.")
                continue
            notes.append(f"{name} was changed there and is kept; the new edition is {_beside(name)}.")
            target = folder / _beside(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    for name in sorted(set(written) - set(new)):
        gone = folder / name
        if gone.exists() and _digest(gone) == written[name]:
            gone.unlink()
        elif gone.exists():
            notes.append(f"{name} is no longer in the book; it was changed there and is kept.")
    marker.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return notes


def _beside(name):
    path = pathlib.PurePosixPath(name)
    return path.with_name(f"{path.stem}.new{path.suffix}").as_posix()


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_edition(folder, chapters=notebooks.CHAPTERS):
    """Write the learner's edition of the chapters to a folder; returns the counts of `make` and the notes of `publish`.

    Raises Refusal for a folder that holds something else, and for a solution that would be left.
    """
    folder, chapters = pathlib.Path(folder).resolve(), pathlib.Path(chapters).resolve()
    if folder.is_relative_to(chapters) or chapters.is_relative_to(folder):
        raise Refusal(f"{folder} is where the chapters are; name another folder")
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file; name a folder")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise Refusal(f"{folder} holds files that are not a learner's edition; name an empty folder, or one that does not exist yet")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".edition-", dir=folder.parent) as made:
        counts = make(pathlib.Path(made), chapters)
        folder.mkdir(exist_ok=True)
        return counts, publish(pathlib.Path(made), folder)


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
        f"Learner's edition: {_count(counts['notebooks'], 'notebook')}, {_count(counts['solutions'], 'solution cell')} dropped, "
        f"{_count(counts['pages'], 'other page')} copied, in {notebooks.label(folder.resolve())}"
    )
    return 0


def _count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main())
