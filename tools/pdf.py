"""Print the whole book, built as one page, to a PDF file with Chromium."""
import shutil
import subprocess
import tempfile

# First the one that has no window at all: it draws when a program asks for it.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
# In containers it may run as root; and letters keep their distances, as on the screens of today.
SWITCHES = ["--no-sandbox", "--font-render-hinting=none"]


class PrintError(Exception):
    """The PDF cannot be made."""


def find_browser():
    """The path of a Chromium on this machine. Raises PrintError if there is none."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise PrintError("the PDF is printed by Chromium, and none is installed (looked for: " + ", ".join(NAMES) + ").\n"
                     "On Debian or Ubuntu: sudo apt-get install chromium. The EPUB needs no browser: make epub")


def print_book(folder, target, browser):
    """Print `folder`/index.html to `target`; returns `target`. Raises PrintError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", *SWITCHES, "--disable-gpu", f"--user-data-dir={profile}", "--no-pdf-header-footer",
                   "--generate-pdf-document-outline", "--run-all-compositor-stages-before-draw", "--virtual-time-budget=20000",
                   f"--print-to-pdf={target}", (folder / "index.html").as_uri()]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    if done.returncode or not target.exists():
        raise PrintError("Chromium could not print the book:\n" + "\n".join(done.stdout.splitlines()[-5:]))
    return target
