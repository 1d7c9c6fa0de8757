"""What the pages of the case studies define, to be compared with the recipes that made their records."""
from tools import notebooks


def defined_in(name, *wanted):
    """Run the cells of a case study's page that begin by defining one of the wanted functions; return all names that they leave."""
    names = {}
    for cell in notebooks.code_cells(notebooks.read(notebooks.CHAPTERS / "case_studies" / f"{name}.ipynb")):
        if "solution" not in cell.metadata.get("tags", []) and any(f"def {function}(" in cell.source for function in wanted):
            exec(compile(cell.source, name, "exec"), names)
    return names


def layers_of(model):
    """The layers of a Keras model, with all that they were told but their names."""
    return [(type(layer).__name__, {key: value for key, value in layer.get_config().items() if key != "name"}) for layer in model.layers]
