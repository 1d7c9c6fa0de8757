"""The notation page: every name that it gives for code is a name of the library or of a chapter."""
import ast
import re

import pytest

from tools import notebooks
from tools.structure_links import CODE

PAGE = notebooks.CHAPTERS / "notation.md"
ROW = re.compile(r"^\|(?! ---)(.*)\|$", re.M)


def names_used(source):
    """All names in Python source: variables, arguments, attributes, functions and classes."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        for field in ("id", "attr", "arg", "name"):
            if isinstance(getattr(node, field, None), str):
                found.add(getattr(node, field))
    return found


def names_of_the_book():
    sources = [path.read_text(encoding="utf-8") for path in (notebooks.ROOT / "code" / "dlbook").glob("*.py")]
    for path in notebooks.chapters():
        sources += [re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.M) for cell in notebooks.code_cells(notebooks.read(path))]
    return set().union(*map(names_used, sources))


def names_promised(text):
    """(symbol, code) for each piece of code in the last column of the tables."""
    rows = [[part.strip() for part in re.split(r"(?<!\\)\|", row)] for row in ROW.findall(text)]
    return [(row[0], code[0].strip("`")) for row in rows if row[-1] != "name in code" for code in CODE.finditer(row[-1])]


def missing(promised, known):
    """The promised names that nobody uses; a name that ends in … stands for all that begin like it."""
    wrong = []
    for symbol, code in promised:
        if code.endswith("…"):
            wrong += [] if any(name.startswith(code[:-1]) for name in known) else [(symbol, code)]
        else:
            wrong += [(symbol, name) for name in re.findall(r"[A-Za-z_]\w*", code) if name not in known]
    return wrong


@pytest.fixture(scope="module")
def known():
    return names_of_the_book()


def test_each_name_in_code_is_used(known):
    promised = names_promised(PAGE.read_text(encoding="utf-8"))
    assert len(promised) > 60
    assert missing(promised, known) == []


def test_a_name_that_nobody_uses_is_found(known):
    text = "| symbol | meaning | name in code |\n| --- | --- | --- |\n"
    text += "| $q$ | a | `kernel`, `zzz_kernel` |\n| $r$ | b | `zzz_…`, `x @ yyyy` |\n"
    assert missing(names_promised(text), known) == [("$q$", "zzz_kernel"), ("$r$", "zzz_…"), ("$r$", "yyyy")]
