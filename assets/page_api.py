"""The API reference: docstrings of `dlbook` as Sphinx reads them.

In the source a docstring is plain text: a sentence, then lines that begin with Formula:, Shapes:, Errors: or Source:. Here these
become a list of named fields, formulas and names in backticks become code, and every character that reStructuredText would take
for markup is escaped. Nothing in the source has to know reStructuredText.
"""
import re

FIELD = re.compile(r"^(Formula|Shapes|Units|Errors|Source): +(.*)$")
CODE = re.compile(r"`([^`]+)`")


def inline(text):
    """One line of plain text as reStructuredText."""
    parts = CODE.split(text)  # text, code, text, code, …
    plain = [re.sub(r"([*|_\\])", r"\\\1", part) for part in parts[::2]]
    code = [f"``{part}``" for part in parts[1::2]] + [""]
    return "".join(before + after for before, after in zip(plain, code, strict=True))


def reformat(lines):
    """The lines of a docstring as reStructuredText; fields may run over several lines, until a blank one or the next field."""
    result, field = [], None
    for line in lines:
        match = FIELD.match(line)
        if match:
            if field is None and result and result[-1]:
                result.append("")
            field = match[1]
            result.append(f":{field}: {literal(match[2]) if field == 'Formula' else inline(match[2])}")
        elif field and line.strip():
            result.append(f"  {literal(line.strip()) if field == 'Formula' else inline(line.strip())}")
        else:
            field = None
            result.append(line if line.startswith("    ") else inline(line))
    return result


def literal(formula):
    """A formula as code: its symbols are characters, not markup."""
    return f"``{formula.replace('`', '')}``"


def process(app, what, name, obj, options, lines):
    indented = {index for index, line in enumerate(lines) if line.startswith("    ")}
    new = []
    for index, line in enumerate(reformat(lines)):
        # An indented block is an example: introduced by `::`, so that it is set as code.
        if index in indented and index - 1 not in indented and new and not new[-1]:
            new += ["::", ""]
        new.append(line)
    lines[:] = new


def setup(app):
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", process)
