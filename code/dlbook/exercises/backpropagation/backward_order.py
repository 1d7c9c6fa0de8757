"""In which order the nodes of a graph may pass their gradients on."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def backward_order(parents, output):
    """Return the names of all nodes that the output was made of, each behind all nodes that use it, the output first."""
    order, seen = [], set()

    def visit(name):
        seen.add(name)
        for parent in parents.get(name, ()):
            if parent not in seen:
                visit(parent)
        order.append(name)  # behind everything that it was made of

    visit(output)
    return order[::-1]


class Looked(dict):
    """A graph that can be asked for a node's parents only so often: a walk down every road asks far more."""

    def __init__(self, parents):
        super().__init__(parents)
        self.left = 500 + 20 * len(parents) ** 2

    def looked(self):
        self.left -= 1
        if self.left < 0:
            raise RuntimeError(f"parents was asked over {500 + 20 * len(self) ** 2} times, and holds {len(self)} names")

    def __getitem__(self, name):
        self.looked()
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.looked()
        return super().get(name, default)


def made_of(parents, output):
    """Return the set of all nodes that the output was made of, itself among them; a set has no order that could be handed in."""
    found, new = set(), {output}
    while new:
        found |= new
        new = {parent for name in new for parent in parents.get(name, ())} - found
    return found


def roads(answer, parents, output):
    """Return what is wrong with the list of an answer, and the number of roads from each node to the output that it leads to.

    Every node hands its count on to its parents when its turn comes: right only if all its users have handed theirs to it before.
    """
    order = answer(Looked(parents), output)
    if order is None:
        return None
    order, belong = list(order), made_of(parents, output)
    counts = dict.fromkeys(belong, 0) | {output: 1}
    early, done = set(), set()
    for name in order:
        early |= {name} if name in done else set()
        done.add(name)
        for parent in parents.get(name, ()):
            early |= {parent} & done
            if name in counts:
                counts[parent] += counts[name]
    missing, strange, twice = len(belong - done), len(done - belong), len(order) - len(done)
    return missing, strange, twice, np.array([float(counts[name]) for name in sorted(belong)]), len(early)


def by_levels(parents, output):
    """Return the nodes as they are met, level by level from the output."""
    order = [output]
    for name in order:
        order += [parent for parent in dict.fromkeys(parents.get(name, ())) if parent not in order]
    return order


def at_first_sight(parents, output):
    """Return the nodes as a recursive walk meets them first."""
    order = []

    def visit(name):
        if name not in order:
            order.append(name)
            for parent in parents.get(name, ()):
                visit(parent)

    visit(output)
    return order


def leaves_first(parents, output):
    """Return the inputs, and behind them all other nodes in a valid order."""
    order = backward_order(parents, output)
    return [name for name in order if name not in parents] + [name for name in order if name in parents]


def whole_graph(parents, output):
    """Return a valid order of everything in the graph, whether the output was made of it or not."""
    everything = backward_order({**parents, "": tuple(parents)}, "")[1:]
    return [output, *(name for name in everything if name != output)]


def every_road(parents, output):
    """Return a valid order, found by walking down every road and keeping the last visit to each node."""
    order = every_visit_behind(parents, output)
    return list(dict.fromkeys(order))[::-1]


def every_visit_behind(parents, name):
    """Return what a walk down every road notes when it leaves a node."""
    return [other for parent in parents.get(name, ()) for other in every_visit_behind(parents, parent)] + [name]


def inputs_as_keys(parents, output):
    """Return an order, asking for the parents of an input as well."""
    return [output, *(name for parent in parents[output] for name in inputs_as_keys(parents, parent))]


def asks_inputs(attempts):
    """Tell whether an answer failed because an input is no key."""
    return any(tried.first.failure and tried.first.failure.kind == "KeyError" for tried in attempts)


def every_visit(parents, output):
    """Return the nodes as a recursive walk meets them, as often as it does."""
    order = [output]
    for parent in parents.get(output, ()):
        order += every_visit(parents, parent)
    return order


def forwards(parents, output):
    """Return the nodes from the inputs to the output."""
    return backward_order(parents, output)[::-1]


DIAMOND = {"y": ("p", "s"), "s": ("p", "a"), "p": ("a", "b")}
TWO_ROADS = {"loss": ("left", "right"), "left": ("mid",), "right": ("x",), "mid": ("right",)}
LADDER = {f"n{i:02d}": (f"n{i - 1:02d}", f"n{i - 2:02d}" if i > 1 else "n00") for i in range(1, 9)}
UNRELATED = {"loss": ("h", "x"), "h": ("x", "w"), "plot": ("h", "t"), "x": ("data",)}
TWENTY = {f"y{i + 1}": (f"l{i}", f"r{i}") for i in range(20)} | {f"{side}{i}": (f"y{i}",) for side in "lr" for i in range(20)}
SHORTCUT = {"loss": ("h3", "x"), "h3": ("h2", "h1"), "h2": ("h1", "x"), "h1": ("x", "w")}

EXERCISE = Exercise(
    name="backpropagation.backward_order",
    tier=3,
    reference=backward_order,
    cases=(
        Case((DIAMOND, "y"), roads),
        Case((TWO_ROADS, "loss"), roads),
        Case((SHORTCUT, "loss"), roads),
        Case((LADDER, "n08"), roads),
        Case((UNRELATED, "loss"), roads),
        Case((TWENTY, "y20"), roads),
    ),
    hints=(
        "A node may pass its gradient on only when all nodes that use it have paid in. So each node comes after all its users.",
        "Turn it round: an order in which each node comes after everything it was made of is easy to build by recursion. Then reverse it.",
        "In the recursion a node is noted down last, after its parents, and only once, however many roads lead to it.",
    ),
    mistakes=(
        Mistake(
            "",
            "parents of an input",
            "The name in the error is an input: it was made of nothing, so it is no key of parents. What should the walk do there?",
            (inputs_as_keys,),
            asks_inputs,
        ),
        Mistake(
            "B09",
            "every road walked, though each name is kept once",
            "The order is right, but the walk took every road: a million through 20 diamonds. How can it know a node it has been at?",
            (every_road,),
        ),
        Mistake(
            "",
            "inputs left out",
            "Some names are missing. Inputs are nodes, too: they pass nothing on, but they receive a gradient.",
            (lambda parents, output: [name for name in backward_order(parents, output) if name in parents],),
        ),
        Mistake(
            "B09",
            "inputs before their users",
            "A node at the front of your list is used by one behind it. An input passes nothing on: when has it received everything?",
            (leaves_first,),
        ),
        Mistake(
            "",
            "nodes that the output was not made of",
            "Something in your list was not used for the output. Start the walk at the output: can it get there?",
            (whole_graph,),
        ),
        Mistake(
            "B09",
            "inputs noted once for every user",
            "A name stands in your list more than once. Which node was met by two of its users?",
            (lambda parents, output: [*backward_order(parents, output), *(set().union(*parents.values()) - set(parents))],),
        ),
        Mistake(
            "B09",
            "noted down at first sight",
            "Some counts are too small: a node handed on what it had before its last user had paid in. When may a node take its turn?",
            (by_levels, at_first_sight, lambda parents, output: at_first_sight({k: v[::-1] for k, v in parents.items()}, output)),
        ),
        Mistake(
            "B09",
            "visited once for every road",
            "A node that can be reached by several roads took several turns in yours. How often should each name appear?",
            (every_visit,),
        ),
        Mistake(
            "",
            "from the inputs to the output",
            "At the start only the output has something to hand on. Who is first in your list?",
            (forwards,),
        ),
        Mistake(
            "",
            "only one generation",
            "The walk ends too early: do the parents have parents?",
            (lambda parents, output: [output, *parents.get(output, ())],),
        ),
    ),
    returns=(
        "names missing",
        "names that do not belong",
        "names too many",
        "roads from each name, in alphabetical order",
        "names before one of their users",
    ),
)
