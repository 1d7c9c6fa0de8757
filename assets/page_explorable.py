"""A directive that puts an interactive figure on a page without code: ```{explorable} neuron, with its starting state as YAML.

    ```{explorable} train_network
    units: 8
    activation: relu
    ```
"""
import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from dlbook import explorables


class ExplorableDirective(SphinxDirective):
    """The figure's `<div>`, as a notebook would store it. Unknown names and values stop the build."""

    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        if name not in explorables.__all__:
            raise self.error(f"no interactive figure {name!r}; there are: {', '.join(explorables.__all__)}")
        state = yaml.safe_load("\n".join(self.content)) or {}
        try:
            figure = getattr(explorables, name)(**state)
        except Exception as error:  # traitlets has errors of its own; all of them say what is wrong with the state
            raise self.error(str(error)) from error
        return [nodes.raw("", figure.to_html(), format="html")]


def setup(app):
    app.add_directive("explorable", ExplorableDirective)
