"""From 30 to 3,000 learners: the image, the values for Kubernetes, The Littlest JupyterHub, Binder, and the arithmetic of the page."""
import copy
import functools
import json
import math
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import jsonschema
import pytest
import yaml
from jupyterhub.spawner import Spawner
from packaging.specifiers import SpecifierSet
from traitlets.config import Config

from tools import deployment, notebooks, workshop

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
SCHEMA = yaml.safe_load((DATA / "z2jh-schema.yaml").read_text())
DEFAULTS = yaml.safe_load((DATA / "z2jh-defaults.yaml").read_text())
VALUES = yaml.safe_load(deployment.VALUES.read_text())
PYTHONS = SpecifierSet(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"])
PAGE = deployment.PAGE.read_text()


# --------------------------------------------------------------------------- Kubernetes


def merged(defaults, values):
    """Values over defaults as Helm merges them: dictionaries are updated, all else is replaced."""
    both = {key: merged(defaults[key], values[key]) for key in defaults.keys() & values.keys()
            if isinstance(defaults[key], dict) and isinstance(values[key], dict)}
    return {**defaults, **values, **both}


def problems(values):
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in
            jsonschema.Draft7Validator(SCHEMA).iter_errors(merged(DEFAULTS, values))]


def at(tree, path):
    """The place of a dotted path in nested dicts: the dict that holds it, and its key."""
    *parents, last = path.split(".")
    return functools.reduce(lambda part, key: part[key], parents, tree), last


def test_the_chart_takes_the_values():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert problems(VALUES) == []


@pytest.mark.parametrize("path, value, message", [
    ("singleuser.memory.guaranty", "1G", "'guaranty' was unexpected"),
    ("singleuser.memmory", {"limit": "1G"}, "'memmory' was unexpected"),
    ("cull.timeout", "one hour", "'one hour' is not of type"),
    ("cull.enabled", "yes", "'yes' is not of type 'boolean'"),
    ("singleuser.cpu.limit", "2 cores", "is not of type 'number', 'null'"),
    ("singleuser.networkPolicy.egressAllowRules.internet", True, "'internet' was unexpected"),
    ("singleuser.storage.type", "volume", "is not one of"),
    ("scheduling.userPods.nodeAffinity.matchNodePurpose", "always", "is not one of"),
    ("scheduling.userPlaceholder.replicas", "10", "'10' is not of type 'integer'"),
    ("singleuser.image", {"name": "book"}, "'tag' is a required property"),
    ("proxy.https.letsencrypt.email", "a@example.org", "'email' was unexpected"),
    ("hub.db.pvc", {}, "'storage' is a required property"),
    ("autoscaler", {}, "'autoscaler' was unexpected"),
])
def test_what_the_chart_would_refuse_is_found(path, value, message):
    values = copy.deepcopy(VALUES)
    place, key = at(values, path)
    place[key] = value
    assert any(message in problem for problem in problems(values)), problems(values)


def test_every_key_that_is_used_has_a_type_in_the_copied_schema():
    """A key that is only named there would pass with any value."""
    def untyped(values, schema, path=""):
        for key, value in values.items():
            below = schema["properties"][key]
            if not below:
                yield f"{path}{key}"
            elif isinstance(value, dict) and "properties" in below:
                yield from untyped(value, below, f"{path}{key}.")

    assert list(untyped(VALUES, SCHEMA)) == []
    assert list(untyped({"hub": {"labels": {}}}, SCHEMA)) == ["hub.labels"]


def test_chart_hub_and_image_agree_on_versions():
    chart = SCHEMA["x-chart"]
    named = re.findall(r"--version (\S+)", deployment.VALUES.read_text() + PAGE)
    assert len(named) == 2 and set(named) == {chart["version"]}
    requirement = re.sub(r"#.*|\\\n", "", (ROOT / "deploy" / "hub-requirements.txt").read_text()).split()
    assert requirement[0] == f"jupyterhub=={chart['jupyterhub']}" and len(requirement) == 2
    assert re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", requirement[1])
    assert f"JupyterHub {chart['jupyterhub']}" in PAGE and f"JupyterHub {chart['jupyterhub']}" in deployment.VALUES.read_text()


def test_a_server_gets_what_was_measured_and_no_more_than_it_may_see():
    user = VALUES["singleuser"]
    alone = json.loads(deployment.RECORD.read_text())["runs"]["concepts, 1"]["megabytes of a learner"]["median"]
    assert deployment.size(user["memory"]["guarantee"]) == deployment.guaranteed(alone) > alone
    assert deployment.size(user["memory"]["limit"]) >= deployment.size(user["memory"]["guarantee"])
    rules = user["networkPolicy"]
    assert rules["enabled"] and not rules["egressAllowRules"]["privateIPs"] and not rules["egressAllowRules"]["cloudMetadataServer"]
    assert user["allowPrivilegeEscalation"] is False and user["uid"] != 0
    assert (ROOT / "chapters" / pathlib.PurePosixPath(user["defaultUrl"]).name).exists()


def test_what_is_to_be_filled_in_is_marked_and_no_secret_is_there():
    text = re.sub(r"#.*", "", deployment.VALUES.read_text())
    hosts = set(re.findall(r"[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|io|edu)\b", text))
    assert hosts and all(host.endswith("example.org") for host in hosts)
    assert not re.search(r"secret|password|token:", text)
    secret, = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    assert problems(merged(VALUES, yaml.safe_load(secret))) == []


# --------------------------------------------------------------------------- the image


def instructions(text):
    """A Dockerfile's instructions as (name, words), comments and continued lines resolved."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    return [(line.split()[0], shlex.split(line)[1:]) for line in joined.splitlines() if line.strip()]


DOCKERFILE = instructions((ROOT / "Dockerfile").read_text())


def ignored(path):
    """Whether .dockerignore keeps a path out: the last pattern that fits it, or a folder above it, decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        if line and not line.startswith("#") and any(part.match(pattern) for part in [path, *path.parents][:-1]):
            out = not line.startswith("!")
    return out


def stages():
    """The stages of the Dockerfile: lists of instructions, by name; the last is called "" ."""
    found, name = {}, None
    for instruction, words in DOCKERFILE:
        if instruction == "FROM":
            name = words[2] if len(words) == 3 else ""
            found[name] = []
        if name is not None:
            found[name].append((instruction, words))
    return found


def test_everything_that_the_image_copies_is_there():
    copied = [words for name, words in DOCKERFILE if name == "COPY" and not words[0].startswith("--from")]
    sources = [source for words in copied for source in words[:-1]]
    assert len(sources) > 8
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not ignored(pathlib.PurePosixPath(source)), source
    assert ignored(pathlib.PurePosixPath(".git/config")) and ignored(pathlib.PurePosixPath("tests/test_deployment.py"))
    assert ignored(pathlib.PurePosixPath("code/dlbook/__pycache__/a.pyc"))
    for words in (words for name, words in DOCKERFILE if name == "COPY" and words[0].startswith("--from")):
        assert words[0].removeprefix("--from=") in stages()


def test_no_solution_gets_into_the_image():
    """Notebooks come into the last stage, and into the one that it goes on from, as the learner's edition alone."""
    copied = [words for instruction, words in stages()["programs"] + stages()[""] if instruction in ("COPY", "ADD")]
    assert [words for words in copied if words[0].startswith("--from")] == [["--from=edition", "/edition", "/opt/book/edition"]]
    places = [ROOT / source for words in copied if not words[0].startswith("--from") for source in words[:-1]]
    assert len(places) > 7
    for place in places:
        assert place.exists() and place.suffix != ".ipynb" and not list(place.rglob("*.ipynb")), place
    assert ("RUN", ["python3", "tools/student.py", "/edition"]) in stages()["edition"]


def test_the_image_runs_as_a_user_and_matches_the_values():
    last, everything = stages()[""], [word for _, words in DOCKERFILE for word in words]
    user, = [words[0] for name, words in last if name == "USER"]
    home, = [word.removeprefix("HOME=") for name, words in last if name == "ENV" for word in words if word.startswith("HOME=")]
    values = VALUES["singleuser"]
    assert user == str(values["uid"]) == everything[everything.index("--uid") + 1]
    assert home == values["storage"]["homeMountPath"] == dict(last)["WORKDIR"][0]
    command = json.loads(re.search(r"^CMD (\[.*\])", (ROOT / "Dockerfile").read_text(), re.M)[1])
    assert command[0] == values["cmd"][0] == "/opt/book/start"
    version = re.search(r"python:(\d\.\d+)-", dict(DOCKERFILE)["ARG"][0])[1]
    assert PYTHONS.contains(version) and f"python-{version}" == (ROOT / ".binder" / "runtime.txt").read_text().strip()
    installs = [words for name, words in DOCKERFILE if name == "RUN" and "pip" in words]
    assert " ".join(installs[0]).count("--require-hashes") == 2 and "PIP_NO_CACHE_DIR=1" in everything
    assert len(installs) == 2 and "/opt/book" in installs[1] and "--no-deps" in installs[1]


def test_the_image_fills_a_home_and_becomes_the_server(tmp_path):
    book, home = tmp_path / "opt", tmp_path / "home"
    (book / "edition").mkdir(parents=True)
    (book / "edition" / "concepts.ipynb").write_text("new")
    home.mkdir()
    shutil.copy(ROOT / "workshop" / "hub" / "filling.py", book)
    start = book / "start"
    start.write_text((ROOT / "deploy" / "start").read_text().replace("/opt/book", str(book)))
    os.chmod(start, (ROOT / "deploy" / "start").stat().st_mode)
    environment = {"HOME": str(home), "PATH": f"{pathlib.Path(sys.executable).parent}:/usr/bin:/bin"}
    for expected in ("new", "my work"):
        done = subprocess.run([start, "cat", "book/concepts.ipynb"], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == expected
        (home / "book" / "concepts.ipynb").write_text("my work")
    (book / "edition" / "concepts.ipynb").unlink()
    (book / "edition").rmdir()
    done = subprocess.run([start, "true"], env=environment, capture_output=True, text=True)
    assert done.returncode and "no learner's edition" in done.stderr


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_hadolint_finds_nothing():
    done = subprocess.run(["hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# --------------------------------------------------------------------------- The Littlest JupyterHub, Binder

SETTINGS = {  # of tljh-config, and which values they take
    "limits.memory": r"\d+[KMGT]", "limits.cpu": r"[\d.]+", "services.cull.timeout": r"\d+", "services.cull.every": r"\d+",
    "user_environment.default_app": "jupyterlab|classic", "https.enabled": "true|false", "https.letsencrypt.email": r"\S+@\S+",
    "https.letsencrypt.domains": r"[\w.-]+", "users.allowed": r"\w+",
}


def test_the_page_for_one_server_names_files_and_settings_that_exist():
    text = (ROOT / "deploy" / "littlest.md").read_text()
    for path in re.findall(r"(?<![\w./-])((?:deploy|workshop)/[\w./-]+\w)", text) + re.findall(r"--requirement (\S+)", text):
        assert (ROOT / path).exists(), path
    settings = re.findall(r"tljh-config (?:set|add-item) (\S+) ([^\s`]+)", text)
    assert len(settings) > 8
    for name, value in settings:
        assert re.fullmatch(SETTINGS[name], value), (name, value)
    assert dict(settings)["limits.memory"] == VALUES["singleuser"]["memory"]["limit"]
    assert dict(settings)["services.cull.timeout"] == str(VALUES["cull"]["timeout"])
    assert re.findall(r"make (\w+)", text) and all(f"\n{target}:" in (ROOT / "Makefile").read_text() for target in
                                                  re.findall(r"`?make (\w+)", text))


def test_settings_for_a_class_that_starts_at_once():
    config = Config()
    exec((ROOT / "deploy" / "littlest_class.py").read_text(), {"get_config": lambda: config})
    spawner = Spawner(config=config)
    assert (spawner.http_timeout, spawner.start_timeout) == (180, 180) and spawner.args == ["--KernelManager.transport=ipc"]
    hub = (ROOT / "workshop" / "hub" / "jupyterhub_config.py").read_text()
    assert all(word in hub for word in [*spawner.args, "http_timeout = 180", "start_timeout = 180"])


def test_binder():
    binder = ROOT / ".binder"
    requirements = (binder / "requirements.txt").read_text().split()
    assert requirements[0] == "-r" and (binder / requirements[1]).resolve() == ROOT / "requirements.txt"
    assert PYTHONS.contains((binder / "runtime.txt").read_text().strip().removeprefix("python-"))
    assert subprocess.run(["bash", "-n", binder / "postBuild"]).returncode == 0 and os.access(binder / "postBuild", os.X_OK)
    assert {path.name for path in binder.iterdir()} == {"postBuild", "requirements.txt", "runtime.txt"}  # no file that changes the meaning


@pytest.mark.skipif(shutil.which("jupyter-repo2docker") is None, reason="repo2docker is not installed")
def test_repo2docker_reads_binder(tmp_path):
    for path in [".binder", "requirements.txt", "pyproject.toml", "Dockerfile"]:
        (shutil.copytree if (ROOT / path).is_dir() else shutil.copy)(ROOT / path, tmp_path / path)
    done = subprocess.run(["jupyter-repo2docker", "--no-build", "--debug", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert said.index("COPY --chown=0:0 src/ ") < said.index("pip install --no-cache-dir -r") < said.index("RUN ./.binder/postBuild")


# --------------------------------------------------------------------------- the arithmetic of the page


def test_the_page_quotes_what_was_measured_and_computed():
    numbers = deployment.figures()
    assert deployment.renewed(PAGE, numbers) == PAGE
    named = set(re.findall(r"<!--=(\w+)-->", PAGE))
    assert len(named) > 60 and set(numbers) == named  # nothing is computed for nobody
    with pytest.raises(ValueError, match="names 'memry'"):
        deployment.renewed("3<!--=memry-->", numbers)


def test_another_measurement_gives_another_page(tmp_path, monkeypatch):
    record = json.loads(deployment.RECORD.read_text())
    record["runs"]["concepts, 30"]["processor seconds of a learner"] *= 2
    (tmp_path / "hub.json").write_text(json.dumps(record))
    before = deployment.figures()
    monkeypatch.setattr(deployment, "RECORD", tmp_path / "hub.json")
    changed = {name for name, number in deployment.figures().items() if number != before[name]}
    assert {"processor", "n3000_start", "starts_128"} <= changed and "memory" not in changed
    assert deployment.renewed(PAGE, deployment.figures()) != PAGE


def test_the_arithmetic_by_hand():
    assert deployment.guaranteed(100) == 128 and deployment.guaranteed(102.4) == 128 and deployment.guaranteed(103) == 192
    assert deployment.size("768M") == 768 and deployment.size("2G") == 2048
    # 64 GB * 0.9 / 512 MB = 115.2 learners on a node: three nodes hold 345, one more takes a fourth node of 16 cores.
    needs = {"nodes": 4, "memory": 256, "cores": 64, "start": 43.25, "disk": 692, "network": pytest.approx(69.2)}
    assert deployment.cluster(346, 512, 8, 2, 25) == needs


def test_the_record_is_of_a_class_without_a_failure():
    record = json.loads(deployment.RECORD.read_text())
    for run in record["runs"].values():
        assert run["failures"] == [] and run["missing on the board"] == 0
        assert set(run["versions"]) >= {"jupyterhub", "numpy", "tensorflow"} and run["cores"] and run["date"] and run["python"]
        notebooks.find(run["chapter"])
    assert record["runs"]["concepts, 30"]["learners"] == 30


def test_how_much_a_learner_takes_is_what_was_measured():
    runs = json.loads(deployment.RECORD.read_text())["runs"]
    for kind, chapter in {"Keras": "concepts", "NumPy": "gradient_descent"}.items():
        assert workshop.MEMORY[kind] == math.ceil(runs[f"{chapter}, 30"]["megabytes of a learner"]["median"])
