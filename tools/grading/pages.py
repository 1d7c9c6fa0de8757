"""The results for people: a table for a spreadsheet, a page for each learner, and a page for the class."""

import csv
import hashlib
import os
import pathlib
import re
import tempfile
from collections import Counter

import jinja2

from dlbook.exercises.catalogue import CHAPTERS, exercises

COLUMNS = ("learner", "chapter", "exercise", "tier", "status", "mistake", "problem")
TIERS = {1: "warm-up", 2: "core", 3: "stretch"}
SIGNS = {"passed": "✓", "not yet": "✗", "not attempted": "·", "missing": "–", "not judged": "?"}
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(pathlib.Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def write(folder, graded, notes):
    """Write grades.csv, index.html and learners/*.html to a folder. `graded`: (Returned, rows of Graded) for each notebook."""
    folder = pathlib.Path(folder)
    (folder / "learners").mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "grades.csv", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows([spreadsheet_safe(entry) for entry in row] for row in rows(graded))
    learners = {}
    for one, results in graded:
        learners.setdefault(one.learner, []).append((one, results))
    pages = {}
    for learner, notebooks in learners.items():
        pages[learner] = f"learners/{page_name(learner)}.html"
        text = TEMPLATES.get_template("learner.html").render(
            learner=learner, notebooks=notebooks, signs=SIGNS, tiers=TIERS, tier_of=tier_of()
        )
        with whole_file(folder / pages[learner]) as file:
            file.write(text)
    text = TEMPLATES.get_template("class.html").render(
        learners=[(learner, pages[learner], chapters_of(notebooks)) for learner, notebooks in learners.items()],
        chapters=[chapter for chapter in CHAPTERS if any(one.chapter == chapter for one, _ in graded)],
        sizes={chapter: len(exercises(chapter)) for chapter in CHAPTERS},
        exercises=by_exercise(graded),
        signs=SIGNS,
        notes=notes,
    )
    with whole_file(folder / "index.html") as file:
        file.write(text)
    for path in (folder / "learners").glob("*.html"):
        if f"learners/{path.name}" not in pages.values():
            path.unlink()  # a learner who is no longer there


def rows(graded):
    """Yield the rows of the table."""
    tiers = tier_of()
    for one, results in graded:
        if one.problem:
            yield one.learner, one.chapter, "", "", "unreadable", "", one.problem
        for row in results:
            yield one.learner, one.chapter, row.name.partition(".")[2], TIERS[tiers[row.name]], row.status, row.mistake_name, ""


def tier_of():
    """Return the tier of each exercise by its name."""
    return {exercise.name: exercise.tier for chapter in CHAPTERS for exercise in exercises(chapter)}


def chapters_of(notebooks):
    """Return, by chapter, how many exercises a learner passed, or None for a notebook that could not be read."""
    return {one.chapter: None if one.problem else sum(row.status == "passed" for row in results) for one, results in notebooks}


def by_exercise(graded):
    """Return for each exercise how many answers there are of each status, and the mistakes that were made more than once, most first."""
    found = {}
    for _, results in graded:
        for row in results:
            statuses, mistakes = found.setdefault(row.name, (Counter(), Counter()))
            statuses[row.status] += 1
            if row.mistake_name:
                mistakes[row.mistake_name] += 1
    return [(name, statuses, mistakes.most_common(3)) for name, (statuses, mistakes) in found.items()]


def spreadsheet_safe(entry):
    """Return a text that no spreadsheet takes for a formula."""
    entry = str(entry)
    return f"'{entry}" if entry[:1] in tuple("=+-@\t\r") else entry


def page_name(learner):
    """Return a file name for a learner: the name itself where it is plain."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", learner)[:60].strip("-")
    return plain if plain == learner else f"{plain}-{hashlib.sha256(learner.encode()).hexdigest()[:8]}".lstrip("-")


class whole_file:
    """Open a file for writing that appears under its name only when it is complete."""

    def __init__(self, path, **options):
        self.path, self.options = path, options

    def __enter__(self):
        handle, self.name = tempfile.mkstemp(dir=self.path.parent, suffix=".part")
        self.file = os.fdopen(handle, "w", encoding="utf-8", **self.options)
        return self.file

    def __exit__(self, kind, error, trace):
        self.file.close()
        os.unlink(self.name) if kind else (os.chmod(self.name, 0o644), os.replace(self.name, self.path))
