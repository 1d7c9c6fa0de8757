"""Learners' servers behind walls: each sees its own home, the book's library and the programs, and nothing of the others or of the hub."""
import itertools
import os
import pathlib
import random
import re
import resource
import shutil
import socket
import sys

from filling import fill
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Integer, Unicode

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOME = "/home/learner"
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
SETTINGS = ("ssl", "ca-certificates", "localtime", "fonts", "alternatives", "ld.so.cache", "hosts", "resolv.conf", "nsswitch.conf")
SCRATCH = 512 << 20  # bytes of /tmp
PROCESSES = 1024  # threads count; TensorFlow starts dozens
# For servers: below the ports that Linux takes for connections. When a class starts, a server asks for its port a minute after it was
# chosen; any other would often be taken by then.
PORTS = itertools.cycle(random.sample(range(20000, 32000), 12000))


def folder_name(name):
    """Return a folder's name for a learner: the name itself, which the hub has already made lower case, if it is plain.

    Errors: ValueError.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.@-]{0,63}", name):
        raise ValueError(f"A name is made of letters, digits and _ . @ -, and begins with a letter or digit; this one is {name!r}")
    return name


def walls(home, data=""):
    """Return the beginning of a command that runs the rest behind walls; `data` is a folder of real data sets, or ""."""
    command = ["bwrap", "--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-ipc", "--unshare-pid", "--unshare-uts",
               "--unshare-cgroup-try", "--hostname", "workshop", "--new-session",
               "--size", str(SCRATCH), "--tmpfs", "/tmp"]  # first: the book itself may lie below it
    for path in dict.fromkeys([*SYSTEM, sys.base_prefix, sys.prefix, str(ROOT / "code")]):
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            command += ["--ro-bind", path, path]
    for name in SETTINGS:
        command += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    if data:
        command += ["--ro-bind", data, data]
    return command + ["--proc", "/proc", "--dev", "/dev", "--bind", str(home), HOME,
                      "--chdir", HOME, "--remount-ro", "/", "--"]


def unused_port():
    """Return a port at which nothing listens, and which no other server gets for a long time."""
    for port in itertools.islice(PORTS, 12000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("none of the ports from 20000 to 31999 is free")


class SandboxedSpawner(SimpleLocalProcessSpawner):
    """Starts a learner's server behind walls, in a home that keeps what the learner wrote."""

    homes = Unicode(help="the folder that holds the learners' homes").tag(config=True)
    edition = Unicode(help="the learner's edition, from which homes are filled").tag(config=True)
    data = Unicode(help="a folder of real data sets, or nothing").tag(config=True)
    memory = Integer(2 << 30, help="bytes that one process of a learner may hold").tag(config=True)

    def own_home(self):
        """Return the learner's home on the machine."""
        return pathlib.Path(self.homes) / folder_name(self.user.name)

    def user_env(self, env):
        env = super().user_env(env)
        env.update(HOME=HOME, SHELL="/bin/bash", MPLCONFIGDIR="/tmp/matplotlib", OMP_NUM_THREADS="1", TF_NUM_INTRAOP_THREADS="1",
                   TF_NUM_INTEROP_THREADS="1", IPYTHONDIR=f"{HOME}/.ipython", JUPYTER_CONFIG_DIR=f"{HOME}/.jupyter",
                   JUPYTER_DATA_DIR=f"{HOME}/.local/share/jupyter", JUPYTER_RUNTIME_DIR="/tmp/jupyter-runtime")
        if self.data:
            env["DLBOOK_DATA"] = self.data
        return env

    def make_preexec_fn(self, name):
        memory = self.memory

        def limit():
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
            resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        return limit

    async def start(self):
        home = self.own_home()
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fill(home, pathlib.Path(self.edition))
        self.port = unused_port()
        self.cmd = [*walls(home, self.data), shutil.which("jupyterhub-singleuser") or "jupyterhub-singleuser"]
        return await super().start()
