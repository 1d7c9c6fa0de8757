"""Slides: what marks may say, what becomes of them, and that the gates read them."""
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dlbook.notebook import GLUE_PREFIX
from tools import notebooks, prose, slides, structure, student, vendor
from tools.slide_deck import deck, marks, words, writing

HEAD = """# A demo

We measure one small thing and draw it, in a few cells.

**You will be able to**

- read a number;
- read a figure.

**You need** nothing.

**Time:** about 5 minutes
"""
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="150pt" viewBox="0 0 300 150">'
       '<path d="M0 0L9 9" style="stroke:#262626"/></svg>')
QUESTIONS = """## Check yourself

**Question 1.** What is one plus one?

<details><summary>three</summary>

**Not quite.** You have added two.

</details>
<details><summary>two</summary>

**Right.** One more than one.

</details>
"""
STUB = 'def double(x):\n    raise NotImplementedError\n\ncheck("demo.double", double)'
SECTION = ["points", "code", "figure", "task", "points"]  # the slides below "A measurement"
ANSWER = 'def double(x):\n    return x + x\n\ncheck("demo.double", double)'


def marked(cell, mark):
    cell.metadata["dlbook"] = {"slide": mark}
    return cell


def figure_cell():
    picture = new_output("display_data", {"image/svg+xml": SVG}, metadata={"image/svg+xml": {"alt": "A short line."}})
    caption = new_output("display_data", {"text/markdown": "*Figure: the line of $x$.*"}, metadata={"dlbook": {"caption": True}})
    return new_code_cell("draw()", outputs=[picture, caption])


def glued(name, value):
    output = new_output("display_data", {f"{GLUE_PREFIX}text/plain": value},
                        metadata={"scrapbook": {"name": name, "mime_prefix": GLUE_PREFIX}})
    printed = new_output("stream", name="stdout", text="best 0.9722\n")
    return new_code_cell(f"measure()\nglue({name}=round(best(1), 4),\n     other=2)\nprint(1)", outputs=[output, printed])


def cells():
    """A chapter with a mark of each kind; number 7 is the solution."""
    return [
        new_markdown_cell(HEAD),
        marked(new_markdown_cell("## A measurement\n\nWe measure it: 97.2%<!--=best-->.\n\n### Aside\n\nA detail."),
               {"points": ["It is 97.2%<!--=best-->", "$$a = b$$"]}),
        marked(glued("best", "0.9722"), {"show": "code and output", "title": "The measurement"}),
        marked(figure_cell(), {"show": "figure"}),
        new_markdown_cell("The line rises.\n\n### Exercise: double\n\nReturn twice `x`."),
        marked(new_code_cell(STUB), {"show": "task"}),
        new_code_cell(ANSWER, metadata={"tags": ["solution", "hide-cell"]}),
        marked(new_markdown_cell("Text before.\n\n## Summary\n\nAll of it.\n\n" + QUESTIONS),
               [{"points": ["one", "two"]}, {"under": "Summary", "show": "text"}, {"show": "questions"}]),
        marked(new_markdown_cell("(faq-one)=\n### What is it?\n\nIt is *one* thing. " + "It is more of the same. " * 20),
               {"show": "opening"}),
    ]


@pytest.fixture(scope="module")
def writer():
    try:
        vendor.install()
    except vendor.VendorError as error:
        pytest.skip(str(error))
    with words.Writer() as writing_one:
        yield writing_one


def test_each_mark_becomes_the_slide_it_asks_for():
    made = deck.slides(cells())
    assert [slide.kind for slide in made] == ["title", "points", *SECTION, "text", "question", "opening"]
    title, aims, points, code, figure, task, before, text, question, opening = made
    assert title.title == "A demo" and title.text.startswith("We measure one") and aims.points == ["read a number", "read a figure"]
    assert (points.title, points.section) == ("A measurement", "A measurement")
    assert code.code == "measure()\nprint(1)" and code.output == "best 0.9722" and code.title == "The measurement"
    assert figure.alt == "A short line." and figure.text == "The line of $x$." and figure.title == "Aside"
    assert task.title == "Exercise: double" and task.text == "Return twice `x`." and task.code == STUB
    assert before.section == "A measurement" and before.notes == "Text before."
    assert (text.title, text.section, text.text) == ("Summary", "Summary", "All of it.")
    assert question.text == "What is one plus one?" and [right for *_, right in question.choices] == [False, True]
    assert opening.title == "What is it?" and opening.text.startswith("It is *one* thing.")
    assert len(opening.text.split()) <= deck.OPENING_WORDS


def test_notes_are_the_text_between_two_marks():
    made = deck.slides(cells())
    assert made[2].notes.startswith("We measure it") and "**Aside**" in made[2].notes
    assert made[4].notes == "The line rises."  # not the statement of the exercise
    assert "You have added two" in made[8].notes
    assert made[1].notes == "**You need** nothing."
    without = [*cells()[:4], marked(new_markdown_cell("## End"), {"points": ["a"]})]
    assert deck.slides(without)[4].notes == "A short line."  # no words about a figure but those for readers who do not see it
    assert not any("x + x" in part for slide in made for part in (slide.notes, slide.code, slide.text))
    asked = deck.slides([*cells()[:8], new_markdown_cell("Words after the questions.")])[-1]
    assert asked.kind == "question" and "Words after" not in asked.notes


def test_long_notes_end_after_a_paragraph():
    text = "\n\n".join(f"Paragraph {number} " + "word " * 60 for number in range(9))
    kept = deck._trimmed(text)
    assert kept.endswith("…") and len(kept.split()) <= deck.NOTES_WORDS + 1 and "Paragraph 1" in kept


def test_a_notebook_without_marks_has_no_deck():
    assert deck.slides([new_markdown_cell(HEAD), new_code_cell("1")]) == []


def test_sections_are_stacks():
    assert [[slide.kind for slide in stack] for stack in deck.stacks(deck.slides(cells()))][1] == SECTION


WRONG = {
    "no dict": (1, True, "a mark is a dict"),
    "empty list": (1, [], "the list of marks is empty"),
    "unknown key": (1, {"pionts": ["a"]}, "unknown key 'pionts'"),
    "no points": (1, {"points": []}, "'points' must be a list"),
    "empty point": (1, {"points": ["a", " "]}, "'points' must be a list"),
    "points as words": (1, {"points": "a"}, "'points' must be a list"),
    "too many": (1, {"points": list("abcdef")}, "6 points, at most 5"),
    "prose": (1, {"points": ["word " * 31]}, "a point of 31 words"),
    "neither": (1, {"title": "A"}, "needs 'points' or 'show'"),
    "no heading of that name": (1, {"points": ["a"], "under": "Asides"}, "no heading 'Asides' in the cell; there are: A"),
    "a figure in text": (1, {"show": "figure"}, "a markdown cell cannot show 'figure'"),
    "nothing of the code": (2, {"points": ["a"]}, "a code cell needs 'show'"),
    "no figure": (2, {"show": "figure"}, "the cell has 0 figures"),
    "no live figure": (2, {"show": "explorable"}, "no interactive figure"),
    "prints nothing": (3, {"show": "output"}, "the cell prints nothing"),
    "no exercise": (2, {"show": "task"}, "the cell is no exercise"),
    "a solution": (6, {"show": "code"}, "a solution is no slide"),
    "no question": (1, {"show": "questions"}, "asks no question"),
    "empty title": (1, {"points": ["a"], "title": " "}, "'title' must be words"),
}


@pytest.mark.parametrize("place, mark, said", WRONG.values(), ids=WRONG)
def test_a_malformed_mark_is_rejected(place, mark, said):
    assert marks.problems(cells()) == []
    broken = cells()
    marked(broken[place], mark)
    found, = marks.problems(broken)
    assert found.startswith(f"cell {place}, slide: ") and said in found


@pytest.fixture
def book(tmp_path):
    """The demo as a book; returns a function that writes it with other cells and gives its path."""
    (tmp_path / "chapters").mkdir()

    def write(changed):
        path = tmp_path / "chapters" / "demo.ipynb"
        notebooks.write(path, new_notebook(cells=changed))
        return path
    return write


def test_the_prose_gate_compares_the_numbers_of_slides(book):
    def found(point):
        changed = cells()
        marked(changed[1], {"points": [point]})
        path = book(changed)
        return prose.problems(path, path.parent.parent)

    assert found("It is 97.2%<!--=best-->") == []
    assert "cell 1, slide: 98.2% is written, but the cell measured best = 0.9722" in found("It is 98.2%<!--=best-->")[0]
    assert "'worst' is glued by no cell" in found("It is 97.2%<!--=worst-->")[0]
    assert found("It reached 97.2% on the test set")  # a result without a key


def test_the_structure_gate_reads_marks(book):
    changed = cells()
    marked(changed[3], {"show": "fig"})
    path = book(changed)
    assert any("cell 3, slide: a code cell cannot show 'fig'" in problem for problem in structure.problems(path, path.parent.parent))


def test_the_learner_s_edition_has_no_marks():
    changed = cells()
    changed[2].metadata["dlbook"]["rtol"] = 0.1
    kept, _ = student.without_solutions(new_notebook(cells=changed))
    assert [dict(cell.metadata) for cell in kept.cells if cell.metadata] == [{"dlbook": {"rtol": 0.1}}]


def test_code_that_nobody_could_read_is_no_slide():
    assert writing.code_size("x = 1") == writing.LARGEST
    assert writing.code_size("x" * 100) < writing.LARGEST
    for text in ("x" * 130, "x\n" * 40):
        with pytest.raises(writing.SlideError, match="too much for a slide"):
            writing.code_size(text)


def test_long_printed_lines_are_broken():
    assert deck.wrapped("a b\n" + "word " * 40).splitlines()[0] == "a b"
    assert max(map(len, deck.wrapped("word " * 40).splitlines())) <= deck.LONGEST_LINE


def test_words_are_set_as_in_the_book(writer):
    line = writer.line("Loss $L$, by {cite:t}`cauchy1847gradient`, 97%<!--=best--> of [it](concepts.ipynb), `code`")
    assert 'class="together"' in line and "</span>,</span>" in line and "Cauchy (1847)" in line
    assert "<!--" not in line and "href" not in line and "<code>code</code>" in line and 'class="katex"' in line
    assert "(Nair and Hinton, 2010" in writer.block("{cite:p}`nair2010relu,glorot2011relu`")
    assert "katex-html" not in writer.notes("$x$") and "<math" in writer.notes("$x$")
    assert writer.line("[out](https://example.org)") == '<a href="https://example.org">out</a>'


@pytest.mark.parametrize("text, said", [("$\\frac{1$", "cannot be typeset"), ("{cite:p}`nobody1999`", "no source 'nobody1999'"),
                                        ("{magic}`x`", "do not know the role")])
def test_words_that_cannot_be_set_are_named(writer, text, said):
    with pytest.raises(words.WordsError, match=said):
        writer.line(text)


def test_the_code_of_slides_has_the_colours_of_the_pages():
    page = (words.ASSETS / "page.py").read_text(encoding="utf-8")
    assert all(f'"pygments_{theme}_style": "{style}"' in page for theme, style in words.STYLES.items())
    assert all(f'html[data-theme="{theme}"] .highlight .k' in words.code_styles() for theme in words.STYLES)


def test_a_deck_in_a_subfolder_finds_its_parts(writer, tmp_path, book):
    count = writing.write_deck(book(cells()), "case_studies/demo", tmp_path / "out", writer)
    page = (tmp_path / "out" / "case_studies" / "demo.html").read_text(encoding="utf-8")
    assert count == 10 and page.count('<div class="slide ') == 10
    assert 'href="../assets/deck.css"' in page and 'src="../figures/case_studies/demo/aside.svg"' in page
    assert (tmp_path / "out" / "figures" / "case_studies" / "demo" / "aside.svg").exists()
    assert 'alt="A short line."' in page and '<aside class="notes">' in page and "x + x" not in page


def test_a_slide_that_cannot_be_set_is_named_with_its_cell(writer, tmp_path, book):
    changed = cells()
    marked(changed[1], {"points": ["$\\frac{1$"]})
    with pytest.raises(writing.SlideError, match="demo.ipynb, cell 1, slide 'A measurement': this TeX cannot be typeset"):
        writing.write_deck(book(changed), "demo", tmp_path / "out", writer)


def test_a_wrong_mark_and_an_unknown_chapter_stop_the_command(monkeypatch, capsys, tmp_path):
    assert slides.main(["no_such_chapter", "--folder", str(tmp_path)]) == 1
    assert "no chapter called 'no_such_chapter'" in capsys.readouterr().err
    monkeypatch.setattr(slides.marks, "problems", lambda cells: ["cell 1, slide: wrong"])
    assert slides.main(["concepts", "--folder", str(tmp_path)]) == 1
    assert "chapters/concepts.ipynb: cell 1, slide: wrong" in capsys.readouterr().err


@pytest.mark.parametrize("path", [path for path in notebooks.chapters() if structure.kind_of(path) == "chapter"], ids=notebooks.label)
def test_every_chapter_has_a_talk(path):
    made = deck.slides(notebooks.read(path).cells)
    assert 25 <= len(made) <= 45
    kinds = {slide.kind for slide in made}
    assert {"title", "points", "figure", "live", "task", "question", "text"} <= kinds
    assert sum(bool(slide.notes.strip()) for slide in made) > 0.7 * len(made)
