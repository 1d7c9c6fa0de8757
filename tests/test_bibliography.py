"""The bibliography: every entry can be found by a lasting name, is complete, and is cited; no citation lacks its entry."""
import re

import pytest
from pybtex.database import parse_file, parse_string

from tools import notebooks, structure_links
from tools.prose import markdown

ENTRIES = parse_file(notebooks.CHAPTERS / "references.bib").entries
FORMS = {"doi": r"10\.\d{4,9}/\S+", "eprint": r"\d{4}\.\d{4,5}", "isbn": r"(?:97[89])?\d{9}[\dX]"}
ARCHIVES = (
    "proceedings.mlr.press/", "jmlr.org/papers/", "www.jmlr.org/papers/", "papers.nips.cc/", "proceedings.neurips.cc/",
    "aclanthology.org/")
CITATION = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")


def problems(entry):
    """What keeps a reader from finding the work: wrong or missing identifiers, missing authors, year or title."""
    fields, found = entry.fields, []
    found += [f"no {name}" for name in ("title", "year") if not fields.get(name)]
    found += [] if entry.persons.get("author") or entry.persons.get("editor") else ["no author"]
    found += [] if re.fullmatch(r"1[89]\d\d|20\d\d", fields.get("year", "")) else [f"year {fields.get('year')!r}"]
    found += [f"{name} {fields[name]!r}" for name, form in FORMS.items() if name in fields and not re.fullmatch(form, fields[name])]
    url = fields.get("url", "")
    found += [f"url {url!r} is not https"] if url and not url.startswith("https://") else []
    lasting = any(name in fields for name in FORMS) or url.removeprefix("https://").startswith(ARCHIVES)
    if not lasting and not fields.get("note"):
        found.append("no DOI, arXiv number, ISBN or page of an archive, and no note that says why")
    return found


def cited(texts):
    return {key.strip() for text in texts for match in CITATION.findall(text) for key in match.split(",")}


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_can_be_found(key):
    assert problems(ENTRIES[key]) == []


def test_no_work_stands_twice():
    names = [entry.fields[name].lower() for entry in ENTRIES.values() for name in ("doi", "eprint") if name in entry.fields]
    titles = [(re.sub(r"[^a-z0-9]", "", entry.fields["title"].lower()), entry.fields["year"]) for entry in ENTRIES.values()]
    assert sorted(names) == sorted(set(names))
    assert sorted(titles) == sorted(set(titles))


def test_what_is_cited_is_there_and_what_is_there_is_cited():
    pages = notebooks.chapters() + structure_links.markdown_pages()
    assert cited(text for page in pages for _, text in markdown(page)) == set(ENTRIES)


@pytest.mark.parametrize("entry, problem", [
    ("@misc{a, author={A. B}, title={T}, year={2001}, url={https://example.org}}", "no DOI"),
    ("@misc{a, author={A. B}, title={T}, year={2001}, doi={https://doi.org/10.1/x}}", "doi"),
    ("@misc{a, author={A. B}, title={T}, year={2001}, eprint={1706.3762}}", None),
    ("@misc{a, author={A. B}, title={T}, year={2001}, eprint={17.3762}}", "eprint"),
    ("@misc{a, title={T}, year={2001}, doi={10.1000/x}}", "no author"),
    ("@misc{a, author={A. B}, title={T}, year={in press}, doi={10.1000/x}}", "year"),
    ("@misc{a, author={A. B}, title={T}, year={2001}, doi={10.1000/x}, url={http://example.org}}", "https"),
])
def test_an_incomplete_entry_is_found(entry, problem):
    found = problems(parse_string(entry, "bibtex").entries["a"])
    assert found == [] if problem is None else any(problem in line for line in found)
