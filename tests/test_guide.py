"""The instructor's guide: timetables that add up, pages that can be reached, questions with answers, lists that the book itself makes."""
import collections
import re

import pytest

from dlbook.exercises import judge
from dlbook.exercises.catalogue import everything
from tools import notebooks, structure_links, teaching, teaching_notes, timetables

FOLDER = notebooks.ROOT / "workshop"
PAGES = sorted(path for path in FOLDER.glob("*.md"))


def text(name):
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def notes():
    return {path.stem: teaching_notes.parse(path.read_text(encoding="utf-8")) for path in teaching_notes.FOLDER.glob("*.md")}


def test_the_timetables_add_up(notes):
    assert timetables.problems(text("timetables"), notes) == []
    totals = [(total, len(days)) for total, days in timetables.read(text("timetables")).values()]
    assert totals == [(90, 1), (480, 1), (960, 2)]


def test_the_notes_that_the_timetables_trust_state_the_chapters_time(notes):
    rows = [row for _, days in timetables.read(text("timetables")).values() for day in days for row in day]
    for chapter in {row.section[0] for row in rows if row.section}:
        cells = notebooks.read(notebooks.CHAPTERS / f"{chapter}.ipynb").cells
        assert teaching_notes.stated_minutes(cells, notes[chapter]) == notes[chapter].minutes


def first(pattern):
    """The first row of the timetables that contains the pattern."""
    return next(line for line in text("timetables").splitlines() if line.startswith("|") and re.search(pattern, line))


BROKEN = {
    "a sum": (first("Welcome; "), lambda row: row.replace("| 6 |", "| 7 |"), "add up to 91 minutes, the total says 90"),
    "a clock": (first("Welcome; "), lambda row: row.replace("| 6 |", "| 5 |"), "takes 5 minutes, but the next begins at 0:06"),
    "a section": (first("What is a layer"), lambda row: row.replace("a layer?]", "a row?]"), "concepts has no section 'What is a row?'"),
    "an exercise": (first("`softmax`"), lambda row: row.replace("`softmax`", "`mse`"), "concepts.mse is no exercise"),
    "too long": (first("What is there"), lambda row: row.replace("| 4 |", "| 40 |"), "40 minutes, the whole section takes 4"),
    "too short": (first("`softmax`"), lambda row: row.replace("| 14 |", "| 8 |"), "its exercises take 9 of 8 minutes"),
    "no section": (first("Welcome; "), lambda row: row.replace("|  |", "| `mse` |", 1), "exercises without a section"),
    "no break": ("| Break |", lambda row: "| Talk |", "minutes without a break, at most 100"),
    "twice": (first("Two more"), lambda row: row.replace("|  |", "| `mse` |", 1), "the exercise concepts.mse is chosen twice"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_add_up_is_named(name, notes):
    old, change, problem = BROKEN[name]
    page = text("timetables")
    assert old in page and change(old) != old
    assert any(problem in said for said in timetables.problems(page.replace(old, change(old), 1), notes))


def test_a_chapter_cannot_get_more_time_than_it_states(notes):
    short = {**notes, "concepts": teaching_notes.parse("# Notes\n\n## What is there to learn from?\n\n**Minutes:** 4\n")}
    assert any("concepts gets" in said and "more than the 4" in said for said in timetables.problems(text("timetables"), short))


def test_a_table_of_another_form_is_refused():
    with pytest.raises(ValueError, match="columns from, minutes"):
        timetables.read("## A day\n\n**Total:** 5 minutes\n\n| time | what |\n| --- | --- |\n| 9:00 | talk |\n")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links(path):
    found = structure_links.problems(path)
    assert not found, "\n".join(found)


def test_every_page_is_in_the_book_and_reached_from_the_guide():
    contents = (notebooks.ROOT / "_toc.yml").read_text(encoding="utf-8")
    for path in PAGES:
        assert f"file: workshop/{path.stem}\n" in contents
        assert path.stem == "guide" or f"]({path.name}" in text("guide"), f"the guide does not link to {path.name}"


def test_every_command_of_the_guide_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (notebooks.ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for path in PAGES:
        commands = re.findall(r"(?:^|`|&& |=\S+ )make ((?:[a-z-]+ ?)+)", path.read_text(encoding="utf-8"), re.M)
        named = {name for command in commands for name in command.split()}
        assert named <= targets, f"{path.name}: make {', '.join(sorted(named - targets))}"


def questions(name):
    """number → (choices, the row of the answers that belongs to it)."""
    asked, answers = text(name).split("## Answers", 1)
    rows = {row[0]: row for row in (re.split(r" *\| *", line.strip("| ")) for line in answers.splitlines() if re.match(r"\| \d", line))}
    found = {}
    for part in re.split(r"^(?=\*\*\d+\.\*\* )", asked, flags=re.M)[1:]:
        number = re.match(r"\*\*(\d+)", part)[1]
        found[number] = (re.findall(r"^- ([A-Z])\. \S", part, re.M), rows.pop(number))
    assert not rows, f"answers without a question: {', '.join(rows)}"
    return found


@pytest.mark.parametrize(("name", "least", "most"), [("diagnostic", 8, 12), ("quiz", 10, 15)])
def test_each_question_has_one_right_answer_and_a_word_on_each_wrong_one(name, least, most):
    found = questions(name)
    assert list(found) == [str(number) for number in range(1, len(found) + 1)] and least <= len(found) <= most
    for number, (choices, row) in found.items():
        assert choices == ["A", "B", "C"] and row[1] in choices, number
        said = set(re.findall(r"\b([ABC])(?=[:,] | is )", " ".join(row[2:])))
        assert said == set(choices) - {row[1]}, f"{name}, question {number}: a word on {said}, the right answer is {row[1]}"
    right = collections.Counter(row[1] for _, row in found.values())
    assert max(right.values()) <= 0.6 * len(found), f"the right answers can be guessed: {right}"


def test_each_question_of_the_quiz_tests_an_objective_of_a_chapter():
    lines = {path.stem: notebooks.read(path).cells[0].source for path in teaching.chapters()}
    for number, (_, row) in questions("quiz").items():
        chapter, objective = re.search(r"chapters/(\w+)\.ipynb\): “(.+)”", row[2]).groups()
        assert re.search(rf"^- {re.escape(objective)}[;.]$", lines[chapter], re.M), f"question {number}: no objective {objective!r}"


def test_the_misconceptions_that_the_quiz_names_are_in_the_list():
    cited = set(re.findall(r"\b([A-Z]\d\d)\b", text("quiz")))
    assert len(cited) > 8 and cited <= set(teaching.misconceptions())


def test_the_list_of_misconceptions_is_complete():
    page = text("misconceptions")
    asked = re.findall(r"^## .+\n\n:::\{teaching\} misconceptions ([A-Z])\n:::$", page, re.M)
    assert sorted(asked) == sorted({key[0] for key in teaching.misconceptions()})  # each topic once, under a heading
    shown = "\n".join(line for letter in asked for line in teaching.misconception_lines(letter))
    known = {mistake.id for exercise in everything() for mistake in exercise.mistakes if mistake.id}
    assert set(re.findall(r"^- ([A-Z]\d\d) \*\*", shown, re.M)) == known
    mistake = next(mistake for exercise in everything() for mistake in exercise.mistakes if mistake.id == "C05")
    assert teaching.escaped(mistake.hint) in shown and "`concepts.dense`" in shown


def test_text_that_looks_like_markdown_is_shown_as_it_is():
    assert teaching.escaped("a * b_c `d * e` [f]") == r"a \* b\_c `d * e` \[f\]"


def test_objectives_and_key_points_are_those_of_the_chapters():
    lines = teaching.chapter_lines()
    shown = "\n".join(lines)
    for path in teaching.chapters():
        head = notebooks.read(path).cells[0].source
        for objective in re.findall(r"^- (.+)$", head, re.M) if "**You will be able to**" in head else ():
            assert f"- {objective}" in lines
    assert "**[](/chapters/concepts.ipynb)**, 120 minutes" in lines and shown.count("*Key points.*") >= 9
    assert not re.search(r"\]\((?!/|https:|#)", shown) and "<!--" not in shown


def test_the_helper_sheet_fits_a_page_and_quotes_the_check():
    sheet = text("helpers")
    assert len(re.findall(r"^\| (?!what you see|---)", sheet, re.M)) == 10 and len(sheet.split()) < 550
    assert "check needs the function itself, but received" in judge("concepts.dense", 3).text
    assert "the call has changed" in judge("gradient_descent.gradient_step", in_place).text
    assert judge("concepts.dense", lambda x, kernel, bias: stub()).status == "not attempted"


def in_place(theta, grad, learning_rate):
    theta -= learning_rate * grad
    return theta


def stub():
    raise NotImplementedError


def test_the_survey_has_ten_questions():
    assert [int(number) for number in re.findall(r"\*\*(\d+)\.\*\*", text("survey"))] == list(range(1, 11))
