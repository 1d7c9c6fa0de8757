"""What a chapter must have in itself. Each rule takes the cells and the notebook's name and returns a list of problems."""
import ast
import collections
import re

from tools import notebooks
from tools.fences import without_code

LONGEST_CELL = 25  # lines, unless it is hidden
LAST_SECTIONS = ["Summary", "Check yourself", "Further reading"]
EXERCISES, QUESTIONS, WRONG_CHOICES = 6, 5, 2  # at least
ALT_WORDS = 5  # at least
INTERPRETING_WORDS = 8  # at least, in the Markdown cell after a figure without a caption
HIDING_TAGS = {"hide-cell", "hide-input", "remove-cell", "remove-input"}

CHECK = re.compile(r"""^check\(\s*["']([^"']+)["']\s*,\s*\w+.*\)\s*$""", re.M)
OBJECTIVES = re.compile(r"^\*\*You will be able to\*\*.*?\n((?:\s*\n|[-*] .*\n?|  .*\n?)+)", re.M)
CHOICE = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.S)
FILE_NAME = re.compile(r"\.(?:png|svg|jpe?g|gif|webp)\b|^\S*[/\\]\S+$", re.I)


def title(cells, name):
    """One H1, at the very beginning, followed by the promise."""
    first = cells[0].source if cells and cells[0].cell_type == "markdown" else ""
    heads = [line for line in _prose(cells).splitlines() if re.match(r"# \S", line)]
    if not re.match(r"# \S", first.lstrip()):
        return ["the first cell is not Markdown that begins with a title (# ...)"]
    return [f"{len(heads)} titles (#), a page has one: {', '.join(heads)}"] if len(heads) != 1 else []


def head(cells, name):
    """Before the first section: the promise, objectives, what the reader needs, the time."""
    top = re.split(r"^## ", _prose(cells), maxsplit=1, flags=re.M)[0]
    problems = []
    promise = re.sub(r"\A\s*# .*\n|<!--.*?-->", "", top).strip().split("\n\n")[0]
    if len(promise.split()) < 8 or promise.startswith("**"):
        problems.append("no promise: a sentence or two right below the title")
    objectives = OBJECTIVES.search(top + "\n")
    count = len(re.findall(r"^[-*] ", objectives.group(1), re.M)) if objectives else 0
    if not 3 <= count <= 5:
        problems.append(f"objectives: **You will be able to** with a list of 3 to 5, found {count}")
    if not re.search(r"^\*\*You need\*\*\W*\w+", top, re.M):
        problems.append("no **You need** in the head")
    if not re.search(r"^\*\*Time:\*\* about \d+ minutes", top, re.M):
        problems.append("no **Time:** about N minutes in the head")
    return problems


def closing_sections(cells, name):
    """The last sections are Summary, Check yourself and Further reading, none of them empty."""
    sections = _sections(cells)
    problems = [f"no section ## {wanted}" for wanted in LAST_SECTIONS if wanted not in sections]
    if not problems and list(sections)[-len(LAST_SECTIONS):] != LAST_SECTIONS:
        problems = [f"the last sections must be {', '.join(LAST_SECTIONS)}; they are {', '.join(list(sections)[-len(LAST_SECTIONS):])}"]
    if len(sections.get("Summary", "ten").split()) < 10 and "Summary" in sections:
        problems.append("the Summary says nothing")
    return problems


def questions(cells, name, least=QUESTIONS):
    """Self-check questions: one right choice, at least two wrong ones, and a reply of its own to each."""
    text = _sections(cells).get("Check yourself", "")
    parts = re.split(r"^\*\*Question (\d+)\.\*\*", text, flags=re.M)
    asked = list(zip(parts[1::2], parts[2::2], strict=True))
    problems = [] if len(asked) >= least else [f"{len(asked)} self-check questions (**Question N.**), at least {least} are needed"]
    if [number for number, _ in asked] != [str(number) for number in range(1, len(asked) + 1)]:
        problems.append(f"self-check questions are numbered {', '.join(number for number, _ in asked)}")
    for number, body in asked:
        problems += [f"question {number}: {problem}" for problem in _question(body)]
    return problems


def exercises(cells, name, least=EXERCISES):
    """Enough stubs, each ending in its check and followed at once by its solution cell."""
    found = stubs(cells)
    problems = [] if len(found) >= least else [f"{len(found)} exercises (stubs ending in check(...)), at least {least} are needed"]
    counts = collections.Counter(exercise for _, exercise in found)
    problems += [f"the exercise {exercise!r} stands {count} times" for exercise, count in counts.items() if count > 1]
    solutions = set()
    for place, exercise in found:
        source = cells[place].source
        problems += [f"cell {place}, exercise {exercise!r}: {problem}" for problem, wrong in (
            (f"its name does not begin with {name!r}", not exercise.startswith(f"{name}.")),
            ("the stub does not raise NotImplementedError", "raise NotImplementedError" not in source),
            ("the stub does not end in its check", not CHECK.match(source.rstrip().splitlines()[-1])),
        ) if wrong]
        following = cells[place + 1] if place + 1 < len(cells) else None
        if following is None or "solution" not in following.metadata.get("tags", []):
            problems.append(f"cell {place}, exercise {exercise!r}: no cell tagged solution follows")
        else:
            solutions.add(place + 1)
            problems += [f"cell {place + 1}, solution of {exercise!r}: {problem}" for problem in _solution(following, exercise)]
    problems += [f"cell {place}: a solution without a stub before it" for place, cell in enumerate(cells)
                 if "solution" in cell.metadata.get("tags", []) and place not in solutions]
    return problems


def learners_names(cells, name):
    """The book's own code does not use what the learner is asked to write: it may not be written yet."""
    problems, asked = [], {}
    checked = {place for place, _ in stubs(cells)}
    for place, cell in enumerate(cells):
        if cell.cell_type != "code" or "solution" in cell.metadata.get("tags", []):
            continue
        if place in checked:
            asked |= dict.fromkeys(_definitions(cell.source), place)
            continue
        stored, loaded = _names(cell.source)
        problems += [f"cell {place}: it uses {used}, which the learner may not have written yet (exercise in cell {asked[used]})"
                     for used in sorted(loaded & asked.keys() - stored)]
        asked = {used: where for used, where in asked.items() if used not in stored}
    return problems


def further_reading(cells, name):
    text = _sections(cells).get("Further reading")
    return ["Further reading cites nothing: it needs a {cite}"] if text is not None and "{cite" not in text else []


def figures(cells, name):
    """Every figure has an alt text that is a sentence of its own, and a caption or an interpreting paragraph."""
    problems, seen = [], {}
    for place, output in figure_outputs(cells):
        alts = {output.metadata.get(mime, {}).get("alt", "") for mime in output.data if mime.startswith("image/")}
        alt = min(alts, key=len).strip()
        where = f"cell {place}, figure {alt[:40]!r}" if alt else f"cell {place}, figure"
        if not alt:
            problems.append(f"{where}: no alt text in the output's metadata; use dlbook.plotting.show")
        elif FILE_NAME.search(alt):
            problems.append(f"{where}: the alt text is a file name")
        elif len(alt.split()) < ALT_WORDS:
            problems.append(f"{where}: the alt text has {len(alt.split())} words, it needs at least {ALT_WORDS}")
        elif alt in seen:
            problems.append(f"{where}: the same alt text as in cell {seen[alt]}")
        if "image/svg+xml" not in output.data:  # what the page shows, and what the tests compare best
            problems.append(f"{where}: no SVG beside the {', '.join(output.data)}; use dlbook.plotting.show")
        if len(alts) > 1:
            problems.append(f"{where}: the alt texts of SVG and PNG differ")
        seen.setdefault(alt, place)
        captioned = any(other.get("metadata", {}).get("dlbook", {}).get("caption") for other in cells[place].outputs)
        if not captioned and not _interprets(cells[place + 1] if place + 1 < len(cells) else None):
            problems.append(f"{where}: neither a caption nor a Markdown cell right after it that says what to see")
    return problems + _pictures(cells)


def _pictures(cells):
    """Pictures in the Markdown without an alt text."""
    problems = []
    for place, cell in enumerate(cells):
        for alt, target in re.findall(r"!\[(.*?)\]\((\S+?)\)", cell.source if cell.cell_type == "markdown" else ""):
            if len(alt.split()) < ALT_WORDS or FILE_NAME.search(alt):
                problems.append(f"cell {place}, picture {target}: {alt!r} is no alt text")
    return problems


def code_length(cells, name):
    return [f"cell {place}: {len(cell.source.splitlines())} lines of code, at most {LONGEST_CELL} unless it is hidden"
            for place, cell in enumerate(cells)
            if cell.cell_type == "code" and len(cell.source.splitlines()) > LONGEST_CELL and not is_hidden(cell)]


def defined_twice(paths):
    """Functions and classes that more than one notebook defines: what two chapters need belongs into the package."""
    places = collections.defaultdict(dict)
    for path in paths:
        for cell in notebooks.code_cells(notebooks.read(path)):
            for name in _definitions(cell.source):
                places[name][notebooks.label(path)] = True
    return [f"{name} is defined in {' and in '.join(where)}; move it into dlbook"
            for name, where in sorted(places.items()) if len(where) > 1]


def figure_outputs(cells):
    """(cell number, output) of every output that shows a picture."""
    return ((place, output) for place, cell in enumerate(cells) for output in cell.get("outputs", [])
            if any(mime.startswith("image/") for mime in output.get("data", {})))


def stubs(cells):
    """(cell number, exercise) of every cell that checks a learner's answer."""
    return [(place, exercise) for place, cell in enumerate(cells)
            if cell.cell_type == "code" and "solution" not in cell.metadata.get("tags", []) for exercise in CHECK.findall(cell.source)]


def is_hidden(cell):
    return bool(HIDING_TAGS & set(cell.metadata.get("tags", []))) or bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def _question(body):
    problems, choices = [], CHOICE.findall(body)
    replies = [reply.strip() for _, reply in choices]
    right = [reply for reply in replies if reply.startswith("**Right.**")]
    wrong = [reply for reply in replies if reply.startswith("**Not quite.**")]
    if len(body.split("<details>")[0].split()) < 3:
        problems.append("it asks nothing")
    if len(right) != 1:
        problems.append(f"{len(right)} choices are **Right.**, exactly one must be")
    if len(wrong) < WRONG_CHOICES:
        problems.append(f"{len(wrong)} choices are **Not quite.**, at least {WRONG_CHOICES} are needed")
    if len(right) + len(wrong) != len(choices):
        problems.append("a reply begins with neither **Right.** nor **Not quite.**")
    if body.count("<details>") != len(choices):
        problems.append("a choice is not of the form <details><summary>choice</summary> reply </details>")
    problems += [f"a summary shows Markdown as it is written: {choice!r}" for choice, _ in choices if re.search(r"[`*$]", choice)]
    if len(set(replies)) != len(replies) or any(len(reply.split()) < 6 for reply in replies):
        problems.append("each choice needs a reply of its own, of at least a few words")
    if any(not reply.startswith("\n\n") or not reply.endswith("\n\n") for _, reply in choices):
        problems.append("a blank line is missing around a reply; without it Markdown does not render there")
    return problems


def _solution(cell, exercise):
    tags, hidden = set(cell.metadata.get("tags", [])), cell.metadata.get("jupyter", {})
    return [problem for problem, wrong in (
        ("lacks the tag hide-cell", "hide-cell" not in tags),
        ("jupyter.source_hidden and outputs_hidden are not true",
         hidden.get("source_hidden") is not True or hidden.get("outputs_hidden") is not True),
        ('mystnb.code_prompt_show is not "Solution"', cell.metadata.get("mystnb", {}).get("code_prompt_show") != "Solution"),
        ("does not run the same check", CHECK.findall(cell.source) != [exercise]),
        ("still raises NotImplementedError", "raise NotImplementedError" in cell.source),
    ) if wrong]


def _interprets(cell):
    if cell is None or cell.cell_type != "markdown":
        return False
    first = cell.source.strip().split("\n\n")[0]
    return not first.startswith("#") and len(first.split()) >= INTERPRETING_WORDS


def _prose(cells):
    """All Markdown of a notebook without its code blocks."""
    return "\n\n".join(without_code(cell.source) for cell in cells if cell.cell_type == "markdown")


def _sections(cells):
    """The text below each H2, by its heading, in order."""
    parts = re.split(r"^## (.*)$", _prose(cells), flags=re.M)
    return dict(zip([heading.strip() for heading in parts[1::2]], parts[2::2], strict=True))


def _parsed(source):
    try:
        return ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.M))
    except SyntaxError:
        return ast.Module([], [])


def _definitions(source):
    return [node.name for node in _parsed(source).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def _names(source):
    """The names that a cell gives a value, and those that it reads."""
    nodes = [node for node in ast.walk(_parsed(source)) if isinstance(node, ast.Name)]
    loaded = {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    return {node.id for node in nodes if isinstance(node.ctx, ast.Store)} | set(_definitions(source)), loaded
