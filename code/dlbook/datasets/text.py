"""A small text to learn letters and words from: the prose of this book.

The text is a file in the package, `book.txt`, so that what a chapter learns from it changes only on purpose, and so that it is there
when the chapters are not. `python -m dlbook.datasets.text` makes it anew from the chapters' Markdown cells and from the openings of the
library's modules. Only whole sentences of plain words are taken: no formulas, no code, no tables.
"""
import ast
import json
import pathlib
import re
import string

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
CHAPTERS = PACKAGE.parent.parent / "chapters"
STORED = pathlib.Path(__file__).with_name("book.txt")

PLAIN = set(string.ascii_letters + string.digits + " .,;:?!'\"()-%/")
TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\N{NO-BREAK SPACE}": " "})


def book_text():
    """Return the book's prose: one paragraph a line, in letters, digits and the punctuation of `PLAIN`."""
    return STORED.read_text(encoding="utf-8")


def plain_sentences(markdown):
    """Return the sentences of a Markdown text that consist of plain words, one string a paragraph."""
    markdown = re.sub(r"^(```|~~~|:::).*?^\1\S*$|<!--.*?-->|\$\$.*?\$\$", "", markdown, flags=re.DOTALL | re.MULTILINE)
    markdown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)  # a link reads as its text
    markdown = re.sub(r"\*+", "", markdown).translate(TYPOGRAPHY)
    paragraphs = []
    for block in re.split(r"\n\s*\n|\n(?=\s*[-*\d]+\.?\s)", markdown):
        lines = [re.sub(r"^\s*([-*]|\d+\.)\s+", "", line).strip() for line in block.split("\n")]
        text = " ".join(line for line in lines if line and line[0] not in "#|<")
        sentences = [s for s in re.split(r"(?<=[.?!])\s+", text) if set(s) <= PLAIN and s[-1:] in ".?!" and len(s.split()) > 2]
        if sentences:
            paragraphs.append(" ".join(sentences))
    return paragraphs


def collect(chapters=CHAPTERS):
    """Return the prose of all notebooks below a folder, in order of their names, and then of the library's module docstrings.

    Errors: FileNotFoundError when the folder holds no notebook.
    """
    notebooks = sorted(path for path in pathlib.Path(chapters).rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    if not notebooks:
        raise FileNotFoundError(f"the text is made of the notebooks in the folder {chapters}, but there are none")
    sources = []
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    for path in sorted(PACKAGE.rglob("*.py")):
        sources.append(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    return "\n".join(paragraph for source in sources for paragraph in plain_sentences(source)) + "\n"


if __name__ == "__main__":
    STORED.write_text(collect(), encoding="utf-8")
    print(f"{STORED.name}: {len(book_text()):,} characters")
