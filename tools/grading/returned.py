"""Whose notebooks lie in a folder, and for which chapter: `anna/concepts.ipynb`, `anna_concepts.ipynb` and the like.

What is returned is not trusted: links are not followed, sizes are limited, and a file that is no notebook is reported, not raised.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass

from dlbook.exercises.catalogue import CHAPTERS

LARGEST = 30 << 20  # bytes of a notebook
SKIPPED = {".ipynb_checkpoints", "__pycache__", "__MACOSX"}


@dataclass(frozen=True)
class Returned:
    """A returned notebook. `sources`: its code cells; `problem`: why it cannot be graded, or ""."""

    learner: str
    chapter: str
    path: object
    digest: str
    sources: tuple = ()
    problem: str = ""


def returned(folder):
    """Return what lies in a folder, by learner and chapter: of two notebooks for one chapter the newer; and notes on what was left out.

    Errors: NotADirectoryError.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder; name the folder with the returned notebooks")
    newest, notes = {}, []
    for path in sorted(path for path in folder.rglob("*.ipynb") if not SKIPPED & set(path.relative_to(folder).parts)):
        if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            notes.append(f"{path.relative_to(folder)} is a link or no plain file, and was not read.")
            continue
        one = read(path, folder)
        known = newest.get((one.learner, one.chapter))
        if known:
            one, older = sorted((known, one), key=lambda item: item.path.stat().st_mtime, reverse=True)
            notes.append(f"{older.path.relative_to(folder)} was left out: {one.path.relative_to(folder)} is newer.")
        newest[one.learner, one.chapter] = one
    return sorted(newest.values(), key=lambda one: (one.learner.lower(), one.chapter)), notes


def read(path, folder):
    """Return what one file holds."""
    inside = path.relative_to(folder)
    size = path.stat().st_size
    if size > LARGEST:
        learner, chapter = named(inside, [])
        return Returned(learner, chapter, path, f"{size} bytes", problem=f"the file has {size >> 20} MB; {LARGEST >> 20} MB is the limit")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        sources = code_cells(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        learner, chapter = named(inside, [])
        return Returned(learner, chapter, path, digest, problem=f"the file is no notebook: {type(error).__name__}: {str(error)[:120]}")
    learner, chapter = named(inside, sources)
    problem = "" if chapter else f"no exercise of the book is in it; the chapters with exercises: {', '.join(CHAPTERS)}"
    return Returned(learner, chapter, path, digest, tuple(sources), problem)


def code_cells(notebook):
    """Return the sources of the code cells. Errors: what reading something else raises."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    sources = [cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"]) for cell in cells]
    return [source for source in sources if len(source) < 200_000]


def named(inside, sources):
    """Return the learner and the chapter: the chapter whose exercises are checked most, else the one that the file's name names."""
    checked = Counter(chapter for source in sources for chapter in re.findall(r"""check\(\s*["'](\w+)\.""", source) if chapter in CHAPTERS)
    in_name = [chapter for chapter in sorted(CHAPTERS, key=len, reverse=True) if chapter in inside.stem.lower()]
    chapter = checked.most_common(1)[0][0] if checked else (in_name or [""])[0]
    if len(inside.parts) > 1:
        return inside.parts[0], chapter
    rest = re.sub(re.escape(in_name[0]), "", inside.stem, flags=re.IGNORECASE) if in_name else inside.stem
    return rest.strip(" _-.") or inside.stem, chapter
