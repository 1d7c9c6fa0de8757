"""What a newcomer meets first: the environment, the commands, the first cell on Colab, the licences."""
import ast
import importlib.util
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile

import numpy as np
import pytest
import yaml
from packaging.requirements import Requirement

from dlbook.exercises import judge
from tools import notebooks

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.txt").read_text()
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text())
DIRECT = [Requirement(text) for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["book"]]
PINNED = {name.lower(): version for name, version in re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", LOCK, re.M)}


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_every_direct_dependency_is_pinned_to_a_version_it_allows(requirement):
    assert requirement.specifier.contains(PINNED[requirement.name.lower()])


def test_every_pinned_package_has_a_hash_and_the_head_names_the_tool():
    packages = re.split(r"^(?=[\w.-]+(?:\[\w+\])?==)", LOCK, flags=re.M)[1:]
    assert len(packages) > 100
    assert [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert "uv pip compile" in LOCK.splitlines()[1]


def test_the_lock_files_name_no_address_of_a_registry():
    assert not re.search(r"(?:file|https?)://|--(?:extra-)?index-url|--find-links", LOCK)
    package_lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in package_lock and '"integrity"' in package_lock


def environment(tmp_path, monkeypatch):
    """tools/environment.py with its folders moved to tmp_path."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {"VENV": ".venv", "STAMP": ".venv/installed.txt", "PYTHON": ".venv/bin/python"}.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    return module


def test_an_old_python_gets_one_clear_line(tmp_path):
    """The check comes before anything that an old Python does not know: even its grammar is old."""
    source = (ROOT / "tools" / "environment.py").read_text().replace("sys.version_info[:2]", "(3, 8)", 1)
    (tmp_path / "environment.py").write_text(source)
    done = subprocess.run([sys.executable, tmp_path / "environment.py"], capture_output=True, text=True)
    assert done.returncode and len(done.stderr.splitlines()) == 1
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr
    ast.parse(source, feature_version=(3, 4))
    assert not re.search(r"\bf['\"]", source)


@pytest.mark.parametrize("output, expected", [
    ("WARNING: Retrying ... Failed to establish a new connection: [Errno -3]", "No network"),
    ("Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
    ("Collecting numpy\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "THESE PACKAGES DO NOT MATCH"),
])
def test_a_failing_installation_says_in_one_line_what_to_do(tmp_path, monkeypatch, output, expected):
    module = environment(tmp_path, monkeypatch)
    pip = tmp_path / ".venv" / "bin" / "python"
    pip.parent.mkdir(parents=True)
    pip.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\nexit 1\n")
    pip.chmod(0o755)
    with pytest.raises(SystemExit) as stop:
        module.pip_install("--requirement", "requirements.txt")
    assert expected in str(stop.value) and "\n" not in str(stop.value)
    assert not module.is_installed()


def test_a_missing_venv_module_is_named(tmp_path, monkeypatch):
    module = environment(tmp_path, monkeypatch)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="venv module is missing.*python3-venv"):
        module.make_venv()


def test_an_installation_is_kept_until_the_requirements_change(tmp_path, monkeypatch):
    module = environment(tmp_path, monkeypatch)
    monkeypatch.setattr(module, "REQUIREMENTS", tmp_path / "requirements.txt")
    module.REQUIREMENTS.write_text("numpy==2.0\n")
    module.PYTHON.parent.mkdir(parents=True)
    module.PYTHON.write_text("")
    module.STAMP.write_text(module.digest() + "\n")
    monkeypatch.setattr(module, "make_venv", lambda: pytest.fail("it installs again"))
    module.main()
    module.REQUIREMENTS.write_text("numpy==2.1\n")
    assert not module.is_installed()


def targets():
    return dict(re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text(), re.M))


def test_a_bare_make_lists_every_target_with_a_line():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (help .+)$", (ROOT / "Makefile").read_text(), re.M)[1].split()
    assert set(targets()) == set(phony)
    for name, line in targets().items():
        assert re.search(rf"make {name} +{re.escape(line)}", listed)


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_workflows_call_targets_that_exist(path):
    jobs = yaml.safe_load(path.read_text())["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    called = {word for command in commands if command.startswith("make ") for word in command.split()[1:] if "=" not in word}
    assert called and called <= set(targets())


@pytest.mark.parametrize("path", notebooks.chapters(), ids=notebooks.label)
def test_first_cell_installs_the_book_on_colab_and_nowhere_else(path):
    cell = notebooks.code_cells(notebooks.read(path))[0]
    assert cell.metadata["tags"] == ["remove-cell"]
    called = []
    shell = type("Shell", (), {"run_line_magic": lambda self, *args: called.append(args)})()
    exec(cell.source, {"get_ipython": lambda: shell})
    assert called == []  # the book is installed here
    absent = cell.source.replace("import dlbook", "import dlbook_that_is_not_there")
    exec(absent, {"get_ipython": lambda: shell})
    assert called == [("pip", f"install -q git+{CONFIG['repository']['url']}")]


def test_the_installed_package_brings_everything_it_needs(tmp_path):
    """What `pip install` from the repository makes: a wheel with every file of dlbook, the JavaScript modules too."""
    source = tmp_path / "source"  # a copy, so that nothing is left behind in the book
    shutil.copytree(ROOT / "code", source / "code", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for path in [ROOT / "pyproject.toml", ROOT / "README.md", *ROOT.glob("LICENSE*")]:
        shutil.copy(path, source)
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source],
                   check=True, capture_output=True)
    wheel, = tmp_path.glob("dlbook-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("dlbook/")}
    sources = {path.relative_to(ROOT / "code").as_posix() for path in (ROOT / "code" / "dlbook").rglob("*")
               if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".md"}
    assert packed == sources


def test_binder_installs_the_pinned_requirements_and_the_book():
    binder = ROOT / ".binder"
    assert (binder / "requirements.txt").read_text().strip() == "-r ../requirements.txt"
    assert (binder / "runtime.txt").read_text().strip() in {"python-3.11", "python-3.12", "python-3.13"}
    assert "--editable ." in (binder / "postBuild").read_text()
    assert (binder / "postBuild").stat().st_mode & 0o111


def test_the_landing_page_quotes_what_the_check_really_says():
    page = (ROOT / "index.md").read_text()
    code, = re.findall(r"```python\n(.*?)```", page, re.S)
    quoted, = re.findall(r"```text\n(.*?)\n```", page, re.S)
    said = []
    exec(code, {"np": np, "check": lambda name, answer: said.append(judge(name, answer).text)})
    assert said == [quoted]
