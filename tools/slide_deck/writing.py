"""Decks as files: a page for each chapter, the figures beside it, and what all decks share."""
import itertools
import re
import shutil
import unicodedata

import jinja2
import yaml

from tools import notebooks, vendor
from tools.slide_deck import deck, words

HERE = notebooks.ROOT / "tools" / "slide_deck"
REVEAL = vendor.MODULES / "reveal.js"
COPIES = {**{REVEAL / name: name.rpartition("/")[2] for name in (
    "dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js", "plugin/zoom/zoom.js")},
    REVEAL / "LICENSE": "reveal.LICENSE.txt", HERE / "deck.css": "deck.css", HERE / "deck.js": "deck.js",
    words.ASSETS / "favicon.svg": "favicon.svg"}
WIDTH, HEIGHT = 880, 500  # what a slide has for code, in px
LARGEST, SMALLEST = 24, 12  # letters of code, in px
# Up to how many words (and what takes their room) letters have the size of a class.
SIZES = {"points": {"airy": 62, "": 95, "full": 200}, "question": {"": 105, "full": 200}, "task": {"": 85, "full": 130},
         "text": {"": 110, "full": 200}, **dict.fromkeys(("title", "opening", "figure", "code", "live"), {"": 1000})}
LETTER, LINE = 0.605, 1.45  # width and height of a letter of code, in parts of its size
TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)


class SlideError(Exception):
    """A deck that cannot be written; the message says which slide and why."""


def settings():
    """The book's settings."""
    return yaml.safe_load((notebooks.ROOT / "_config.yml").read_text(encoding="utf-8"))


def write_assets(folder):
    """Everything that all decks share, laid into `folder`."""
    from dlbook.explorables.bundle import EXPORT, FOLDER, bundle

    vendor.provide(folder)
    for source, name in COPIES.items():
        shutil.copyfile(source, folder / name)
    (folder / "code.css").write_text(words.code_styles() + "\n", encoding="utf-8")
    shutil.copyfile(FOLDER / "explorables.css", folder / "explorables.css")
    # One script, not modules: a browser loads those only from a server, and a deck is opened as a file as well.
    parts = ["window.dlbookFigures = {};"]
    for module in sorted(FOLDER.glob("*.mjs")):
        if "export default" in module.read_text(encoding="utf-8"):
            text = EXPORT.sub("", bundle(module.stem)).replace("export default", f"window.dlbookFigures.{module.stem} =", 1)
            parts.append(f"(() => {{\n{text}\n}})();")
    (folder / "explorables.js").write_text("\n".join(parts) + "\n", encoding="utf-8")


def write_deck(path, name, folder, writer):
    """The deck of the notebook at `path` as `folder`/name.html with its figures; returns the number of slides (0: no marks, no deck)."""
    made = deck.slides(notebooks.read(path).cells)
    base, target, figures = "../" * name.count("/"), folder / f"{name}.html", folder / "figures" / name
    shutil.rmtree(figures, ignore_errors=True)
    if not made:
        target.unlink(missing_ok=True)
        return 0
    taken, stacks = set(), []
    for stack in deck.stacks(made):
        stacks.append([])
        for slide in stack:
            try:
                stacks[-1].append(_dressed(slide, writer, taken, figures, f"figures/{name}"))
            except (SlideError, words.WordsError, ValueError) as error:
                raise SlideError(f"{notebooks.label(path)}, cell {slide.cell}, slide {slide.title!r}: {error}") from error
    page = TEMPLATES.get_template("deck.html").render(
        stacks=stacks, base=base, book=settings()["title"], plain_title=plain(made[0].title),
        explorables=any(slide.kind == "live" for slide in made))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8")
    return len(made)


def write_index(folder, decks):
    """The list of decks, in reading order; `decks`: name → (title, number of slides)."""
    contents = yaml.safe_load((notebooks.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    order = {entry["file"].removeprefix("chapters/"): part["caption"] for part in contents["parts"] for entry in part["chapters"]}
    parts = {}
    for name in sorted(decks, key=lambda name: (list(order).index(name) if name in order else len(order), name)):
        title, count = decks[name]
        parts.setdefault(order.get(name, "More"), []).append({"address": f"{name}.html", "title": plain(title), "count": count})
    page = TEMPLATES.get_template("index.html").render(parts=parts.items(), book=settings()["title"])
    (folder / "index.html").write_text(page, encoding="utf-8")


def plain(text):
    """Words without Markdown."""
    return re.sub(r"<!--.*?-->|[*`$\\{}]", "", text).strip()


def code_size(text, height=HEIGHT):
    """The size of letters, in px, at which `text` fits a slide. Raises SlideError where nobody could read it."""
    lines = text.splitlines() or [""]
    size = min(LARGEST, (WIDTH - 42) / (LETTER * max(map(len, lines))), (height - 32) / (LINE * len(lines)))
    if size < SMALLEST:
        raise SlideError(f"{len(lines)} lines of up to {max(map(len, lines))} letters are too much for a slide")
    return round(size, 1)


def _dressed(slide, writer, taken, figures, address):
    """What the template needs of a slide: HTML in the place of Markdown."""
    line, block = writer.line, writer.block
    view = {"id": _unique(plain(slide.title), taken), "kind": slide.kind, "section": line(slide.section), "title": line(slide.title),
            "text": line(slide.text) if slide.kind == "figure" else block(slide.text), "alt": slide.alt, "size": _size(slide),
            "points": [(line(point), point.startswith("$$")) for point in slide.points], "code": "", "output": slide.output,
            "html": words.Markup(slide.html), "choices": [(line(choice), block(reply), right) for choice, reply, right in slide.choices],
            "notes": writer.notes(slide.notes) if slide.notes else "", "beside": False}
    room = HEIGHT - 44 * len(slide.points)
    if slide.kind == "code":
        lines = [len(text.splitlines()) for text in (slide.code, slide.output)]
        share = [(room - 20) * count / max(sum(lines), 1) for count in lines] if all(lines) else [room, room]
        # Few lines of output need no more than their own height.
        view["code_size"] = code_size(slide.code, max(share[0], room - 20 - 40 - 25 * lines[1])) if slide.code else 0
        view["output_size"] = code_size(slide.output, max(share[1], room - 20 - 40 - 25 * lines[0])) if slide.output else 0
    if slide.kind == "task":
        view["code_size"] = min(code_size(slide.code, room), {"": 21, "full": 18, "tight": 15}[view["size"]])
    if slide.code:
        view["code"] = words.code(slide.code)
    if slide.svg:
        svg, width, height = words.page_svg.clean_svg(slide.svg)
        figures.mkdir(parents=True, exist_ok=True)
        (figures / f"{view['id']}.svg").write_text(words.page_svg.svg_file(svg), encoding="utf-8")
        view |= {"image": f"{address}/{view['id']}.svg", "width": round(width), "height": round(height),
                 "beside": bool(slide.points) and width / height < 1.3}
    return view


def _size(slide):
    """The class of a slide whose letters must be smaller than usual, or may be larger."""
    words_of = {
        "points": sum(len(point.split()) + 8 for point in slide.points),
        "question": len(" ".join([slide.text, *(choice for choice, _, _ in slide.choices)]).split()) + 8 * len(slide.choices)
        + max((len(reply.split()) for _, reply, right in slide.choices if right), default=0),
        "task": len(slide.text.split()) + 6 * len(slide.code.splitlines()), "text": len(slide.text.split()),
    }.get(slide.kind, 0)
    return next((name for name, most in SIZES.get(slide.kind, {}).items() if words_of <= most), "tight")


def _unique(title, taken):
    """An address for a slide, from its title; notes it in `taken`."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "slide"
    names = (base if number == 1 else f"{base}-{number}" for number in itertools.count(1))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name
