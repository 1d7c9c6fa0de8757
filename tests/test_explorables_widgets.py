"""Explorables as Python objects: what they store, what they refuse, and the one text of JavaScript that JupyterLab receives."""
import html
import json
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets import TraitError

from dlbook import explorables
from dlbook.explorables.bundle import FOLDER, asset_files, bundle
from tests.explorables_bench import javascript

ALL = [getattr(explorables, name) for name in explorables.__all__]


@pytest.mark.parametrize("figure", ALL)
def test_the_stored_output_holds_the_name_the_state_and_the_sentences(figure):
    shown = figure()
    data, _ = shown._repr_mimebundle_()
    name, state = re.search(r'<div class="dlbook-explorable" data-name="(\w+)" data-state="([^"]*)">', data["text/html"]).groups()
    assert (FOLDER / f"{name}.mjs").is_file()
    assert json.loads(html.unescape(state)) == json.loads(json.dumps(shown.state()))
    outside = html.unescape(re.sub(r"<[^>]*>", "", data["text/html"]))
    assert f"Interactive figure: {shown.title}." in outside and shown.try_this in outside and "run this cell" in outside
    assert data["text/plain"] == f"{name}()"
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("figure", ALL)
def test_the_module_reads_what_the_class_sends(figure):
    """Every part of the state is asked for in the module, by `model.get("name")` or in its list of names; nothing else is."""
    source = (FOLDER / f"{figure.module}.mjs").read_text(encoding="utf-8") + (FOLDER / "frame.mjs").read_text(encoding="utf-8")
    asked = set(re.findall(r'model\.get\("(\w+)"\)', source))
    for names in re.findall(r"^const names = \[(.*)\];", source, re.M):
        asked |= set(re.findall(r'"(\w+)"', names))
    assert asked == set(figure.names_of_state())


@pytest.mark.parametrize("figure", ALL)
def test_has_words_for_its_reader(figure):
    shown = figure()
    assert figure.__doc__ and "teaches" in figure.__doc__
    assert shown.try_this.startswith("Try: ") and len(shown.try_this.split()) > 10


def test_the_starting_state_can_be_given():
    shown = explorables.neuron(weights=(2, 0.5), activation="relu")
    assert repr(shown) == "neuron(activation='relu', weights=(2.0, 0.5))"
    assert '&quot;weights&quot;: [2.0, 0.5]' in shown.to_html()


@pytest.mark.parametrize(("make", "error", "words"), [
    (lambda: explorables.neuron(activation="gelu"), TraitError, r"\['sigmoid', 'tanh', 'relu', 'step'\], not the str 'gelu'"),
    (lambda: explorables.neuron(weights=(9, 1)), TraitError, r"weights must lie between −4 and 4, but received \(9"),
    (lambda: explorables.neuron(probe=(0, 3.5)), TraitError, r"probe must lie between −3 and 3"),
    (lambda: explorables.neuron(colour="red"), TypeError, "neuron has no 'colour'; its state is activation, bias"),
    (lambda: explorables.train_network(units=9), TraitError, "9"),
    (lambda: explorables.train_network(learning_rate=0.2), TraitError, "0.2"),
    (lambda: explorables.gradient_descent(start=(3, 0)), TraitError, r"start must lie between −2 and 2 in both .* received \(3"),
])
def test_a_wrong_state_is_refused_with_what_was_received(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_html_is_escaped():
    shown = explorables.neuron(title='a "<b>"', try_this="x < y & z")
    assert "<b>" not in shown.to_html() and "x &lt; y &amp; z" in shown.to_html()


def test_a_notebook_stores_the_same_twice_and_nothing_on_stderr():
    cells = [nbformat.v4.new_code_cell("from dlbook import explorables")]
    cells += [nbformat.v4.new_code_cell(f"explorables.{name}()") for name in explorables.__all__]

    def run():
        notebook = nbformat.v4.new_notebook(cells=cells)
        NotebookClient(notebook, kernel_name="python3", timeout=60, store_widget_state=False).execute()
        assert all(output.output_type == "execute_result" for cell in notebook.cells for output in cell.outputs)
        return [{mime: text for mime, text in cell.outputs[0].data.items() if "widget" not in mime} for cell in notebook.cells[1:]]

    first = run()
    assert [set(data) for data in first] == [{"text/html", "text/plain"}] * len(ALL)
    assert run() == first


def test_importing_dlbook_does_not_import_widgets():
    code = "import sys, dlbook; sys.exit(any(name in sys.modules for name in ('anywidget', 'ipywidgets', 'dlbook.explorables')))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("figure", ALL)
def test_the_bundle_is_one_module_with_nothing_left_to_load(figure):
    text = figure._esm
    assert not re.search(r"^\s*import\b", text, re.M) and "./" not in text and "import(" not in text
    assert text.count("export default") == 1


@pytest.mark.parametrize("name", sorted({path.stem for path in FOLDER.glob("*.mjs")} - {"host"}))
def test_a_bundle_computes_what_its_modules_compute(name, tmp_path):
    """The bundle can be loaded in Node on its own, and exports what the module exports. (The page's host is never bundled.)"""
    (tmp_path / "bundle.mjs").write_text(bundle(name), encoding="utf-8")
    assert javascript("bundle.mjs", "return Object.keys(m).sort();", tmp_path) == javascript(f"{name}.mjs", "return Object.keys(m).sort();")


def write(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.mjs").write_text(text, encoding="utf-8")


def test_private_names_do_not_clash_and_shared_modules_come_once(tmp_path):
    write(tmp_path, shared="let calls = 0;\nexport function count() {\n  calls += 1;\n  return calls;\n}\n",
          a='import { count } from "./shared.mjs";\nconst own = 10;\nexport const plus = () => own + count();\n',
          b='import { plus } from "./a.mjs";\nimport {\n  count,\n} from "./shared.mjs";\nconst own = 100;\n'
            "export function sum() {\n  return own + plus() + count();\n}\n")
    text = bundle("b", tmp_path)
    assert text.count("let calls") == 1
    (tmp_path / "all.mjs").write_text(text, encoding="utf-8")
    assert javascript("all.mjs", "return m.sum();", tmp_path) == javascript("b.mjs", "return m.sum();", tmp_path) == 100 + 11 + 2


@pytest.mark.parametrize(("modules", "words"), [
    ({"a": 'import { b } from "./b.mjs";\n', "b": 'import { a } from "./a.mjs";\nexport const b = 1;\n'}, "circle: a → b → a"),
    ({"a": 'import { c } from "./b.mjs";\n', "b": "export const b = 1;\n"}, "b.mjs exports b, but 'c' is imported"),
    ({"a": 'import * as b from "./b.mjs";\n', "b": "export const b = 1;\n"}, r"a.mjs: 'import \* as b"),
    ({"a": 'import { b } from "./b.mjs";\n', "b": "const b = 1;\nexport { b };\n"}, "b.mjs: 'export { b };' is not understood"),
    ({"a": 'import { b } from "./b.mjs";\n', "b": "export const b = 1;\nexport default b;\n"}, "'export default b;' is not understood"),
])
def test_what_the_bundler_does_not_understand_it_refuses(modules, words, tmp_path):
    write(tmp_path, **modules)
    with pytest.raises(ValueError, match=words):
        bundle("a", tmp_path)


def test_the_page_gets_every_module_and_the_stylesheet():
    names = {path.name for path in asset_files()}
    assert {"host.mjs", "explorables.css", *(f"{figure.module}.mjs" for figure in ALL)} <= names
    for path in asset_files():
        for imported in re.findall(r'from "\./([^"]+)"', path.read_text(encoding="utf-8")):
            assert imported in names
