"""Fill a home with the learner's edition of the book; what is there is the learner's and stays as it is.

Usage: python filling.py HOME EDITION        (needs nothing but Python: every kind of hub runs it when a server starts)

The hub's own user may run this, and the home belongs to a learner: no link in it is followed.
"""
import os
import pathlib
import shutil
import sys
import tempfile


def fill(home, edition):
    """Copy into the folder `book` of a home what is missing there from the learner's edition."""
    for path in sorted(edition.rglob("*")):
        relative = pathlib.Path("book") / path.relative_to(edition)
        target, folders = home / relative, [home / folder for folder in relative.parents][:-1]
        if path.is_dir() or path.name.startswith(".") or target.exists() or any(place.is_symlink() for place in [target, *folders]):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        number, scratch = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        with open(number, "wb") as copy, path.open("rb") as original:
            shutil.copyfileobj(original, copy)
            os.fchmod(number, 0o644)
        os.replace(scratch, target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"filling.py takes two folders, HOME and EDITION, but {len(sys.argv) - 1} arguments were given")
    if not pathlib.Path(sys.argv[2]).is_dir():
        sys.exit(f"there is no learner's edition in {sys.argv[2]}")
    fill(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
