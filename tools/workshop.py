"""A hub for a class on this machine: JupyterHub, one address, a private home for each learner, a live board for the instructor.

Usage: python tools/workshop.py LEARNERS [--folder F] [--port P] [--address A]

The folder keeps the homes, the results and the passwords; started again on the same folder, the hub goes on where it was.
"""
import argparse
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

import psutil

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import student, vendor  # noqa: E402

# Megabytes a learner takes, of thirty on one hub: a server and a kernel after the imports and two exercises, programs shared by all counted
# in parts. Measured by benchmarks/hub.py on a chapter with NumPy alone and on one that loads Keras (the median, rounded up).
MEMORY = {"NumPy": 181, "Keras": 416}
RESERVED = 1500  # megabytes for the system, the hub and the proxy
PORTS = 4  # the proxy, the hub, the proxy's own interface, the board


class Refusal(Exception):
    """The hub cannot be started; the message says why and what to do."""


def capacity(megabytes=None):
    """Return how many learners the memory of this machine holds, for each kind of work."""
    megabytes = psutil.virtual_memory().total / 2**20 if megabytes is None else megabytes
    return {kind: max(0, int((megabytes - RESERVED) / each)) for kind, each in MEMORY.items()}


def passwords(folder):
    """Return the learners' and the instructor's password: the folder's own, made at its first use unless the environment sets one."""
    path = folder / "passwords.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    learners = os.environ.get("WORKSHOP_PASSWORD") or known.get("learners") or "-".join(secrets.choice(syllables()) for _ in range(3))
    if len(learners) < 8:
        raise Refusal(f"the password in WORKSHOP_PASSWORD has {len(learners)} characters; JupyterHub wants 8 or more")
    chosen = {"learners": learners, "instructor": known.get("instructor") or secrets.token_urlsafe(32)}
    if chosen != known:
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
            json.dump(chosen, file)
        os.chmod(file.name, 0o600)
        os.replace(file.name, path)
    return chosen["learners"], chosen["instructor"]


def syllables():
    """Return short words that are easy to say aloud and to type: consonant, vowel, consonant, vowel."""
    consonants, vowels = "bdfgklmnprstvz", "aeiou"
    return [a + b + c + d for a in consonants for b in vowels for c in consonants for d in vowels]


def try_walls():
    """Try the walls between learners on the smallest program. Errors: Refusal that says what is missing."""
    sys.path.insert(0, str(ROOT / "workshop" / "hub"))
    from sandboxed import walls

    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run([*walls(home), "true"], capture_output=True, text=True, timeout=60)
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise Refusal(f"bubblewrap cannot keep learners apart here: {words[-1]}. It needs user namespaces.")


def free_ports(first):
    """Errors: Refusal when one of the ports is in use."""
    for number in range(first, first + PORTS):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", number))
            except OSError:
                raise Refusal(f"port {number} is in use (the hub needs {first} to {first + PORTS - 1}). Is a hub running already?"
                              f" Or choose others: PORT={first + 1000}") from None


def proxy():
    """Return the command that starts configurable-http-proxy, fetching it from npm at the first use. Errors: Refusal."""
    try:
        vendor.install(tests=True)
        return [vendor.node(), str(vendor.MODULES / "configurable-http-proxy" / "bin" / "configurable-http-proxy")]
    except vendor.VendorError as error:
        raise Refusal(str(error)) from None


def prepare(folder):
    """Make the folder of a workshop, with the learner's edition in it; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    (folder / "homes").mkdir(exist_ok=True)
    try:
        student.write_edition(folder / "edition")
    except student.Refusal as error:
        raise Refusal(str(error)) from None


def environment(folder, learners, port, address, memory):
    """Return the environment in which the hub runs."""
    learner_password, instructor_password = passwords(folder)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "CONFIGPROXY"))},
        "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "WORKSHOP_FOLDER": str(folder),
        "WORKSHOP_EDITION": str(folder / "edition"),
        "WORKSHOP_LEARNERS": str(learners),
        "WORKSHOP_PORT": str(port),
        "WORKSHOP_ADDRESS": address,
        "WORKSHOP_MEMORY": str(memory << 20),
        "WORKSHOP_PASSWORD": learner_password,
        "WORKSHOP_INSTRUCTOR_PASSWORD": instructor_password,
        "WORKSHOP_PROXY": "\n".join(proxy()),
    }


def own_address():
    """Return the address under which other machines of this network find this one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # no packet is sent: this only asks which way one would go
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def main(arguments=None):
    """Start the hub and stay until it ends; returns the exit status."""
    parser = argparse.ArgumentParser(description="A hub for a class on this machine.")
    parser.add_argument("learners", type=int, help="how many learners are expected")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "workshop", help="where everything is kept")
    parser.add_argument("--port", type=int, default=8000, help="the first of four ports (default: %(default)s)")
    parser.add_argument("--address", default="0.0.0.0", help="where to listen (default: every address of this machine)")
    parser.add_argument("--memory", type=int, default=2048, help="megabytes that one process of a learner may hold (default: %(default)s)")
    options = parser.parse_args(arguments)
    folder = options.folder.resolve()
    try:
        if options.learners < 1:
            raise Refusal(f"LEARNERS must be at least 1, but it is {options.learners}")
        if shutil.which("bwrap") is None:
            raise Refusal("bubblewrap is missing, which keeps learners apart (Debian, Ubuntu: apt-get install bubblewrap; Linux only)")
        try_walls()
        free_ports(options.port)
        prepare(folder)
        variables = environment(folder, options.learners, options.port, options.address, options.memory)
    except Refusal as error:
        print(f"workshop: {error}", file=sys.stderr)
        return 1
    holds = capacity()
    print(f"This machine holds about {holds['NumPy']} learners at work with NumPy, {holds['Keras']} with Keras loaded;"
          f" {options.learners} are expected.")
    if options.learners > holds["Keras"]:
        print("With Keras not all of them at once: see the page on deployment for larger machines.")
    shown = own_address() if options.address == "0.0.0.0" else options.address
    print(f"\n  Learners:    http://{shown}:{options.port}   any name   password {variables['WORKSHOP_PASSWORD']}   a PIN of their own"
          f"\n  Instructor:  http://{shown}:{options.port}   name instructor   password {variables['WORKSHOP_INSTRUCTOR_PASSWORD']}"
          f"\n  Live board:  http://{shown}:{options.port}/services/board/   (log in as instructor)"
          f"\n  Homes:       {folder / 'homes'}"
          f"\n  PINs:        {folder / 'pins'}   (delete a learner's file there to reset a forgotten one)"
          f"\n\nThe log: {folder / 'hub.log'}. Ctrl-C stops the hub; learners' servers go on, and so do the learners when it is started"
          " again.", flush=True)
    with (folder / "hub.log").open("a", encoding="utf-8") as log:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # an end asked for by another program is an end, too
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` has it ignored, by the hub's services as well
        hub = subprocess.Popen([sys.executable, "-m", "jupyterhub", "--config", str(ROOT / "workshop" / "hub" / "jupyterhub_config.py")],
                               cwd=folder, env=variables, stdout=log, stderr=subprocess.STDOUT)
        try:
            status = hub.wait()
        except KeyboardInterrupt:
            hub.terminate()
            hub.wait()
            return 0
    last = (folder / "hub.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    print("workshop: the hub ended by itself:", *last, sep="\n  ", file=sys.stderr)
    return status or 1


if __name__ == "__main__":
    sys.exit(main())
