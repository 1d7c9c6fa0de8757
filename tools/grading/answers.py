"""What has to run before an answer can be tried: the statements of a notebook that the answer needs, and no others.

A notebook is not run from top to bottom: that takes minutes, and a cell about something else that fails must not cost a mark.
From the `check` of an exercise we follow names backwards, to a definition, to what that definition uses, and so on.
"""

import ast
import builtins
import symtable
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

HANDLED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Statement:
    """A top-level statement of a cell: the cell's number, the statement's place in it, the names that it binds and those that it uses."""

    cell: int
    place: int
    binds: frozenset
    uses: frozenset


@dataclass(frozen=True)
class Answer:
    """What to run for an exercise: `cells` maps a cell's number to (its source, the places of the statements to run); then `expression`.

    `problem` is a text that says why there is nothing to run; `cells` is empty then.
    """

    expression: str = ""
    cells: tuple = ()
    problem: str = ""


def answer_to(name, sources):
    """Return the Answer to the exercise called `name` among the sources of a notebook's code cells."""
    cells, broken = parsed(sources)
    statements = [statement for number, (_, tree) in cells.items() for statement in statements_of(number, tree)]
    expression, end = asked(name, cells)
    if expression is None:
        short = name.partition(".")[2]
        where = [s for s in statements if short in s.binds]
        blamed = [number for number, (source, _) in broken.items() if name in source or f"def {short}" in source]
        if blamed and (not where or blamed[-1] > where[-1].cell):
            return Answer(problem=f"code cell {blamed[-1] + 1} cannot be read as Python: {broken[blamed[-1]][1]}")
        if not where:
            return Answer(problem=f'neither check("{name}", …) nor a definition of {short} is in the notebook')
        expression, end = ast.Name(short, ast.Load()), (where[-1].cell, where[-1].place + 1)
    chosen = needed(names_used(expression), statements, end)
    numbers = sorted({statement.cell for statement in chosen})
    picked = {number: tuple(s.place for s in chosen if s.cell == number) for number in numbers}
    return Answer(ast.unparse(expression), tuple((number, cells[number][0], picked[number]) for number in numbers))


def parsed(sources):
    """Return the cells that are Python as {number: (source, tree)}, and the others as {number: (source, what is wrong)}."""
    good, broken = {}, {}
    for number, source in enumerate(sources):
        try:
            plain = TransformerManager().transform_cell(source)  # `%magic` and `!command` become calls
            good[number] = plain, ast.parse(plain)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
            broken[number] = source, f"{getattr(error, 'msg', None) or type(error).__name__}{line}"
    return good, broken


def asked(name, cells):
    """Return the second argument of the last `check(name, …)` and the place of that statement; (None, None) if there is none."""
    found = None, None
    for number, (_, tree) in cells.items():
        for place, node in enumerate(tree.body):
            if isinstance(node, HANDLED):
                continue
            for call in (part for part in ast.walk(node) if isinstance(part, ast.Call) and len(part.args) == 2):
                first = call.args[0]
                named = isinstance(call.func, ast.Name) and call.func.id == "check" or getattr(call.func, "attr", "") == "check"
                if named and isinstance(first, ast.Constant) and first.value == name:
                    found = call.args[1], (number, place)
    return found


def statements_of(number, tree):
    """Return the Statements of a cell."""
    return [Statement(number, place, frozenset(names_bound(node)), frozenset(names_used(node))) for place, node in enumerate(tree.body)]


def names_bound(node):
    """Return the names that a top-level statement gives a value, `*` for a star import; the base name for `a[...] =` and `a.b =`."""
    if isinstance(node, HANDLED):
        return {node.name}
    bound = set()
    for part in walk_outside_functions(node):
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, HANDLED):
            bound.add(part.name)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            bound.add(part.id)
        elif isinstance(part, (ast.Subscript, ast.Attribute)) and isinstance(part.ctx, ast.Store):
            base = part.value
            while isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            if isinstance(base, ast.Name):
                bound.add(base.id)
    return bound


def walk_outside_functions(node):
    """Yield a node and all below it, but nothing inside functions and classes."""
    yield node
    if not isinstance(node, (*HANDLED, ast.Lambda)):
        for child in ast.iter_child_nodes(node):
            yield from walk_outside_functions(child)


def names_used(node):
    """Return the names that a node reads from outside: global ones, not the arguments and variables of functions in it."""
    return names_read(symtable.symtable(ast.unparse(node), "<cell>", "exec"))


def names_read(table):
    """Return the global names that a table of symbols, or one within it, refers to."""
    at_top = table.get_type() == "module"
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced() and (at_top or symbol.is_global())}
    return names.union(*map(names_read, table.get_children()))


def needed(names, statements, end):
    """Return the statements that bind the names, and what those statements use, and so on, in order.

    What is bound before `end`, a (cell, place), is taken from there; only what is not is looked for behind it.
    """
    names, before = set(names), [s for s in statements if (s.cell, s.place) < end]
    chosen, pool = set(), before
    while True:
        found = {s for s in pool if s not in chosen and ("*" in s.binds or s.binds & names)}
        if found:
            chosen |= found
            names |= {name for s in found for name in s.uses}
            continue
        bound = {name for s in chosen for name in s.binds}
        missing = {name for name in names - bound if not hasattr(builtins, name)}
        if pool is statements or not any(s.binds & missing for s in statements):
            return sorted(chosen, key=lambda s: (s.cell, s.place))
        pool = before + [s for s in statements if s.binds & missing]
        if all(s in chosen for s in pool if s.binds & names):
            return sorted(chosen, key=lambda s: (s.cell, s.place))
