"""Where the real data sets lie: a folder filled in advance, else the cache, else a download that fills the cache.

A data set is one `.npz` file, the same in both places, so that an instructor prepares a class without a network by `make data` on one
machine and a copy of the folder on the others. A file appears under its name only when it is complete.
"""
import os
import pathlib
import tempfile
import zipfile
from contextlib import contextmanager

import numpy as np
import platformdirs

VARIABLE = "DLBOOK_DATA"


class DataError(ValueError):
    """A data file that is there but is not what it should be; the message names the file and the remedy."""


def prepared_folder():
    """Return the folder that the environment variable DLBOOK_DATA names, or None.

    Errors: DataError when the variable names something that is not a folder.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = pathlib.Path(named).expanduser()
    if not folder.is_dir():
        raise DataError(f"{VARIABLE} names {folder}, which is not a folder. Correct it, or unset it to use the cache and the download.")
    return folder


def cache_folder():
    """Return the folder that downloads are kept in; it need not exist yet."""
    return platformdirs.user_cache_path("dlbook")


def find(filename):
    """Return the path of a data file in the prepared folder or else in the cache; None when it is in neither."""
    for folder in (prepared_folder(), cache_folder()):
        if folder is not None and (folder / filename).exists():
            return folder / filename
    return None


@contextmanager
def complete_or_absent(path):
    """Give a temporary path beside `path` to write to; move it to `path` at the end, or remove it after any error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    scratch = pathlib.Path(name)
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def read_arrays(path):
    """Return the arrays of an `.npz` file as a dictionary.

    Errors: DataError when the file is truncated, is no archive, or cannot be read.
    """
    try:
        with np.load(path) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, EOFError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise damaged(path, f"it cannot be read as an archive of arrays ({error})") from None


def damaged(path, what):
    """Return the error to raise for a file that is not what it should be: which file, what is wrong, what to do."""
    place = f"the folder that {VARIABLE} names" if path.parent == prepared_folder() else "the cache of downloads"
    return DataError(
        f"{path} (in {place}): {what}. Delete this one file and run `make data`, which leaves the good ones alone,"
        " or copy it again from where you got it."
    )
