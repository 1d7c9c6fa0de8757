"""A small whole book for the tests of the gates: one chapter that passes all of them, to be harmed in copies."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import notebooks

HEAD = """# A demo

This chapter measures one small thing, draws it, and says in words what came out of it.

**You will be able to**

- read a number,
- read a figure,
- do an exercise.

**You need** nothing.

**Time:** about 5 minutes
"""

QUESTION = """**Question {n}.** What is {n} plus one?

<details><summary>{right}</summary>

**Right.** Counting on from {n} by one gives this.

</details>
<details><summary>{n}</summary>

**Not quite.** You have added nothing at all to {n}.

</details>
<details><summary>{twice}</summary>

**Not quite.** You have doubled {n} instead of adding one.

</details>
"""

SETUP = """import numpy as np
from dlbook import plotting
from dlbook.notebook import glue

def check(name, answer):
    try:
        print("passed" if answer(1) == 2 else "not yet")
    except NotImplementedError:
        print("not attempted")
"""
MEASURE = """values = np.linspace(0.0, 0.9722, 5)
glue(best=values.max(), count=values.size, winner="forest")
print(f"best of {values.size}: {values.max():.4f}")
"""
FIGURE = """fig, ax = plotting.figure()
ax.plot(values, label="train")
ax.legend()
plotting.show(ax, alt="A straight line that rises from zero to almost one.")
"""
ANSWER = """def successor_{number}(n):
    {body}

check("demo.successor_{number}", successor_{number})"""
HIDDEN = {"tags": ["solution", "hide-cell"], "jupyter": {"source_hidden": True, "outputs_hidden": True},
          "mystnb": {"code_prompt_show": "Solution"}}


def demo_cells():
    """The cells of a chapter that breaks no rule, not yet executed."""
    cells = [
        new_markdown_cell(HEAD),
        new_code_cell(SETUP),
        new_markdown_cell("(measure)=\n## A measurement\n\nOne cell measures, and we quote it; see {ref}`the end <the-end>` "
                          "or [the end](#summary)."),
        new_code_cell(MEASURE),
        new_markdown_cell("The **forest**<!--=winner--> reaches 97.2%<!--=best-->, that is $0.972$<!--=best-->, on 5<!--=count--> values; "
                          "a coin would reach 50%<!--given: two sides-->. The values end at `0.9722`, with $\\alpha = 0.1$ in 3 layers."),
        new_code_cell(FIGURE),
        new_markdown_cell("The line rises evenly, because the values are evenly spaced between zero and the best."),
    ]
    for number in range(1, 7):
        cells += [
            new_markdown_cell(f"**Exercise {number}.** Write the successor."),
            new_code_cell(ANSWER.format(number=number, body="raise NotImplementedError")),
            new_code_cell(ANSWER.format(number=number, body="return n + 1"), metadata=json.loads(json.dumps(HIDDEN))),
        ]
    questions = "\n".join(QUESTION.format(n=number, right=number + 1, twice=2 * number + 2) for number in range(1, 6))
    return cells + [
        new_markdown_cell("(the-end)=\n## Summary\n\nA number that is measured has a key, and a figure has a sentence that says what to "
                          "see."),
        new_markdown_cell(f"## Check yourself\n\n{questions}"),
        new_markdown_cell("## Further reading\n\nOn everything: {cite}`demo2020`. More is in [notes](notes.md#a-note) and "
                          "[elsewhere](https://example.org)."),
    ]


def write_book(root, cells):
    """A book of one notebook, one Markdown page and a landing page in `root`; returns the notebook's path."""
    (root / "chapters").mkdir(parents=True)
    (root / "_toc.yml").write_text("format: jb-book\nroot: index\nparts:\n- caption: All\n  chapters:\n  - file: chapters/demo\n"
                                   "  - file: chapters/notes\n")
    (root / "index.md").write_text("# A book\n\nIt has [a chapter](chapters/demo.ipynb), which reached 97.2%<!--=demo:best-->.\n")
    (root / "chapters" / "notes.md").write_text("# Notes\n\n## A note\n\nText.\n")
    (root / "chapters" / "references.bib").write_text("@article{demo2020,\n title = {Demo}\n}\n")
    path = root / "chapters" / "demo.ipynb"
    notebooks.write(path, new_notebook(cells=cells))
    return path


def copy_book(path, target):
    """A copy of the book around the notebook `path`; returns the copy of the notebook."""
    shutil.copytree(path.parent.parent, target)
    return target / "chapters" / path.name


def change(path, edit):
    """Apply `edit(cells)` to the notebook at `path` and write it back as it is, without normalising; returns the path."""
    notebook = notebooks.read(path)
    edit(notebook.cells)
    path.write_text(notebooks.text(notebook))
    return path


def notebook_of(path, *sources, metadata=None):
    """A notebook of code cells at `path`, not executed; `metadata` by cell number."""
    cells = [new_code_cell(source, metadata=(metadata or {}).get(number, {})) for number, source in enumerate(sources)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), str(path))
    return path


def run_nbval(folder, *options, python_path=None):
    """Run the gate on all notebooks in `folder` in a process of its own.

    Returns the exit status, the messages of failed cells by notebook name, and the printed text.
    """
    report = pathlib.Path(folder) / "report.xml"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [*([python_path] if python_path else []), notebooks.ROOT]))}
    environment = {key: value for key, value in environment.items() if not key.startswith("PYTEST_")}
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env",
                           f"--rootdir={folder}", f"--junitxml={report}", "--color=no", *options, str(folder)],
                          cwd=folder, env=environment, capture_output=True, text=True)
    failures = {}
    for case in ElementTree.parse(report).iter("testcase"):
        for failure in case.iter("failure"):  # its class is the notebook's path with dots: float.ipynb
            failures.setdefault(case.get("classname").split(".")[-2], []).append(failure.text)
    return done.returncode, failures, done.stdout + done.stderr
