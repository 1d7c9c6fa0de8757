"""What is already graded: one small file for each notebook, so that an interrupted run goes on where it was.

A record is found by the digest of the notebook and the digest of the exercises and of the grading itself: when either changes, the
notebook is graded again.
"""

import hashlib
import json
import os
import pathlib
import tempfile

from dlbook.exercises.judging import Verdict
from tools.grading.sandbox import ROOT

FOLDER = ".graded"


def version():
    """Return a digest of everything that a verdict depends on, besides the notebook."""
    digest = hashlib.sha256()
    for folder in (ROOT / "code" / "dlbook", ROOT / "tools" / "grading"):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Records:
    """The records in a folder, for one version of the exercises."""

    def __init__(self, folder, version, walled=True):
        self.folder, self.version, self.walled = pathlib.Path(folder) / FOLDER, version, walled
        self.folder.mkdir(parents=True, exist_ok=True)

    def path(self, one):
        """Return where the record of a returned notebook lies."""
        key = f"{one.digest} {one.chapter} {self.version} {self.walled}"
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"

    def get(self, one):
        """Return the verdicts and the mistakes' names of a returned notebook, or None if it has not been graded."""
        try:
            return [Graded(**row) for row in json.loads(self.path(one).read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return None

    def put(self, one, verdicts):
        """Keep verdicts and return them in the form of `get`; the file is whole or not there."""
        graded = [Graded.of(verdict) for verdict in verdicts]
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([vars(row) for row in graded], file)
        os.replace(name, self.path(one))
        return graded


class Graded:
    """A verdict as it is kept: plain texts."""

    def __init__(self, name, status, text, mistake="", mistake_name=""):
        self.name, self.status, self.text, self.mistake, self.mistake_name = name, status, text, mistake, mistake_name

    @classmethod
    def of(cls, verdict: Verdict):
        """Return the plain texts of a Verdict."""
        made = verdict.mistake
        return cls(verdict.name, verdict.status, verdict.text, made.id if made else "", made.name if made else "")
