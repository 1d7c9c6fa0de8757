"""Small books built whole: what a page holds, and what must stop the build with words that help.

One sound book holds a page for each thing that is looked at, one wrong book a page for each thing that must stop the build.
"""
import json
import re
import shutil
import types
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import build, epub, vendor

ALT = "A square of red on white, one by one"
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36"><defs><path id="p" d="M 0 0 L 1 1"/></defs>'
       '<use href="#p" style="stroke: #262626"/></svg>')
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def figure(alt=ALT, kinds=("image/svg+xml", "image/png"), svg=SVG):
    data = {kind: {"image/svg+xml": svg, "image/png": PNG}[kind] for kind in kinds}
    return new_output("display_data", {**data, "text/plain": "Figure"}, metadata={kind: {"alt": alt} for kind in kinds} if alt else {})


def caption(text):
    return new_output("display_data", {"text/markdown": text, "text/plain": text}, metadata={"dlbook": {"caption": True}})


def code(source, *outputs, **metadata):
    return new_code_cell(source, execution_count=1, outputs=list(outputs), metadata=metadata)


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """A function: name of a book and cells by page → folder of the built book. Under one name one book is built again and again."""
    try:
        vendor.node()
    except vendor.VendorError as error:
        pytest.skip(str(error))

    def start(name):
        source = tmp_path_factory.mktemp("books") / name
        (source / "assets").mkdir(parents=True)
        for picture in (build.ROOT / "assets").glob("*.svg"):
            shutil.copy(picture, source / "assets")
        config = (build.ROOT / "_config.yml").read_text()
        (source / "_config.yml").write_text(config.replace("page: assets", f"page: {(build.ROOT / 'assets').as_posix()}"))
        (source / "chapters").mkdir()
        (source / "chapters" / "references.bib").write_text("")
        (source / "index.md").write_text("# A small book\n\nThis first paragraph of the landing page is its description.\n")
        return source

    sources = {}

    def write_and_build(name, pages, builder="html"):
        source = sources.get(name) or sources.setdefault(name, start(name))
        (source / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n" + "".join(f"  - file: {page}\n" for page in pages))
        for page, cells in pages.items():
            write_page(source / f"{page}.ipynb", cells)
        return build.build(source, builder)

    return write_and_build


def write_page(path, cells):
    start = new_markdown_cell(f"# About {path.stem}\n\nWhat the chapter is about, in one sentence of some length.")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[start, *cells], metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    text = nbformat.writes(notebook)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def page(folder, name="chapter"):
    return (folder / f"{name}.html").read_text()


def shown(text):
    return re.findall(r'src="_images/(figure-\w+\.svg)"', text)


def files(folder):
    return sorted(file.name for file in (folder / "_images").glob("figure-*.svg"))


PLACE = '<div class="dlbook-explorable" data-name="neuron" data-state="{}"><p>A neuron.</p></div>'
WIDGET = {"text/html": PLACE, "application/vnd.jupyter.widget-view+json": json.dumps({"model_id": "1"}), "text/plain": "neuron()"}
VERDICT = "concepts.mse: not attempted. Replace the line.\n"
CHOICES = """**Question 1.** Which?

<details><summary>this</summary>

**Right.** Yes.

</details>
<details><summary>that</summary>

**Not quite.** No.

</details>"""
FORMULAS = ["See {eq}`one`.", "$$\na = b\n$$ (one)", "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", "$$\ne \\\\ f\n$$"]
SOUND = {
    "bare": [],
    "figure": [code("show()", figure(), caption("*A square of* **red**."))],
    "figures": [code("show()", figure(), figure(kinds=("image/svg+xml",))), code("show()", figure(svg=SVG.replace("L 1 1", "L 2 2")))],
    "raster": [code("show()", figure(kinds=("image/png",)))],
    "formulas": [new_markdown_cell("\n\n".join(FORMULAS))],
    "plain": [code("1 + 1", new_output("execute_result", {"text/plain": "2"}, execution_count=1))],
    "widget": [code("neuron()", new_output("execute_result", WIDGET, execution_count=1))],
    "explorable": [new_markdown_cell("```{explorable} neuron\nbias: 0.5\nactivation: tanh\n```")],
    "exercise": [code('def mse():\n    raise NotImplementedError\n\ncheck("concepts.mse", mse)',
                      new_output("stream", name="stdout", text=VERDICT)), new_markdown_cell(CHOICES)],
}


@pytest.fixture(scope="module")
def book(make):
    """The sound book: its folder."""
    return make("sound", SOUND)


def test_a_figure_with_its_caption_is_one_element(book):
    found = re.search(r'<figure class="book-figure">\s*<img\b([^>]*)>\s*<figcaption>(.*?)</figcaption>\s*</figure>', page(book, "figure"),
                      re.S)
    assert found and "<strong>red</strong>" in found[2]
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
    assert attributes.pop("src").startswith("_images/figure-")
    assert attributes == {"class": "figure-svg", "alt": ALT, "width": "96", "height": "48", "loading": "lazy", "decoding": "async"}


def test_equal_figures_are_one_file(book):
    one, same, other = shown(page(book, "figures"))
    assert one == same != other and shown(page(book, "figure")) == [one]
    assert files(book) == sorted([one, other])
    assert "currentColor" in (book / "_images" / one).read_text()


def test_a_raster_figure_has_words_and_a_size(book):
    image = re.search(r'<img [^>]*_images[^>]*>', page(book, "raster"))[0]
    assert f'alt="{ALT}"' in image and "width" in image and "height" in image


def test_one_number_for_each_numbered_formula(book):
    text = page(book, "formulas")
    assert re.findall(r'<span class="eqno">\((\d+)\)', text) == ["1", "2"]
    assert "katex-tag" not in text and "eqn-num" not in text and 'class="katex-error"' not in text  # KaTeX counts nothing itself
    assert re.search(r'<a class="reference internal" href="#[^"]*">\(1\)</a>', text)


def test_a_page_loads_only_what_it_needs(book):
    plain = page(book, "plain")
    for name in ("thebe", "fontawesome.js", "searchindex.js", "mathjax", "https://cdn"):
        assert name not in plain.lower(), name
    assert plain.count('rel="stylesheet"') == 1 and "host.mjs" not in plain


def test_explorables_bring_their_script_and_other_pages_do_not(book):
    assert re.search(r'<script[^>]*type="module"[^>]*explorables/host\.mjs', page(book, "widget"))
    assert "host.mjs" not in page(book, "index")
    assert (book / "_static/explorables/host.mjs").exists()


def test_an_interactive_figure_stands_on_a_page_without_code(book):
    text = page(book, "explorable")
    assert 'class="dlbook-explorable" data-name="neuron"' in text and "&quot;bias&quot;: 0.5" in text
    assert "explorables/host.mjs" in text


def test_exercises_and_choices_get_their_classes(book):
    text = page(book, "exercise")
    assert re.search(r'class="cell exercise\b', text) and "verdict-not-attempted" in text
    assert text.count('<details class="choice right">') == 1 and text.count('<details class="choice wrong">') == 1


def test_words_for_search_engines_and_previews(book):
    text = page(book, "bare")
    assert '<meta name="description" content="What the chapter is about, in one sentence of some length.">' in text
    assert "<title>About bare — Deep Learning Unveiled</title>" in text
    assert re.search(r'property="og:image" content="https://[^"]*/_static/social\.png"', text)


# page: (its second cell, what the build must say of it)
WRONG = {
    "formula": (new_markdown_cell(r"A formula $\frac{1}{2$ that ends too early."), "cannot be typeset"),
    "command": (new_markdown_cell(r"$$\unknowncommand{x}$$"), "Undefined control sequence"),
    "link": (new_markdown_cell("A [link](nowhere.md) to nowhere."), "nowhere"),
    "label": (new_markdown_cell("A {ref}`no-such-label`."), "no-such-label"),
    "wordless": (code("show()", figure(alt=None, kinds=("image/svg+xml",))), "figure without alt text"),
    "wordless_raster": (code("show()", figure(alt=None, kinds=("image/png",))), "figure without alt text"),
    "stderr": (code("warn()", new_output("stream", name="stderr", text="a warning")), "stderr was found"),
    "name": (new_markdown_cell("```{explorable} neurone\n```"), "no interactive figure 'neurone'; there are: "),
    "state": (new_markdown_cell("```{explorable} neuron\nbiass: 1\n```"), "neuron has no 'biass'"),
}


@pytest.fixture(scope="module")
def wrong(make):
    """The wrong book: what is said of it, and a function that builds it again with some pages mended."""
    def complaint(*mended):
        with pytest.raises(build.BuildError) as caught:
            make("wrong", {name: [new_markdown_cell("Mended.") if name in mended else cell] for name, (cell, _) in WRONG.items()})
        return str(caught.value).splitlines()

    return types.SimpleNamespace(said=complaint(), again=complaint)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_stops_the_build_and_is_named(wrong, name):
    about = [line for line in wrong.said if line.startswith(f"{name}.ipynb, cell 2")]
    assert len(about) == 1 and WRONG[name][1] in about[0], wrong.said


def test_a_failed_build_fails_again_until_it_is_mended(make, wrong):
    assert wrong.again() == wrong.said
    left, = (line for line in wrong.again(*(WRONG.keys() - {"wordless"})) if ".ipynb" in line)
    assert left.startswith("wordless.ipynb, cell 2")  # one of them is enough
    make("wrong", {name: [new_markdown_cell("Mended.")] for name in WRONG})


def test_what_left_the_book_is_gone_and_what_was_lost_is_built_anew(make):
    other = figure(svg=SVG.replace("L 1 1", "L 2 2"))
    folder = make("changing", {"chapter": [code("show()", figure(), other)]})
    stays, goes = shown(page(folder))
    (folder / "old.html").write_text("an old chapter")
    make("changing", {"chapter": [code("show()", figure())]})
    assert files(folder) == [stays] != [goes]
    assert not (folder / "old.html").exists() and (folder / "chapter.html").exists() and (folder / "404.html").exists()

    (folder / "searchindex.js").unlink()
    (folder / "index.html").unlink()
    make("changing", {"chapter": [code("show()", figure())]})
    assert (folder / "searchindex.js").exists() and (folder / "index.html").exists()


def test_figures_on_paper_stand_in_the_page_and_share_no_id(make):
    folder = make("paper", {"chapter": [code("show()", figure(), figure()), code("show()", figure())]}, builder="singlehtml")
    text = page(folder, "index")
    found = re.findall(r'<path id="([^"]*)"', text)
    assert text.count('class="figure-svg"') == 3 == text.count(f'aria-label="{ALT}"')
    assert len(found) == len(set(found)) and found


def test_the_epub_is_xml_with_mathml_and_declares_it(make):
    made = epub.finish(make("paper", {"chapter": [new_markdown_cell("Energy $E = mc^2$."), code("show()", figure())]}, builder="epub"))
    with zipfile.ZipFile(made) as book:
        assert book.infolist()[0].filename == "mimetype"
        text = book.read("chapter.xhtml").decode()
        manifest = book.read("content.opf").decode()
    assert "<math" in text and "<svg" in text and "<script" not in text and 'class="katex-html"' not in text
    assert re.search(r'<item properties="mathml svg"[^>]*href="chapter\.xhtml"', manifest)


def test_a_page_that_is_no_xml_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "book.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("page.xhtml", "<p>an open tag")
    with pytest.raises(epub.EpubError, match="page.xhtml"):
        epub.finish(tmp_path)


def test_a_folder_without_a_book_is_named(tmp_path):
    with pytest.raises(build.BuildError, match="_toc.yml is missing"):
        build.build(tmp_path)
