"""The hub of a workshop. Run by tools/workshop.py, which sets the variables read here."""
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from pins import OwnPinAuthenticator  # noqa: E402
from sandboxed import SandboxedSpawner  # noqa: E402

c = get_config()  # noqa: F821
folder = pathlib.Path(os.environ["WORKSHOP_FOLDER"])
learners = int(os.environ["WORKSHOP_LEARNERS"])
port = int(os.environ["WORKSHOP_PORT"])

# Who may come in: everybody with the learners' password and a PIN of their own; the instructor with a longer password.
c.JupyterHub.authenticator_class = OwnPinAuthenticator
c.OwnPinAuthenticator.pins = str(folder / "pins")
c.SharedPasswordAuthenticator.user_password = os.environ["WORKSHOP_PASSWORD"]
c.SharedPasswordAuthenticator.admin_password = os.environ["WORKSHOP_INSTRUCTOR_PASSWORD"]
c.Authenticator.admin_users = {"instructor"}
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_.@-]{0,63}"

# Where: one port for learners, all else on the loopback.
c.JupyterHub.bind_url = f"http://{os.environ['WORKSHOP_ADDRESS']}:{port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.command = os.environ["WORKSHOP_PROXY"].split("\n")
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")

# A restart of the hub finds servers, cookies and results where they were.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")

c.JupyterHub.spawner_class = SandboxedSpawner
c.SandboxedSpawner.homes = str(folder / "homes")
c.SandboxedSpawner.edition = os.environ["WORKSHOP_EDITION"]
c.SandboxedSpawner.data = os.environ.get("DLBOOK_DATA", "")
c.SandboxedSpawner.memory = int(os.environ["WORKSHOP_MEMORY"])
c.Spawner.default_url = "/lab/tree/book/concepts.ipynb"
c.Spawner.http_timeout = 180  # a class that starts together waits in line
c.Spawner.start_timeout = 180
c.JupyterHub.concurrent_spawn_limit = learners + 5  # a learner beyond the limit is turned away, not put in line
# A kernel's connections are files in the learner's own /tmp: network ports are shared by all, and taken by others before a kernel asks.
c.Spawner.args = ["--KernelManager.transport=ipc",
                  "--ServerApp.kernel_manager_class=jupyter_server.services.kernels.kernelmanager.AsyncMappingKernelManager",
                  "--MappingKernelManager.cull_idle_timeout=1800", "--MappingKernelManager.cull_interval=300"]
c.Spawner.environment = {"DLBOOK_BOARD": f"http://127.0.0.1:{port}/services/board/report"}

idle = int(os.environ.get("WORKSHOP_IDLE", "3600"))
c.JupyterHub.services = [
    {"name": "idle-culler", "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={idle}", "--cull-every=60"]},
    {
        "name": "board",
        "url": f"http://127.0.0.1:{port + 3}",
        "command": [sys.executable, str(HERE / "board.py")],
        "environment": {"WORKSHOP_FOLDER": str(folder)},
        "display": True,
        "oauth_no_confirm": True,
    },
]
c.JupyterHub.load_roles = [
    {"name": "idle-culler", "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"], "services": ["idle-culler"]},
]
