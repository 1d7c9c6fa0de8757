"""Gate 2: numbers in the prose are those that the cells glued, and no result stands there without a key."""
import copy
import subprocess
import sys

import numpy as np
import pytest
from gate_notebooks import change, copy_book, demo_cells, notebook_of, write_book
from nbformat.v4 import new_markdown_cell

from dlbook.notebook import GLUE_PREFIX, glue
from tools import execute, notebooks, prose
from tools.prose_numbers import number_before, result_like, rounds_to

WRITTEN = [  # how it stands in the text, the glued value
    ("97.2%", "0.9722"), ("97.2 %", "0.9722"), ("97%", "0.9722"), ("**97.2%**", "0.9722"), ("`0.972`", "0.9722"),
    ("1,256,080", "1256080"), ("−0.35", "-0.3512"), ("-0.35", "-0.3512"), ("1.2e-7", "1.2345e-07"), ("1.2 × 10⁻⁷", "1.2345e-07"),
    ("$1.2\\times10^{-7}$", "1.2345e-07"), ("$1.2 \\cdot 10^{-7}$", "1.2345e-07"), ("$w = 2.99$", "2.9912"), ("$97.2\\,\\%$", "0.9722"),
    ("$1{,}256{,}080$", "1256080"), ("from 3 to 12", "12"), ("3-4", "4"), ("138 million", "138357544"), ("0.0", "0.04"), ("0", "1.2e-07"),
]


@pytest.mark.parametrize("text, value", WRITTEN)
def test_rounded_value_agrees(text, value):
    printed = number_before(text)
    assert printed is not None and rounds_to(float(value), printed)


@pytest.mark.parametrize("text, value", WRITTEN)
def test_next_value_disagrees(text, value):
    printed = number_before(text)
    beyond = (printed.value + 2.2 * printed.half_unit) / (100 if printed.percent else 1)
    assert not rounds_to(beyond, printed)


RESULTS = [
    "It reached 97.2% on the test set.", "97 % of them", "about 12 percent", "a loss of 0.031", "an error of 3e-4", "It takes 3 seconds.",
    "took 12 ms", "5 times faster", "a 12x gain", "a 3-fold gain", "1,797 images", "437 of 450 are right", "437 out of the 450",
    "an accuracy of 97", "256 parameters", "$w \\approx 2.99$", "$w = 2.993$", "$1.2\\times10^{-7}$", "$97.2\\,\\%$", "| forest | 97.8 |",
    "after 20 epochs", "1.2 × 10⁻⁷", "```{note}\nIt is 97.2%.\n```", "−0.35 is small", "12 percentage points", "- 0.97 on the test set",
    "$$\n\\mathrm{accuracy} = 0.972\n$$", "97.2%<!-- a comment -->",
]
NO_RESULTS = [
    "3 layers and 64 units", "In 2012 AlexNet", "the 1990s", "`0.1` and `97%`", "$\\alpha = 0.1$, $\\beta_2=0.999$, $\\lambda = 0.0001$",
    "```python\nx = 0.972\n```", "Python 3.11–3.13 and NumPy 2.4", "{cite}`he2015`", "[a](x-0.972.md)", "## 97.2 %", "<!-- 97.2% -->",
    "**Time:** about 120 minutes", "arXiv:1412.6980", "doi 10.1038/nature14539", "1. First\n2. Second.", "<summary>97 %</summary>",
    "a 28 × 28 image", "the 10 digits", "layer 3 of 4", "figure 3.2", "https://example.org/0.972", "CC BY 4.0", "$y = 3x + 2$ at $x = 2$",
    "$10 \\times 64 + 64 = 704$", "CIFAR-10 has", "float32", "version 1.0.4", "<img width=\"97.2%\">", "chapter 2 and 3 exercises",
]


@pytest.mark.parametrize("text", RESULTS)
def test_result_without_a_key_is_found(text):
    assert len(result_like(text)) == 1


@pytest.mark.parametrize("text", NO_RESULTS)
def test_no_false_alarm(text):
    assert result_like(text) == []


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The small whole book, executed once."""
    path = write_book(tmp_path_factory.mktemp("prose") / "book", demo_cells())
    notebooks.set_kernel_environment()
    execute.execute(path)
    return path


def test_whole_book_has_no_problem(book):
    root = book.parent.parent
    assert [problem for page in prose.pages(root) for problem in prose.problems(page, root)] == []
    assert len(prose.pages(root)) == 3


def in_text(old, new):
    def edit(cells):
        assert old in cells[4].source
        cells[4].source = cells[4].source.replace(old, new)
    return edit


def append(text):
    return lambda cells: cells.append(new_markdown_cell(text))


def name_of(output):
    return output.get("metadata", {}).get("scrapbook", {}).get("name")


def forget_glue(key):
    def edit(cells):
        cells[3].outputs = [output for output in cells[3].outputs if name_of(output) != key]
    return edit


def glue_again(value):
    def edit(cells):
        again = copy.deepcopy(next(output for output in cells[3].outputs if name_of(output) == "best"))
        again.data = {GLUE_PREFIX + "text/plain": value}
        cells[3].outputs.append(again)
    return edit


HARMS = {
    "a number": (in_text("97.2%", "97.4%"), "97.4% is written, but the cell measured best = 0.9722 (97.22 %)"),
    "a number in math": (in_text("$0.972$", "$0.982$"), "0.982 is written"),
    "a sign": (in_text("5<!--=count-->", "−5<!--=count-->"), "−5 is written, but the cell measured count = 5"),
    "a word": (in_text("**forest**", "**tree**"), "stands for 'forest'"),
    "a count": (in_text("5<!--=count-->", "6<!--=count-->"), "6 is written"),
    "an unknown key": (in_text("<!--=best-->, that", "<!--=bets-->, that"),
                       "the key 'bets' is glued by no cell of this page; near it are best"),
    "a key without a number": (in_text("5<!--=count-->", "five<!--=count-->"), "no number stands directly before the key 'count'"),
    "a result without a key": (append("It reached 88.8% in the end."),
                               "a percentage without a key: '88.8%'\n    It reached 88.8% in the end."),
    "a result in math": (append("So $w \\approx 2.99$."), "an approximate value without a key"),
    "a result in code": (append("It saw `43,200` of them."), "no code of this notebook holds '43,200'"),
    "a result in code after a settled one": (append("From `5`<!--=count--> to `43_200`, and `5` again."), "holds '43_200'"),
    "a given number without a reason": (append("About 99%<!--given:-->."), "needs its reason"),
    "a given number without a number": (append("Nothing<!--given: a reason-->."), "no number stands directly before"),
    "an unused key": (in_text(", on 5<!--=count--> values", ""), "'count' is glued, but no text uses it"),
    "a key that no cell glues any more": (forget_glue("winner"), "the key 'winner' is glued by no cell"),
    "a key glued twice": (glue_again("0.5"), "'best' is glued twice: '0.9722' in cell 3, '0.5' here"),
    "another notebook": (append("There it was 97.2%<!--=other:best-->."), "there is no notebook called 'other'"),
    "another notebook's key": (append("There it was 97.2%<!--=demo:worst-->."), "the key 'worst' is glued by no cell"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_harm_is_caught(book, tmp_path, harm):
    edit, message = HARMS[harm]
    path = change(copy_book(book, tmp_path / "book"), edit)
    found = prose.problems(path, tmp_path / "book")
    assert any(message in problem for problem in found), found
    assert all(problem.startswith("chapters/demo.ipynb, cell ") for problem in found)


def test_markdown_pages_are_read_too(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    page = root / "index.md"
    page.write_text(page.read_text().replace("97.2%", "96.2%") + "\nIt needs 12.5 s.\n")
    first, second = prose.problems(page, root)
    assert first.startswith("index.md: 96.2% is written") and "a time without a key: '12.5 s'" in second


def test_key_used_by_another_page_only_is_used(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    change(root / "chapters" / "demo.ipynb", in_text(", on 5<!--=count--> values", ""))
    (root / "index.md").write_text("# A book\n\nIt has 5<!--=demo:count--> values and 97.2%<!--=demo:best-->.\n")
    assert prose.problems(root / "chapters" / "demo.ipynb", root) == []


def test_keys_in_code_are_only_shown(book, tmp_path):
    path = change(copy_book(book, tmp_path / "book"), append("Write `97.2%<!--=anything-->` or\n\n```\n1.5<!--=other-->\n```\n"))
    assert prose.problems(path, tmp_path / "book") == []


def test_a_setting_stands_in_the_code_of_the_notebook_its_exercises_or_its_recipes(book, tmp_path):
    root = copy_book(book, tmp_path / "book").parent.parent
    path = root / "chapters" / "demo.ipynb"
    files = {"code/dlbook/exercises/demo/rates.py": "RATES = [-31, 0.25]\n", "benchmarks/cases/digits_small.py": "STEPS = 1_234\n"}
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    change(path, append("The end is `0.9722`, the rates are `-31` and `0.25`, after `1,234` steps or `7`<!--given: a chosen number-->."))
    assert ["'1,234'" in problem for problem in prose.problems(path, root)] == [True]
    notebook = notebooks.read(path)
    notebook.metadata["dlbook"] = {**notebook.metadata.get("dlbook", {}), "data": ["digits"]}
    notebooks.write(path, notebook)
    assert prose.problems(path, root) == []


def test_glue_stores_what_myst_nb_reads(capsys):
    published = []
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    original, shell.display_pub.publish = shell.display_pub.publish, lambda data, metadata=None, **rest: published.append((data, metadata))
    try:
        glue(best=0.97224999, count=np.int64(1256080), small=np.float32(1.2345678e-7), word="forest", one=np.array([2.5]))
    finally:
        shell.display_pub.publish = original
        InteractiveShell.clear_instance()
    assert [data for data, _ in published] == [{GLUE_PREFIX + "text/plain": text} for text in
                                              ("0.97225", "1256080", "1.23457e-07", "forest", "2.5")]
    assert published[0][1] == {"scrapbook": {"name": "best", "mime_prefix": GLUE_PREFIX}}
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("value", [None, [1.0], True, np.zeros(2)])
def test_glue_refuses_what_prose_cannot_quote(value):
    with pytest.raises(TypeError, match="got wrong="):
        glue(wrong=value)


def test_sphinx_reads_the_glue_without_a_warning(tmp_path):
    """The hidden output is not on the page, its value is where a `glue` role asks for it, and nothing warns."""
    path = notebook_of(tmp_path / "index.ipynb", "from dlbook.notebook import glue\nglue(best=0.97225, seen=88)")
    change(path, lambda cells: cells.insert(0, new_markdown_cell("# Page\n\nThe best is {glue:text}`best:.2f`.")))
    execute.execute(path)
    (tmp_path / "conf.py").write_text('extensions = ["myst_nb"]\nnb_execution_mode = "off"\n')
    done = subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", ".", "out"], cwd=tmp_path,
                          capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    page = (tmp_path / "out" / "index.html").read_text()
    assert "0.97" in page and "88" not in page.partition("seen=")[2].partition("</div>")[2]
