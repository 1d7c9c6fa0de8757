"""Which data a notebook needs, and which of its cells run where they are missing.

A notebook names its data sets in its metadata, {"dlbook": {"data": ["mnist"]}}. A cell with the tag `record` computes from a record of
runs alone: it runs everywhere, as does the hidden first cell (`remove-cell`), which installs the book. All other cells of such a notebook
run only where its data are at hand; no test downloads any.
"""
from dlbook.datasets.files import VARIABLE, find

RECORD_TAG = "record"
FIRST_TAG = "remove-cell"


def data_of(notebook):
    """The names of the data sets that the notebook names, a list."""
    return list(notebook.metadata.get("dlbook", {}).get("data", []))


def missing_data(notebook):
    """Why the notebook cannot run in full here, in words; None where it can. Errors: DataError where DLBOOK_DATA names no folder."""
    files = [f"{name}.npz" for name in data_of(notebook) if find(f"{name}.npz") is None]
    if not files:
        return None
    return f"there is no {' and no '.join(files)} in the folder that {VARIABLE} names or in the cache: run `make data`, or set {VARIABLE}"


def from_record(cell):
    """Whether the cell needs no data: it computes from a record alone, or it is the hidden first cell."""
    return not {RECORD_TAG, FIRST_TAG}.isdisjoint(cell.metadata.get("tags", []))
