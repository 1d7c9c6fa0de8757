"""Writing an edition of the book's notebooks to a folder where people work: never over a notebook that somebody has changed."""
import hashlib
import json
import os
import pathlib
import shutil
import tempfile
from collections import namedtuple

from tools import notebooks

SKIPPED = {".ipynb_checkpoints", "__pycache__"}

# kind: how messages call it; marker: the file that notes what was written there, by file: the digest of its content.
Edition = namedtuple("Edition", "kind marker")


class Refusal(Exception):
    """The edition cannot be written; the message says why and what to do."""


def files(chapters):
    """All files of the folder of chapters, sorted, as paths relative to it."""
    found = (path.relative_to(chapters) for path in sorted(chapters.rglob("*")) if path.is_file())
    return [path for path in found if not SKIPPED & set(path.parts)]


def make(folder, chapters, changed):
    """Write the edition into an empty folder: each notebook as text from `changed(notebook, relative path)`, other files as they are.

    Returns the numbers of notebooks and of other pages.
    """
    counts = {"notebooks": 0, "pages": 0}
    for relative in files(chapters):
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if relative.suffix == ".ipynb":
            target.write_text(notebooks.text(changed(notebooks.read(chapters / relative), relative)), encoding="utf-8")
            counts["notebooks"] += 1
        else:
            shutil.copyfile(chapters / relative, target)
            counts["pages"] += 1
    return counts


def write(edition, folder, chapters, maker):
    """Let `maker(folder, chapters)` make an edition in a folder of its own, then publish it; returns its counts and the notes of publish.

    Raises Refusal for a folder that holds something else, and where the maker does.
    """
    folder, chapters = pathlib.Path(folder).resolve(), pathlib.Path(chapters).resolve()
    if folder.is_relative_to(chapters) or chapters.is_relative_to(folder):
        raise Refusal(f"{folder} is where the chapters are; name another folder")
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file; name a folder")
    if folder.exists() and any(folder.iterdir()) and not (folder / edition.marker).exists():
        raise Refusal(f"{folder} holds files that are not {edition.kind}; name an empty folder, or one that does not exist yet")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".edition-", dir=folder.parent) as made:
        counts = maker(pathlib.Path(made), chapters)
        folder.mkdir(exist_ok=True)
        return counts, publish(pathlib.Path(made), folder, edition.marker)


def publish(made, folder, marker):
    """Move the pages of a finished edition to where people work; returns what was done to pages that they have changed.

    A changed notebook stays; the new edition is put beside it, as NAME.new.ipynb, if it differs from the edition that was changed.
    """
    marker = folder / marker
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


def count(number, noun):
    """A number with its noun: 1 notebook, 2 notebooks."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _beside(name):
    path = pathlib.PurePosixPath(name)
    return path.with_name(f"{path.stem}.new{path.suffix}").as_posix()


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
