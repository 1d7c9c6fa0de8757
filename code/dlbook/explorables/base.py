"""What all interactive figures share: a starting state, a module that computes and draws, and words for where neither runs.

In JupyterLab an explorable is an anywidget: its module runs in the browser, the kernel only sends the starting state. The stored output
holds the same state in a `<div>`; in the page `host.mjs` finds it and runs the same module with no kernel. Where no script runs
(a notebook that is not trusted, an e-book), the sentences inside the `<div>` say what the figure is and what to try.
"""
import html
import json

import anywidget
import traitlets

from dlbook.explorables.bundle import FOLDER, bundle


class Explorable(anywidget.AnyWidget):
    """An interactive figure. A subclass names its module, and each synced trait is a part of the starting state.

    `class Neuron(Explorable, module="neuron")` runs `neuron.mjs`. `title` and `try_this` are shown above and below the figure.
    Errors: TypeError for a part of the state that the figure does not have; TraitError for a value that it cannot take.
    """

    title = traitlets.Unicode().tag(sync=True)
    try_this = traitlets.Unicode().tag(sync=True)
    _css = (FOLDER / "explorables.css").read_text(encoding="utf-8")

    def __init_subclass__(cls, module=None, **kwargs):
        if module is not None:  # anywidget makes a nameless subclass of its own for each figure
            cls.module, cls._esm = module, bundle(module)
        super().__init_subclass__(**kwargs)

    def __init__(self, **state):
        known = self.names_of_state()
        for name in state:
            if name not in known:
                raise TypeError(f"{self.module} has no {name!r}; its state is {', '.join(known)}")
        super().__init__(**state)

    @classmethod
    def names_of_state(cls):
        """Return the names of the traits that make up the starting state, sorted."""
        return sorted(name for name in set(cls.class_trait_names()) - set(anywidget.AnyWidget.class_trait_names()) if name[0] != "_")

    def state(self):
        """Return the starting state as a dict that JSON can hold."""
        return {name: getattr(self, name) for name in self.names_of_state()}

    def to_html(self):
        """Return the `<div>` for the page: the state for `host.mjs`, and sentences for a reader without scripts."""
        state = html.escape(json.dumps(self.state(), ensure_ascii=False, sort_keys=True))
        return (
            f'<div class="dlbook-explorable" data-name="{self.module}" data-state="{state}">\n'
            f"<p><strong>Interactive figure: {html.escape(self.title)}.</strong> "
            "It moves on the book's web page, and in Jupyter after you run this cell.</p>\n"
            f"<p>{html.escape(self.try_this)}</p>\n</div>"
        )

    def __repr__(self):
        changed = {name: value for name, value in self.state().items() if value != self.traits()[name].default()}
        return f"{self.module}({', '.join(f'{name}={value!r}' for name, value in changed.items())})"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": self.to_html(), "text/plain": repr(self)}, metadata
