"""Small books built whole: what a page holds, and what must stop the build with words that help."""
import json
import re
import shutil

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
    """A function: cells of a chapter → built book's folder. The books share one folder, as a real one is built again and again."""
    try:
        vendor.node()
    except vendor.VendorError as error:
        pytest.skip(str(error))
    source = tmp_path_factory.mktemp("book")
    (source / "assets").mkdir()
    for picture in (build.ROOT / "assets").glob("*.svg"):
        shutil.copy(picture, source / "assets")
    config = (build.ROOT / "_config.yml").read_text()
    (source / "_config.yml").write_text(config.replace("page: assets", f"page: {(build.ROOT / 'assets').as_posix()}"))
    (source / "chapters").mkdir()
    (source / "chapters" / "references.bib").write_text("")
    (source / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: chapter\n")
    (source / "index.md").write_text("# A small book\n\nThis first paragraph of the landing page is its description.\n")

    def write_and_build(*cells, builder="html"):
        start = new_markdown_cell("# A chapter\n\nWhat the chapter is about, in one sentence of some length.")
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = new_notebook(cells=[start, *cells], metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
        for number, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{number}"
        nbformat.write(notebook, source / "chapter.ipynb")
        return build.build(source, builder)

    return write_and_build


def page(folder, name="chapter.html"):
    return (folder / name).read_text()


def test_a_figure_with_its_caption_is_one_element(make):
    folder = make(code("show()", figure(), caption("*A square of* **red**.")))
    found = re.search(r'<figure class="book-figure">\s*<img\b([^>]*)>\s*<figcaption>(.*?)</figcaption>\s*</figure>', page(folder), re.S)
    assert found and "<strong>red</strong>" in found[2]
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
    assert attributes.pop("src").startswith("_images/figure-")
    assert attributes == {"class": "figure-svg", "alt": ALT, "width": "96", "height": "48", "loading": "lazy", "decoding": "async"}


def files(folder):
    return sorted((folder / "_images").glob("figure-*.svg"))


def test_equal_figures_are_one_file_and_a_figure_that_left_the_book_is_gone(make):
    two = (figure(), figure(kinds=("image/svg+xml",)))
    folder = make(code("show()", *two), code("show()", figure(svg=SVG.replace("L 1 1", "L 2 2"))))
    shown = re.findall(r'src="_images/(figure-\w+\.svg)"', page(folder))
    assert len(shown) == 3 and shown[0] == shown[1] != shown[2]
    assert [file.name for file in files(folder)] == sorted(set(shown))
    assert "currentColor" in files(folder)[0].read_text()
    assert [file.name for file in files(make(code("show()", figure())))] == [shown[0]]


def test_figures_on_paper_stand_in_the_page_and_share_no_id(make):
    text = page(make(code("show()", figure(), figure()), code("show()", figure()), builder="singlehtml"), "index.html")
    found = re.findall(r'<path id="([^"]*)"', text)
    assert text.count('class="figure-svg"') == 3 == text.count(f'aria-label="{ALT}"')
    assert len(found) == len(set(found)) and found


def test_a_raster_figure_has_words_and_a_size(make):
    text = page(make(code("show()", figure(kinds=("image/png",)))))
    image = re.search(r'<img [^>]*_images[^>]*>', text)[0]
    assert f'alt="{ALT}"' in image and "width" in image and "height" in image


@pytest.mark.parametrize("kinds", [("image/svg+xml",), ("image/png",)])
def test_a_figure_without_words_stops_the_build(make, kinds):
    with pytest.raises(build.BuildError, match=r"chapter\.ipynb, cell 2.*figure without alt text"):
        make(code("show()", figure(alt=None, kinds=kinds)))


def test_a_failed_build_fails_again_until_it_is_mended(make):
    wrong = code("show()", figure(alt=None))
    for _ in range(2):
        with pytest.raises(build.BuildError):
            make(wrong)
    make(code("show()", figure()))


@pytest.mark.parametrize("text, words", [
    (r"A formula $\frac{1}{2$ that ends too early.", r"chapter\.ipynb, cell 2.*cannot be typeset"),
    (r"$$\unknowncommand{x}$$", "Undefined control sequence"),
    ("A [link](nowhere.md) to nowhere.", "nowhere"),
    ("A {ref}`no-such-label`.", "no-such-label"),
])
def test_broken_text_stops_the_build_and_is_named(make, text, words):
    with pytest.raises(build.BuildError, match=f"(?s){words}"):
        make(new_markdown_cell(text))


def test_stored_stderr_stops_the_build(make):
    with pytest.raises(build.BuildError, match="stderr was found"):
        make(code("warn()", new_output("stream", name="stderr", text="a warning")))


def test_one_number_for_each_numbered_formula(make):
    one, two, three = "$$\na = b\n$$ (one)", "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", "$$\ne \\\\ f\n$$"
    text = page(make(new_markdown_cell("\n\n".join(["See {eq}`one`.", one, two, three]))))
    assert re.findall(r'<span class="eqno">\((\d+)\)', text) == ["1", "2"]
    assert "tag" not in re.findall(r'class="([^"]*)"', text) and 'class="katex-error"' not in text
    assert re.search(r'<a class="reference internal" href="#[^"]*">\(1\)</a>', text)


def test_a_page_loads_only_what_it_needs(make):
    plain = page(make(code("1 + 1", new_output("execute_result", {"text/plain": "2"}, execution_count=1))))
    for name in ("thebe", "fontawesome.js", "searchindex.js", "mathjax", "https://cdn"):
        assert name not in plain.lower(), name
    assert plain.count('rel="stylesheet"') == 1 and "host.mjs" not in plain


def test_explorables_bring_their_script_and_other_pages_do_not(make):
    place = '<div class="dlbook-explorable" data-name="neuron" data-state="{}"><p>A neuron.</p></div>'
    forms = {"text/html": place, "application/vnd.jupyter.widget-view+json": json.dumps({"model_id": "1"}), "text/plain": "neuron()"}
    widget = new_output("execute_result", forms, execution_count=1)
    folder = make(code("neuron()", widget))
    assert re.search(r'<script[^>]*type="module"[^>]*explorables/host\.mjs', page(folder))
    assert "host.mjs" not in page(folder, "index.html")
    assert (folder / "_static/explorables/host.mjs").exists()


def test_exercises_and_choices_get_their_classes(make):
    verdict = new_output("stream", name="stdout", text="concepts.mse: not attempted. Replace the line.\n")
    text = page(make(code('def mse():\n    raise NotImplementedError\n\ncheck("concepts.mse", mse)', verdict),
                     new_markdown_cell("**Question 1.** Which?\n\n<details><summary>this</summary>\n\n**Right.** Yes.\n\n</details>\n"
                                       "<details><summary>that</summary>\n\n**Not quite.** No.\n\n</details>")))
    assert re.search(r'class="cell exercise\b', text) and "verdict-not-attempted" in text
    assert text.count('<details class="choice right">') == 1 and text.count('<details class="choice wrong">') == 1


def test_words_for_search_engines_and_previews(make):
    text = page(make())
    assert '<meta name="description" content="What the chapter is about, in one sentence of some length.">' in text
    assert "<title>A chapter — Deep Learning Unveiled</title>" in text
    assert re.search(r'property="og:image" content="https://[^"]*/_static/social\.png"', text)


def test_a_folder_that_lost_files_is_built_anew(make):
    folder = make()
    (folder / "searchindex.js").unlink()
    (folder / "index.html").unlink()
    make()
    assert (folder / "searchindex.js").exists() and (folder / "index.html").exists()


def test_a_page_that_left_the_book_is_gone(make, tmp_path):
    folder = make()
    (folder / "old.html").write_text("an old chapter")
    make(new_markdown_cell("A change."))
    assert not (folder / "old.html").exists() and (folder / "chapter.html").exists() and (folder / "404.html").exists()


def test_the_epub_is_xml_with_mathml_and_declares_it(make):
    import zipfile

    made = epub.finish(make(new_markdown_cell("Energy $E = mc^2$."), code("show()", figure()), builder="epub"))
    with zipfile.ZipFile(made) as book:
        assert book.infolist()[0].filename == "mimetype"
        text = book.read("chapter.xhtml").decode()
        manifest = book.read("content.opf").decode()
    assert "<math" in text and "<svg" in text and "<script" not in text and 'class="katex-html"' not in text
    assert re.search(r'<item properties="mathml svg"[^>]*href="chapter\.xhtml"', manifest)


def test_a_page_that_is_no_xml_is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "book.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("page.xhtml", "<p>an open tag")
    with pytest.raises(epub.EpubError, match="page.xhtml"):
        epub.finish(tmp_path)


def test_a_folder_without_a_book_is_named(tmp_path):
    with pytest.raises(build.BuildError, match="_toc.yml is missing"):
        build.build(tmp_path)


def test_an_interactive_figure_stands_on_a_page_without_code(make):
    text = page(make(new_markdown_cell("```{explorable} neuron\nbias: 0.5\nactivation: tanh\n```")))
    assert 'class="dlbook-explorable" data-name="neuron"' in text and "&quot;bias&quot;: 0.5" in text
    assert "explorables/host.mjs" in text


@pytest.mark.parametrize("block, message", [
    ("```{explorable} neurone\n```", "no interactive figure 'neurone'; there are: "),
    ("```{explorable} neuron\nbiass: 1\n```", "neuron has no 'biass'"),
])
def test_an_interactive_figure_that_does_not_exist_stops_the_build(make, block, message):
    with pytest.raises(build.BuildError, match=message):
        make(new_markdown_cell(block))
