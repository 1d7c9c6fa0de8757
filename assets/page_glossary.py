"""The glossary: its entries as a list of definitions, and on every page a link from a term's first marked use to its entry.

An entry stands in chapters/glossary.md, in the `{terms}` block under its letter:

    - term: activation function
      chinese: 激活函数
      means: The curve through which a unit passes its weighted sum.
      taught: activations#which-curves-are-there
      also: [activation]

A chapter writes `*activation function*` and nothing else: in Jupyter and in print that is emphasis, on the built page also a link.
The term itself, its plural in -s and the forms in `also` are found, in any case of letters. What stands in parentheses tells two
terms of one name apart: a page that teaches one of them means that one, every other page the first.
"""
import dataclasses
import pathlib
import re

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

PAGE = "chapters/glossary"
BLOCK = re.compile(r"^:::\{terms\}\n(.*?)^:::$", re.M | re.S)
PARTS = {"term", "chinese", "means", "taught"}
NO_LINKS_IN = (nodes.title, nodes.reference, addnodes.pending_xref, nodes.caption)
WORKS = "Further reading"  # what is emphasised there is the title of a work


class GlossaryError(ValueError):
    """An entry of the glossary cannot be read."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One term; `taught` is a chapter's file name without ending, `#`, and the anchor of a section."""

    term: str
    chinese: str
    means: str
    taught: str
    also: tuple = ()

    @property
    def anchor(self):
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")

    @property
    def chapter(self):
        return self.taught.partition("#")[0]

    @property
    def forms(self):
        """All forms, as `plain` leaves them, under which a chapter may mark the term."""
        bare = re.sub(r" *\(.*?\)", "", self.term)
        return {form for word in (bare, *self.also) for form in (plain(word), plain(word) + "s")}


def plain(text):
    """Marked words as they are compared: small letters, single blanks, no full stop or comma at the end."""
    return " ".join(text.split()).rstrip(".,:;?!").lower()


def parse(block):
    """The entries of one `{terms}` block. Raises GlossaryError that names the entry."""
    try:
        items = yaml.safe_load(block) or []
    except yaml.YAMLError as error:
        raise GlossaryError(f"not YAML: {error}") from error
    entries = []
    for item in items:
        if not isinstance(item, dict):
            raise GlossaryError(f"expected an entry with the parts {', '.join(sorted(PARTS))}, received {item!r}")
        empty = sorted(part for part in PARTS if not isinstance(item.get(part), str) or not item[part].strip())
        if empty or item.keys() - PARTS - {"also"}:
            raise GlossaryError(f"entry {item.get('term')!r}: missing or not text: {', '.join(empty) or 'nothing'}; "
                                f"unknown: {', '.join(map(str, sorted(item.keys() - PARTS - {'also'}))) or 'nothing'}")
        if not re.fullmatch(r"[\w/]+#\S+", item["taught"]):
            raise GlossaryError(f"entry {item['term']!r}: taught must be chapter#section, received {item['taught']!r}")
        entries.append(Entry(**{**item, "also": tuple(item.get("also", ()))}))
    return entries


def read(path):
    """All entries of the glossary page at `path`, in their order."""
    return [entry for block in BLOCK.findall(pathlib.Path(path).read_text(encoding="utf-8")) for entry in parse(block)]


def find(entries, marked, chapter):
    """The entry that the words `marked` mean in the chapter of that name; None if they are no term."""
    found = [entry for entry in entries if plain(marked) in entry.forms]
    return next((entry for entry in found if entry.chapter == chapter), found[0] if found else None)


class Terms(SphinxDirective):
    """The entries of one letter."""

    has_content = True

    def run(self):
        try:
            entries = parse("\n".join(self.content))
        except GlossaryError as error:
            raise self.error(str(error)) from error
        found = nodes.definition_list("", *map(self.item, entries), classes=["glossary", "book-terms"])
        return [addnodes.glossary("", found, sorted=False)]

    def item(self, entry):
        chinese = nodes.inline("", entry.chinese, classes=["chinese", "language-zh-Hans"])
        term = nodes.term("", "", nodes.Text(entry.term + " "), chinese, ids=[entry.anchor])
        meaning = nodes.definition()
        name = entry.chapter.rpartition("/")[2].replace("_", " ")
        chapter = "FAQ" if name == "faq" else name.capitalize()
        lines = [entry.means, "", f"{chapter}: [](/chapters/{entry.chapter}.ipynb#{entry.taught.partition('#')[2]})"]
        self.state.nested_parse(StringList(lines, self.get_source_info()[0]), self.content_offset, meaning)
        if len(meaning) > 1:
            meaning[-1]["classes"].append("taught")
        return nodes.definition_list_item("", term, meaning)


class LinkFirstUses(SphinxTransform):
    """Put a reference around the first emphasised use of each term on the page."""

    default_priority = 500

    def apply(self):
        path = pathlib.Path(self.env.srcdir) / f"{PAGE}.md"
        if PAGE not in self.env.found_docs or self.env.docname == PAGE or not path.exists():
            return
        self.env.note_dependency(str(path))
        entries, linked = read(path), set()
        chapter = self.env.docname.removeprefix("chapters/")
        for node in list(self.document.findall(lambda node: isinstance(node, (nodes.emphasis, nodes.strong)))):
            entry = find(entries, node.astext(), chapter)
            if entry is None or entry.anchor in linked or not may_be_linked(node):
                continue
            linked.add(entry.anchor)
            link = addnodes.pending_xref("", refdomain="", reftype="book-term", reftarget=entry.anchor, refdoc=self.env.docname,
                                         refexplicit=True, refwarn=True, reftitle=entry.means)
            node.replace_self(link)
            link += node


def may_be_linked(node):
    """Whether a link may stand here: not in a heading or another link, nor among the titles of works."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, NO_LINKS_IN) or (isinstance(node, nodes.section) and node[0].astext() == WORKS):
            return False
    return True


def resolve(app, env, node, content):
    if node["reftype"] != "book-term":
        return None
    link = make_refnode(app.builder, node["refdoc"], PAGE, node["reftarget"], content, node["reftitle"])
    link["classes"].append("book-term")
    return link


def add_filter(app, pagename, templatename, context, doctree):
    if pagename == PAGE and app.builder.name == "html":
        app.add_js_file("glossary.js")


def setup(app):
    app.add_directive("terms", Terms)
    app.add_transform(LinkFirstUses)
    app.connect("missing-reference", resolve)
    app.connect("html-page-context", add_filter)
