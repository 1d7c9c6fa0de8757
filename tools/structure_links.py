"""Does everything that a page points to exist? Files, headings, labels, citations, the table of contents."""
import functools
import pathlib
import re
from urllib.parse import unquote

import yaml

from tools import notebooks
from tools.fences import ALL, without_code
from tools.prose import markdown, sentence
from tools.prose_numbers import blank

HEADING_LEVELS = 3  # of which MyST makes anchors (myst_heading_anchors in _config.yml)

ROLE = re.compile(r"\{(ref|numref|eq|doc|cite(?::\w+)?)\}`([^`]+)`")
CODE = re.compile(r"(?<![`}])(`{1,2})(?!`).*?(?<!`)\1(?!`)", re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)
LINK = re.compile(r"(?<!\\)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|\b(?:href|src)=[\"']([^\"']+)[\"']"
                  r"|<((?:https?|ftp)://[^>\s]+)>")
BARE = re.compile(r"(?<![\w(<\"'])http://\S+")
LABEL = re.compile(r"^\(([\w:.-]+)\)=\s*$|^:(?:name|label):\s*(\S+)\s*$|^\$\$\s*\(([\w:.-]+)\)\s*$|\\label\{([^}]+)\}", re.M)
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.I)


def markdown_pages(root=notebooks.ROOT):
    """The pages that are Markdown files."""
    return sorted((root / "chapters").rglob("*.md")) + [path for path in [root / "index.md"] if path.exists()]


def problems(path, root=notebooks.ROOT):
    """Every link, cross-reference and citation of a page that leads nowhere, and links to other hosts that are not https."""
    path, found = pathlib.Path(path), []
    labels, citations = _labels_of_book(root), citation_keys(root / "chapters" / "references.bib")
    for number, written in markdown(path):
        text = blank(without_code(written, ALL), COMMENT)
        for role in ROLE.finditer(text):
            wrong = _role(*role.groups(), path, root, labels, citations)
            found += [(number, written, role.start(), problem) for problem in wrong]
        text = blank(text, ROLE, CODE)
        for link in LINK.finditer(text):
            problem = _link(next(filter(None, link.groups())), path, labels)
            found += [(number, written, link.start(), problem)] if problem else []
        found += [(number, written, bare.start(), f"{bare.group()} is not https") for bare in BARE.finditer(text)]
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return [f"{place}, cell {number}: {problem}\n    {sentence(text, position)}" for number, text, position, problem in found]


def contents(root=notebooks.ROOT):
    """What does not agree between _toc.yml and the pages in chapters/."""
    listed = _files(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8")))
    pages = notebooks.chapters(root / "chapters") + sorted((root / "chapters").rglob("*.md"))
    there = {path.relative_to(root).with_suffix("").as_posix() for path in pages}
    found = [f"{name} is in chapters/ but not in _toc.yml" for name in sorted(there - set(listed))]
    found += [f"_toc.yml names {name}, but there is no such page" for name in listed
              if not any((root / f"{name}{suffix}").exists() for suffix in (".ipynb", ".md", ".rst"))]
    return found + [f"_toc.yml names {name} twice" for name in sorted(set(listed)) if listed.count(name) > 1]


def citation_keys(bibliography):
    """The keys of all entries of a BibTeX file."""
    if not bibliography.exists():
        return set()
    return set(re.findall(r"^\s*@(?!comment\b)\w+\{\s*([^,\s]+)\s*,", bibliography.read_text(encoding="utf-8"), re.M | re.I))


def anchors(path):
    """The anchors of a page: those of its headings, as MyST makes them, and its labels."""
    return _anchors_at(path, path.stat().st_mtime_ns)


@functools.cache
def _anchors_at(path, changed):
    """The anchors of a page; `changed` makes a changed file be read again."""
    found = set()
    for heading in (heading for _, text in markdown(path)
                    for heading in re.findall(rf"^#{{1,{HEADING_LEVELS}}} +(.+?)\s*$", without_code(text, ALL), re.M)):
        plain = re.sub(r"\$[^$]*\$|<!--.*?-->|[*`]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w一-鿿\- ]", "", plain.strip().lower().replace(" ", "-"))
        free = (f"{slug}-{number}" if number else slug for number in range(1000))
        found.add(next(name for name in free if name not in found))
    return found | _labels(path)


def _role(role, content, path, root, labels, citations):
    target = re.search(r"<([^<>]+)>\s*$", content)
    target = (target.group(1) if target else content).strip()
    if role.startswith("cite"):
        return [f"no entry {key!r} in chapters/references.bib" for key in map(str.strip, target.split(",")) if key not in citations]
    if role == "doc":
        base = root if target.startswith("/") else path.parent
        return [] if _page(base / target.lstrip("/")) else [f"{{doc}} leads to {target!r}, which is no page"]
    return [] if target in labels else [f"{{{role}}} leads to {target!r}, which is no label"]


def _link(target, path, labels):
    if target.startswith("#"):
        name = unquote(target[1:])
        return None if name in anchors(path) or name in labels else f"no heading or label {target!r} on this page"
    if SCHEME.match(target) or target.startswith("//"):
        return None if target.startswith(("https://", "mailto:", "data:image/")) else f"{target} is not https"
    file, _, anchor = unquote(target).partition("#")
    linked = path.parent / file
    if not linked.is_file() and not _page(linked):
        return None if file in labels and not anchor else f"the link {target!r} leads to no file"
    page = linked if linked.is_file() else _page(linked)
    if anchor and page.suffix in (".md", ".ipynb") and anchor not in anchors(page):
        return f"the link {target!r} leads to no heading or label of {page.name}"
    return None


def _page(path):
    return next((page for page in (path.with_name(path.name + suffix) for suffix in (".ipynb", ".md")) if page.is_file()), None)


def _labels_of_book(root):
    pages = notebooks.chapters(root / "chapters") + markdown_pages(root)
    return {label for page in pages for label in _labels(page)}


def _labels(path):
    return _labels_at(path, path.stat().st_mtime_ns)


@functools.cache
def _labels_at(path, changed):
    """The labels of a page; `changed` makes a changed file be read again."""
    return {next(filter(None, match)) for _, text in markdown(path) for match in LABEL.findall(without_code(text, ALL))}


def _files(node):
    """All pages that a table of contents names, in order."""
    if isinstance(node, list):
        return [name for item in node for name in _files(item)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("root", "file") if key in node]
    return own + [name for key in ("parts", "chapters", "sections") for name in _files(node.get(key, []))]
