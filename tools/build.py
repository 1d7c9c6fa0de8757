"""Build the book from the outputs stored in its notebooks.

Usage: python tools/build.py [--epub | --pdf]

    (nothing)   the web pages, in _build/html
    --epub      one EPUB file, in _build/epub
    --pdf       one PDF file, printed by Chromium from the whole book on one page, in _build/pdf

Nothing is executed. Every warning is an error: a broken reference, a figure without words, bad TeX or a stored stderr stops the
build, and each is listed with its page and cell. A second build only renews what changed.
"""
import argparse
import contextlib
import hashlib
import io
import os
import pathlib
import re
import shutil
import sys
import time
import tomllib
import traceback
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools import epub, pdf  # noqa: E402

# Whatever decides how every page looks: a change here renews all of them.
APPEARANCE = ["_config.yml", "_toc.yml", "requirements.txt", "package-lock.json", "assets", "tools/build.py", "tools/vendor.py",
              "code/dlbook/explorables"]
WARNING = re.compile(r"(?:(?P<place>\S.*?\.(?:ipynb|md|yml|bib|py))(?::(?P<line>\d+))?:\s*)?"
                     r"(?:WARNING|ERROR|CRITICAL|SEVERE):\s*(?P<text>.+)")
# Without this file the output folder is incomplete, whatever Sphinx remembers.
WRITTEN_LAST = {"html": "searchindex.js", "singlehtml": "index.html", "epub": "content.opf"}
NOISE = re.compile(r"\x1b\[[0-9;]*m")


class BuildError(Exception):
    """The book cannot be built; the message lists what to mend."""


def build(source=ROOT, builder="html"):
    """Build the book in `source` with one of Sphinx's builders; returns the output folder. Raises BuildError."""
    source = pathlib.Path(source).resolve()
    folder = source / "_build" / builder
    doctrees = source / "_build" / f".doctrees-{builder}"
    stamp = doctrees / "appearance.txt"
    if not (source / "_toc.yml").exists():
        raise BuildError(f"no book in {source}: _toc.yml is missing")
    with _alone(source):
        fingerprint = _fingerprint(source)
        if not stamp.exists() or stamp.read_text() != fingerprint or not (folder / WRITTEN_LAST[builder]).exists():
            shutil.rmtree(doctrees, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
        # Sphinx warns only about pages that it reads. Without the stamp, the build after a failed or interrupted one reads all.
        stamp.unlink(missing_ok=True)
        problems, pages = _run_sphinx(source, folder, doctrees, builder)
        if problems:
            raise BuildError("\n".join(problems))
        if builder == "html":
            _remove_stale(folder, pages)
        stamp.write_text(fingerprint)
    return folder


@contextlib.contextmanager
def _alone(source):
    """Wait until no other process builds the book in `source`."""
    (source / "_build").mkdir(exist_ok=True)
    with open(source / "_build" / ".lock", "w") as lock:
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run_sphinx(source, folder, doctrees, builder):
    """Run Sphinx with Jupyter Book's configuration; returns (list of problems, names of the pages)."""
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    config, _ = get_final_config(user_yaml=source / "_config.yml", sourcedir=source, cli_config={"latex_individualpages": False})
    config["book_form"] = builder
    if builder != "html":
        config.setdefault("version", tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
        for button in ("launch_buttons", "use_edit_page_button", "use_issues_button", "use_repository_button"):
            config["html_theme_options"].pop(button, None)  # on paper there is nothing to press
    status, problems = io.StringIO(), io.StringIO()
    pages, broken = [], None
    doctrees.mkdir(parents=True, exist_ok=True)
    before = pathlib.Path.cwd()
    os.chdir(source)  # Jupyter Book's paths are relative
    try:
        with patch_docutils(), docutils_namespace(), warnings.catch_warnings(), contextlib.redirect_stderr(problems):
            warnings.simplefilter("ignore")  # deprecations inside Sphinx's extensions; Sphinx's own warnings are not Python's
            app = Sphinx(str(source), None, str(folder), str(doctrees), builder, confoverrides=config, status=status, warning=problems,
                         warningiserror=True, keep_going=True)
            app.build()
            pages = sorted(app.env.found_docs)
            failed = app.statuscode != 0
    except Exception as error:  # an extension's own failure; shown as one line, with the log for the rest
        broken, failed = error, True
        problems.write("\n" + traceback.format_exc())
    finally:
        os.chdir(before)
        log = source / "_build" / f"{builder}.log"
        log.write_text(NOISE.sub("", status.getvalue() + problems.getvalue()))
    if not failed:
        return [], pages
    found = readable(problems.getvalue(), source)
    if broken is not None:
        found.append(f"{type(broken).__name__}: {broken}")
    return (found or ["Sphinx stopped without a reason"]) + [f"(the whole log: {log.relative_to(source)})"], pages


def readable(log, source):
    """Sphinx's warnings as short lines: the page, its cell or line, what is wrong. Repetitions are dropped."""
    found = []
    for line in NOISE.sub("", log).splitlines():
        match = WARNING.match(line)
        if not match:
            if line.startswith("Traceback"):
                break
            if found and line.strip():
                found[-1] += " " + line.strip()
            continue
        place, number, text = match["place"], match["line"], match["text"].strip()
        if place:
            place = os.path.relpath(place, source) if os.path.isabs(place) else place
            if number and place.endswith(".ipynb") and int(number) >= 10000:  # myst-nb counts 10000 a cell
                place += f", cell {int(number) // 10000}, line {max(int(number) % 10000, 1)}"
            elif number:
                place += f", line {number}"
            text = f"{place}: {text}"
        found.append(text)
    return list(dict.fromkeys(found))


def _fingerprint(source):
    digest = hashlib.sha256(sys.version.encode())
    for name in APPEARANCE:
        for base in {source, ROOT}:
            path = base / name
            files = sorted(path.rglob("*")) if path.is_dir() else [path]
            for file in files:
                if file.is_file() and "__pycache__" not in file.parts:
                    digest.update(str(file.relative_to(base)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _remove_stale(folder, pages):
    """Remove the pages of chapters that are no longer in the book."""
    known = {f"{page}.html" for page in pages} | {"search.html", "genindex.html", "404.html"}
    for file in folder.rglob("*.html"):
        name = file.relative_to(folder).as_posix()
        if not name.startswith("_") and name not in known:
            file.unlink()


def main():
    parser = argparse.ArgumentParser(description="Build the book from its stored outputs: web pages, or one file.")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--epub", action="store_true", help="one EPUB file")
    form.add_argument("--pdf", action="store_true", help="one PDF file (needs Chromium)")
    wanted = parser.parse_args()
    start = time.perf_counter()
    try:
        if wanted.pdf:
            browser = pdf.find_browser()
            made = pdf.print_book(build(builder="singlehtml"), ROOT / "_build" / "pdf" / "deep-learning-unveiled.pdf", browser)
        elif wanted.epub:
            made = epub.finish(build(builder="epub"))
        else:
            made = build() / "index.html"
    except (BuildError, epub.EpubError, pdf.PrintError) as error:
        sys.exit(f"The book was not built:\n\n{error}\n")
    print(f"Built in {time.perf_counter() - start:.0f} s: {os.path.relpath(made)}")
    if made.name == "index.html":
        print("Read it: make serve   (or open that file in a browser)")


if __name__ == "__main__":
    main()
