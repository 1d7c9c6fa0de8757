"""The glossary: each entry has all its parts, each is marked in the chapter that teaches it, and marked words become links."""
import html
import re
import sys

import nbformat
import pytest
from markdown_it import MarkdownIt

from tools import build, notebooks, structure_links, vendor

sys.path.insert(0, str(notebooks.ROOT / "assets"))
import page_glossary  # noqa: E402

GLOSSARY = notebooks.ROOT / f"{page_glossary.PAGE}.md"
ENTRIES = page_glossary.read(GLOSSARY)
CHINESE = re.compile("[\u4e00-\u9fff]")


def key(term):
    """What terms are sorted by: letters, figures and blanks alone."""
    return re.sub(r"[^a-z0-9 ]", "", term.lower().replace("-", " "))


def marked(path):
    """The emphasised words of a chapter that may become links, in order."""
    parser, words, heading = MarkdownIt("commonmark"), [], ""
    for cell in notebooks.read(path).cells:
        for token in parser.parse(cell.source) if cell.cell_type == "markdown" else []:
            if token.type == "heading_open":
                heading = None
            elif token.type == "inline" and heading is None:
                heading = token.content
            elif token.type == "inline" and heading != page_glossary.WORKS:
                words += emphasised(token.children)
    return words


def emphasised(tokens):
    words, open_at, in_link = [], [], False
    for position, token in enumerate(tokens):
        if token.type in ("em_open", "strong_open"):
            open_at.append(position)
        elif token.type in ("em_close", "strong_close"):
            inside = tokens[open_at.pop() + 1:position]
            words += [] if in_link else ["".join(part.content for part in inside)]
        elif token.type in ("link_open", "link_close"):
            in_link = token.type == "link_open"
    return words


def test_there_are_enough_terms_in_alphabetical_order_each_once():
    terms = [entry.term for entry in ENTRIES]
    assert len(terms) >= 130
    assert [key(term) for term in terms] == sorted({key(term) for term in terms})
    assert len({entry.anchor for entry in ENTRIES}) == len(terms)


def test_each_term_stands_under_its_letter_and_each_letter_is_linked():
    text = GLOSSARY.read_text(encoding="utf-8")
    under = re.findall(r"^## (\w)\n\n:::\{terms\}\n(.*?)^:::$", text, re.M | re.S)
    assert sum(len(page_glossary.parse(block)) for _, block in under) == len(ENTRIES)
    assert [entry.term for letter, block in under for entry in page_glossary.parse(block) if key(entry.term)[0] != letter.lower()] == []
    assert re.findall(r"\[(\w)\]\(#\w\)", text) == [letter for letter, _ in under]


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.anchor for entry in ENTRIES])
def test_an_entry_is_chinese_short_and_taught_somewhere(entry):
    assert CHINESE.search(entry.chinese), f"no Chinese characters in {entry.chinese!r}"
    assert re.fullmatch(r"[^\n]{15,160}\.", entry.means) and ". " not in entry.means, "the meaning is one sentence of up to 160 letters"
    path = notebooks.CHAPTERS / f"{entry.chapter}.ipynb"
    assert path.exists(), f"no chapter {entry.chapter!r}"
    assert entry.taught.partition("#")[2] in structure_links.anchors(path), f"no section {entry.taught!r}"


@pytest.mark.parametrize("chapter", sorted({entry.chapter for entry in ENTRIES}))
def test_the_chapter_that_teaches_a_term_marks_it(chapter):
    meant = [page_glossary.find(ENTRIES, words, chapter) for words in marked(notebooks.CHAPTERS / f"{chapter}.ipynb")]
    missing = [entry.term for entry in ENTRIES if entry.chapter == chapter and entry not in meant]
    assert not missing, f"write *term* where {chapter} first uses: {', '.join(missing)}"


def test_no_form_is_shared_but_by_terms_that_parentheses_tell_apart():
    for entry in ENTRIES:
        others = [other for other in ENTRIES if other is not entry and other.forms & entry.forms]
        assert all("(" in other.term and "(" in entry.term for other in others), (entry.term, others)
        assert len({entry.chapter, *(other.chapter for other in others)}) == len(others) + 1


@pytest.mark.parametrize("block, message", [
    ("- term: a\n  chinese: 甲\n  means: A letter.\n", "taught"),
    ("- term: a\n  chinese:\n  means: A letter.\n  taught: b#c\n", "chinese"),
    ("- term: a\n  chinese: 甲\n  means: A letter.\n  taught: b\n", "chapter#section"),
    ("- term: a\n  chinese: 甲\n  means: A letter.\n  taught: b#c\n  see: d\n", "unknown: see"),
    ("- just words\n", "just words"),
    ("- term: [\n", "not YAML"),
])
def test_an_entry_that_lacks_a_part_is_named(block, message):
    with pytest.raises(page_glossary.GlossaryError, match=message):
        page_glossary.parse(block)


def made_up(term, taught, also=()):
    return page_glossary.Entry(term, "词", "A word.", taught, also)


def test_forms_and_the_two_terms_of_one_name():
    unit, method = made_up("bias (of a unit)", "one#a", ("biases",)), made_up("bias (of a method)", "two#b")
    assert page_glossary.find([unit, method], "Bias", "two") is method
    assert page_glossary.find([unit, method], "bias", "one") is page_glossary.find([unit, method], "bias", "three") is unit
    assert page_glossary.find([unit, method], "Biases.", "two") is unit
    assert page_glossary.find([unit, method], "biased", "two") is None
    assert page_glossary.find([made_up("hidden layer", "one#a")], "hidden  layers", "one") is not None


WORDS = """# A chapter

What the chapter is about, with **Warm-up.** and an *unknown* word. A *loss* and a *loss*. Two [*layers*](other.md), *layers* and **layer**.

## The *batch* in a heading?

A *batch*.

## Further reading

*Model*, a book.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A book of a chapter, another page and the glossary of four terms, as web pages."""
    try:
        vendor.node()
    except vendor.VendorError as error:
        pytest.skip(str(error))
    source = tmp_path_factory.mktemp("book")
    for folder in ("assets", "chapters"):
        (source / folder).mkdir()
    for picture in (notebooks.ROOT / "assets").glob("*.svg"):
        (source / "assets" / picture.name).write_bytes(picture.read_bytes())
    config = (notebooks.ROOT / "_config.yml").read_text()
    (source / "_config.yml").write_text(config.replace("page: assets", f"page: {(notebooks.ROOT / 'assets').as_posix()}"))
    (source / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n" + "".join(
        f"  - file: chapters/{name}\n" for name in ("one", "other", "glossary")))
    (source / "index.md").write_text("# A small book\n\nThis first paragraph of the landing page is its description.\n")
    (source / "chapters" / "references.bib").write_text("")
    (source / "chapters" / "other.md").write_text("# Another page\n\nA page of *losses* only, and of nothing else at all.\n")
    one = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(WORDS, id="a")])
    notebooks.write(source / "chapters" / "one.ipynb", notebooks.normalise(one))
    letters = {"B": ["batch"], "L": ["layer", "loss"], "M": ["model"]}
    glossary = "# Glossary\n\nAll terms of this small book, in order.\n"
    for letter, terms in letters.items():
        entries = "".join(f"- term: {term}\n  chinese: 词\n  means: What a {term} is.\n  taught: one#a-chapter\n"
                          + ("  also: [losses]\n" if term == "loss" else "") for term in terms)
        glossary += f"\n## {letter}\n\n:::{{terms}}\n{entries}:::\n"
    (source / "chapters" / "glossary.md").write_text(glossary)
    return source


def links(text):
    """(anchor, tooltip, what the link shows) of each link of a page to the glossary's terms."""
    found = re.findall(r'<a class="book-term[^"]*" href="glossary\.html#(term-[\w-]+)" title="([^"]*)">(.*?)</a>', text)
    return [(anchor, html.unescape(title), shown) for anchor, title, shown in found]


def test_the_first_marked_use_is_a_link_and_nothing_else_is(small):
    folder = build.build(small) / "chapters"
    assert links((folder / "one.html").read_text()) == [
        ("term-loss", "What a loss is.", "<em>loss</em>"), ("term-layer", "What a layer is.", "<em>layers</em>"),
        ("term-batch", "What a batch is.", "<em>batch</em>")]
    assert [found[0] for found in links((folder / "other.html").read_text())] == ["term-loss"]


def test_the_glossary_s_page_has_anchors_chinese_and_links_back(small):
    text = (build.build(small) / "chapters" / "glossary.html").read_text()
    for anchor in ("term-batch", "term-layer", "term-loss", "term-model"):
        assert re.search(rf'<dt id="{anchor}">\w+ <span class="chinese" lang="zh-Hans">词</span><a class="headerlink"', text), anchor
    assert text.count('href="one.html#a-chapter"') >= 4 and "book-term " not in text and "glossary.js" in text
    assert "glossary.js" not in (build.build(small) / "chapters" / "one.html").read_text()


def test_an_entry_that_is_taught_nowhere_stops_the_build(small):
    page = small / "chapters" / "glossary.md"
    right = page.read_text()
    try:
        page.write_text(right.replace("one#a-chapter", "one#no-such-section", 1))
        with pytest.raises(build.BuildError, match="no-such-section"):
            build.build(small)
        page.write_text(right.replace("  chinese: 词\n", "", 1))
        with pytest.raises(build.BuildError, match="missing or not text: chinese"):
            build.build(small)
    finally:
        page.write_text(right)


def test_print_keeps_emphasis_and_links(small):
    paper = (build.build(small, "singlehtml") / "index.html").read_text()
    assert re.search(r'href="(?:index\.html)?#term-loss"[^>]*><em>loss</em>', paper) and paper.count('id="term-loss"') == 1
    assert paper.count("<em>losses</em></a>") == 1  # the first of its own page, though the book is one page
