"""Finding, reading, writing and normalising chapters, and the one environment in which their kernels run."""
import hashlib
import json
import os
import pathlib
import re
import sys

import nbformat

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "chapters"

# One thread and no GPU: the same numbers on every machine, as far as its processor allows.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "PYTHONHASHSEED": "0",
    "TQDM_DISABLE": "1",  # a progress bar is for who waits, not for the page
    "CUDA_VISIBLE_DEVICES": "-1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
CELL_TIMEOUT = 300  # seconds

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "nbconvert_exporter": "python",
                 "pygments_lexer": "ipython3"}
KEPT_NOTEBOOK_METADATA = {"dlbook", "mystnb", "title", "authors"}
VOLATILE_CELL_METADATA = {"ExecuteTime", "collapsed", "editable", "execution", "heading_collapsed", "id", "lines_to_next_cell", "pycharm",
                          "scrolled", "trusted", "vscode"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # a model's random id; what an interactive figure stores is its HTML


def set_kernel_environment():
    """Give this process, and so the kernels it starts, the environment in which outputs are stored and compared."""
    os.environ.update(KERNEL_ENVIRONMENT)


def chapters(folder=CHAPTERS):
    """The paths of all notebooks of the book, sorted."""
    found = pathlib.Path(folder).rglob("*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def find(name, folder=CHAPTERS):
    """The notebook called `name`: a path, or a chapter's name with or without `.ipynb`.

    Raises FileNotFoundError that lists the chapters.
    """
    path = pathlib.Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path.resolve()
    known = {path.relative_to(folder).with_suffix("").as_posix(): path for path in chapters(folder)}
    wanted = path.with_suffix("").as_posix() if path.suffix == ".ipynb" else path.as_posix()
    found = [path for key, path in known.items() if wanted in (key, key.split("/")[-1], f"chapters/{key}")]
    if len(found) == 1:
        return found[0]
    raise FileNotFoundError(f"no chapter called {str(name)!r}; there are: {', '.join(known) or 'none yet'}")


def label(path):
    """The notebook's path as messages show it: relative to the book where it lies in it."""
    path = pathlib.Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def read(path):
    """The notebook at `path` in the current format (4.5), validated."""
    stored = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    if stored.get("nbformat") == 4:
        stored["nbformat_minor"] = 5
        for number, cell in enumerate(stored["cells"]):  # files without ids would get random ones, others at every reading
            cell.setdefault("id", hashlib.sha256(f"{number} {cell['source']}".encode()).hexdigest()[:8])
    return nbformat.reads(json.dumps(stored), as_version=4)


def text(notebook):
    """The notebook as the text of its file: sorted keys, one space of indent, a newline at the end."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def write(path, notebook):
    """Write the notebook so that the file is at any moment either the old one or the new one; returns whether it changed."""
    path = pathlib.Path(path)
    new = text(notebook).encode()
    if path.exists() and path.read_bytes() == new:
        return False
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(new)
        if path.exists():
            beside.chmod(path.stat().st_mode)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return True


def code_cells(notebook):
    """The code cells that have source, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def normalise(notebook):
    """Drop from the notebook, in place, all that changes from run to run without meaning anything; returns it."""
    notebook.metadata = nbformat.from_dict({key: value for key, value in notebook.metadata.items() if key in KEPT_NOTEBOOK_METADATA})
    notebook.metadata["kernelspec"] = nbformat.from_dict(KERNELSPEC)
    notebook.metadata["language_info"] = nbformat.from_dict(LANGUAGE_INFO)
    for cell in notebook.cells:
        for key in VOLATILE_CELL_METADATA & set(cell.metadata):
            del cell.metadata[key]
        if cell.cell_type == "code":
            cell.execution_count = None
    for number, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = number
        for output in cell.outputs:
            output.pop("transient", None)
            if output.output_type == "execute_result":
                output.execution_count = number
            if output.output_type == "error":
                output.traceback = [without_paths(line) for line in output.traceback]
            if "data" in output:
                output.data.pop(WIDGET_VIEW, None)
    return notebook


def without_paths(line):
    """A line of a traceback with the places of the book and of the packages taken out of its file names."""
    line = re.sub(r"[^\s\x1b]*[/\\]site-packages[/\\]", "", line)
    for folder in (ROOT, pathlib.Path(sys.base_prefix)):
        line = line.replace(str(folder) + os.sep, "")
        if folder.is_relative_to(pathlib.Path.home()):
            line = line.replace(f"~/{folder.relative_to(pathlib.Path.home()).as_posix()}/", "")
    return line
