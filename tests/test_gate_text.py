"""Gate 1, text: what counts as the same printed output."""
import pytest
from nbformat.v4 import new_code_cell, new_output

from tools.cells import Tolerance, is_exempt, source_digest, stored_problems, tolerance_of
from tools.compare import compare_outputs
from tools.compare_text import compare_text

SAME = [
    ("loss 0.12345678", "loss 0.12345679"),  # one unit of the last printed place
    ("accuracy 0.972", "accuracy 0.973"),
    ("97.2%", "97.3%"),
    ("1.23456789e-05", "1.23456799e-05"),
    ("-0.0 and 0.0", "0.0 and -0.0"),
    ("nan -inf", "nan -inf"),
    ("[ 0.9999999 -0.5]", "[ 1.0000000 -0.5]"),
    ("[-0.00000012  0.51]", "[ -0.00000012 0.52]"),  # NumPy aligns columns
    ("1,234.5678 s", "1,234.5679 s"),
    ("−3.14159265", "-3.14159266"),
    ("12345678.9 and 1", "12345679.9 and 1"),  # 1e-6 of the value
]
DIFFERENT = [
    ("loss 0.123", "cost 0.123", "text differs"),
    ("3 of 9 right", "4 of 9 right", "integer 3 became 4"),
    ("accuracy 0.972", "accuracy 0.974", "0.972 became 0.974"),
    ("0.5", "0.6", "0.5 became 0.6"),  # one significant digit says too little to forgive a unit
    ("array([0., 1.])", "array([1., 1.])", "0. became 1."),
    ("-0.972", "0.972", "-0.972 became 0.972"),
    ("1.25e-05", "1.25e-04", "1.25e-05 became 1.25e-04"),
    ("97%", "98%", "integer 97 became 98"),
    ("nan", "0.5", "nan became 0.5"),
    ("inf", "-inf", "inf became -inf"),
    ("[0.5 0.25]", "[0.5 0.25 0.125]", ""),
    ("dense_1 (64)", "dense_2 (64)", "text differs"),
    ("a  b", "a b", "text differs"),  # no float is printed differently: spaces are text
    ("shape (10, 3)", "shape (10, 4)", "integer 3 became 4"),
    ("1 2", "1 2 3", ""),
    ("x = 1", "x = -1", "integer 1 became -1"),
    ("2.9900", "3.0199", "2.9900 became 3.0199"),  # 1 %
]


@pytest.mark.parametrize("stored, new", SAME)
def test_rounding_passes(stored, new):
    assert compare_text(stored, new) is None
    assert compare_text(new, stored) is None


@pytest.mark.parametrize("stored, new, message", DIFFERENT)
def test_change_fails(stored, new, message):
    assert message in compare_text(stored, new)
    assert compare_text(new, stored)


def test_stated_tolerance_widens_floats_only():
    wide = Tolerance(rtol=0.03)
    assert compare_text("loss 0.5123", "loss 0.5201", wide) is None
    assert compare_text("loss 0.5123", "loss 0.5512", wide)
    assert "integers are exact" in compare_text("100 steps", "101 steps", wide)
    assert compare_text("loss 0.5", "cost 0.5", wide)
    assert compare_text("100 steps", "101 steps", Tolerance(rtol=0.03, integers=True)) is None
    assert compare_text("100 steps", "104 steps", Tolerance(rtol=0.03, integers=True))


def test_tolerance_needs_a_reason():
    assert tolerance_of(new_code_cell("x")) == Tolerance()
    assert tolerance_of(new_code_cell("x", metadata={"dlbook": {"rtol": 0.03, "reason": "training"}})).rtol == 0.03
    for metadata in ({"rtol": 0.03}, {"rtol": 0.03, "reason": " "}, {"rtol": "0.03", "reason": "r"}, {"rtol": 0.2, "reason": "r"},
                     {"integers": True}):
        with pytest.raises(ValueError):
            tolerance_of(new_code_cell("x", metadata={"dlbook": metadata}))


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def test_kinds_and_number_of_outputs():
    shown = new_output("display_data", {"text/plain": "1.5", "text/html": "<b>1.5</b>"})
    assert compare_outputs([stream("a\n"), shown], [stream("a\n"), shown]) == []
    assert "another kind" in compare_outputs([stream("a\n")], [shown])[0]
    assert "1 outputs are stored, the run gave 2" in compare_outputs([shown], [shown, shown])[0]
    assert compare_outputs([stream("a\n"), stream("b\n")], [stream("a\nb\n")]) == []  # streams are cut anywhere


def test_html_and_metadata_are_compared():
    def glued(name, value):
        return new_output("display_data", {"application/papermill.record/text/plain": value}, metadata={"scrapbook": {"name": name}})

    assert compare_outputs([glued("a", "0.5")], [glued("a", "0.5")]) == []
    assert "metadata" in compare_outputs([glued("a", "0.5")], [glued("b", "0.5")])[0]
    assert "0.5 became 0.7" in compare_outputs([glued("a", "0.5")], [glued("a", "0.7")])[0]


def test_widgets_are_compared_without_their_random_ids():
    def figure(state, model):
        return new_output("display_data", {"text/html": f'<div data-state="{{&quot;rate&quot;: {state}}}"></div>',
                                           "application/vnd.jupyter.widget-view+json": {"model_id": model, "version_major": 2}})

    assert compare_outputs([figure("0.125", "a1")], [figure("0.125", "b2")]) == []
    assert "0.125 became 0.25" in compare_outputs([figure("0.125", "a1")], [figure("0.25", "a1")])[0]


def test_message_shows_both_sides():
    lines = compare_outputs([stream("loss 0.25\n")], [stream("loss 0.75\n")])
    assert lines[0] == "output 1, text: the number 0.25 became 0.75, a difference of 0.5 where 0.01 is allowed"
    assert "loss 0.25" in "\n".join(lines) and "loss 0.75" in "\n".join(lines)


def executed(source="x", outputs=(), **metadata):
    return new_code_cell(source, execution_count=1, outputs=list(outputs), metadata=metadata)


def test_what_is_stored_is_checked_without_a_run():
    error = new_output("error", ename="ValueError", evalue="bad", traceback=[])
    assert stored_problems(executed(outputs=[stream("fine")])) == []
    assert "never executed" in stored_problems(new_code_cell("x"))[0]
    assert stored_problems(new_code_cell("  ")) == []
    assert "stored error: ValueError: bad" in stored_problems(executed(outputs=[error]))[0]
    assert stored_problems(executed(outputs=[error], tags=["raises-exception"])) == []
    assert "stderr" in stored_problems(executed(outputs=[stream("Warning", "stderr")]))[0]
    assert "rtol 0.03 without a reason" in stored_problems(executed(dlbook={"rtol": 0.03}))[0]


@pytest.mark.parametrize("cell", [executed(tags=["nbval-ignore-output"]), executed(tags=["nbval-skip"]),
                                  executed("# NBVAL_IGNORE_OUTPUT\nx")])
def test_exemption_needs_a_reason(cell):
    assert is_exempt(cell)
    assert "without a reason" in stored_problems(cell)[0]
    cell.metadata["dlbook"] = {"exempt": "prints the time of day"}
    assert stored_problems(cell) == []


def test_exempt_outputs_older_than_their_source_fail():
    cell = executed(tags=["nbval-ignore-output"], dlbook={"exempt": "clock"}, outputs=[stream("12:00")])
    assert "older than its source" in stored_problems(cell)[0]
    cell.metadata["dlbook"]["source"] = source_digest(cell)
    assert stored_problems(cell) == []


def test_reason_without_the_tag_fails():
    assert "lacks the tag" in stored_problems(executed(dlbook={"exempt": "because"}))[0]
