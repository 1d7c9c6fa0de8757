"""Grade a folder of returned notebooks: a table, a page for each learner, a page for the class.

Usage: python tools/grade.py folder [--out folder] [--jobs N] [--no-sandbox]

Each answer runs in a sandbox of its own, and what it gives is compared outside. Interrupted and started again, it goes on where it was.
"""

import argparse
import os
import pathlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed

from tqdm import tqdm

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.grading import pages, sandbox  # noqa: E402
from tools.grading.judging import grade  # noqa: E402
from tools.grading.records import Records, version  # noqa: E402
from tools.grading.returned import returned  # noqa: E402


def grade_folder(folder, out, jobs=1, walled=True, progress=False):
    """Grade what was returned to a folder; returns (Returned, rows) for each notebook and the notes on what was left out.

    Errors: NotADirectoryError; sandbox.NoSandbox where no sandbox can be built.
    """
    found, notes = returned(pathlib.Path(folder))
    if walled:
        sandbox.probe()
    records = Records(out, version(), walled)
    results = {one: [] if one.problem else records.get(one) for one in found}
    left = [one for one in found if results[one] is None]
    if len(left) < len(found):
        notes = [
            f"{len(found) - len(left)} of {len(found)} notebooks needed no grading: they were graded before, or cannot be read.",
            *notes,
        ]
    with tempfile.TemporaryDirectory(prefix="grading-") as scratch:
        os.chmod(scratch, 0o755)
        library = sandbox.library(pathlib.Path(scratch) / "library")
        pool = ThreadPoolExecutor(jobs)
        try:
            tasks = {pool.submit(grade, one.sources, one.chapter, library, walled): one for one in left}
            for done in tqdm(as_completed(tasks), total=len(tasks), unit="notebook", disable=not progress):
                results[tasks[done]] = records.put(tasks[done], done.result())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    graded = [(one, results[one]) for one in found]
    pages.write(out, graded, notes)
    return graded, notes


def main(arguments=None):
    """Grade what the command line names; returns the exit status."""
    parser = argparse.ArgumentParser(description="Grade a folder of returned notebooks.")
    parser.add_argument("folder", type=pathlib.Path, help="the returned notebooks: anna/concepts.ipynb or anna_concepts.ipynb")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "grades", help="where to write (default: build/grades)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="notebooks graded at a time (default: one a core)")
    parser.add_argument("--no-sandbox", action="store_true", help="run the answers as this user, with everything that this user may do")
    options = parser.parse_args(arguments)
    try:
        graded, notes = grade_folder(options.folder, options.out, max(1, options.jobs), not options.no_sandbox, sys.stderr.isatty())
    except NotADirectoryError as error:
        print(f"grade: {error}", file=sys.stderr)
        return 1
    except sandbox.NoSandbox as error:
        print(
            f"grade: {error}\nNothing was run. Answers that you trust can be graded without a sandbox: make grade SUBMISSIONS=… SANDBOX=no",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("grade: interrupted. What is graded so far is kept: the same command goes on from there.", file=sys.stderr)
        return 130
    for note in notes:
        print(note)
    passed = sum(row.status == "passed" for _, rows in graded for row in rows)
    print(
        f"Learners: {len({one.learner for one, _ in graded})}; notebooks: {len(graded)}; answers passed: {passed}."
        f" The table: {options.out / 'grades.csv'}; the pages: {options.out / 'index.html'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
