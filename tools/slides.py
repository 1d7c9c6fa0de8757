"""Write the lecture slides: one deck for each chapter with marks, from the notebooks alone.

Usage: python tools/slides.py [chapter] [--pdf] [--folder folder]        (default: all chapters, to build/slides)

What stands on a slide is marked in the notebooks (CONTRIBUTING.md, "Slides"); figures, code, numbers and notes are those of the
chapter. The decks need no network. --pdf also prints each deck, one page a slide, with Chromium.
"""
import argparse
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from tools import notebooks, pdf, vendor  # noqa: E402
from tools.slide_deck import deck, marks, printing, writing  # noqa: E402
from tools.slide_deck.words import Writer  # noqa: E402


def make(folder, paths=None, chapters=notebooks.CHAPTERS):
    """Write the decks of the notebooks at `paths` (default: all) and the list of decks; returns name → number of slides.

    Raises SlideError for a mark that is wrong or a slide that cannot be set, VendorError where npm's packages cannot be had.
    """
    folder, known, made = pathlib.Path(folder), notebooks.chapters(chapters), {}
    named = {path: path.relative_to(chapters).with_suffix("").as_posix() for path in known}
    wrong = [f"{notebooks.label(path)}: {problem}" for path in paths or known for problem in marks.problems(notebooks.read(path).cells)]
    if wrong:
        raise writing.SlideError("\n".join(wrong))
    writing.write_assets(folder / "assets")
    with Writer() as writer:
        for path in paths or known:
            if count := writing.write_deck(path, named[path], folder, writer):
                made[named[path]] = count
    titles = {}
    for path, name in named.items():
        if (folder / f"{name}.html").exists():
            cells = notebooks.read(path).cells
            titles[name] = (deck.title_of(cells), len(deck.slides(cells)))
    writing.write_index(folder, titles)
    return made


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Write the lecture slides, one deck for each chapter.")
    parser.add_argument("chapter", nargs="?", help="one chapter by its name (default: all)")
    parser.add_argument("--pdf", action="store_true", help="also print each deck, one page a slide (needs Chromium)")
    parser.add_argument("--folder", type=pathlib.Path, default=notebooks.ROOT / "build" / "slides", help="where to (default: build/slides)")
    wanted = parser.parse_args(arguments)
    try:
        made = make(wanted.folder, [notebooks.find(wanted.chapter)] if wanted.chapter else None)
        if wanted.pdf:
            printing.print_decks(wanted.folder, made, pdf.find_browser())
    except (FileNotFoundError, writing.SlideError, vendor.VendorError, pdf.PrintError) as error:
        print(f"slides: {error}", file=sys.stderr)
        return 1
    if not made:
        print(f"slides: no mark in {wanted.chapter}, so no deck (CONTRIBUTING.md, \"Slides\")", file=sys.stderr)
        return 1
    for name, count in made.items():
        print(f"{count:4} slides  {name}")
    where = os.path.relpath(wanted.folder / (f"{next(iter(made))}.html" if wanted.chapter else "index.html"))
    print(f"Open {where} in a browser; keys: Space next, S speaker's window, Esc overview, ? all of them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
