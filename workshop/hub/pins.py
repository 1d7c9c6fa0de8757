"""A PIN of one's own: whoever logs in first under a name chooses it, and nobody comes in under that name without it.

The class shares one password; without PINs each learner could log in as any other.
"""
import asyncio
import collections
import hashlib
import os
import pathlib
import secrets
import tempfile

from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from sandboxed import folder_name
from tornado import web
from traitlets import Unicode

SHORTEST = 4  # characters
SLOWEST = 30  # seconds between two tries, at most


def digest(pin, salt):
    """Return the scrypt hash of a PIN as hexadecimal digits; it takes some hundredths of a second."""
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1).hex()


def keep(path, pin):
    """Keep the hash of a PIN in a file and tell whether it was kept: not if the file is there, so of two who come at once one is first."""
    salt = secrets.token_hex(16)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", encoding="ascii") as file:
        file.write(f"{salt} {digest(pin, salt)}\n")
        file.flush()
        try:
            os.link(file.name, path)
        except FileExistsError:
            return False
    return True


def belongs(folder, name, pin):
    """Tell whether the PIN is that of the name. The first PIN of a name becomes its own; deleting its file in the folder resets it."""
    path = pathlib.Path(folder) / folder_name(name)
    if not path.exists() and keep(path, pin):
        return True
    salt, kept = path.read_text(encoding="ascii").split()
    return secrets.compare_digest(kept, digest(pin, salt))


class OwnPinAuthenticator(SharedPasswordAuthenticator):
    """The class's password and a PIN of one's own; the instructor has a longer password and no PIN."""

    pins = Unicode(help="the folder that holds the hashes of the PINs").tag(config=True)
    request_otp = True  # JupyterHub's name for one more field in the form
    otp_prompt = f"Your own PIN ({SHORTEST} characters or more; at your first visit you choose it)"

    def __init__(self, **options):
        super().__init__(**options)
        self.wrong = collections.Counter()  # wrong PINs in a row, by name
        self.turns = collections.defaultdict(asyncio.Lock)

    async def authenticate(self, handler, data):
        """Check the password, then the PIN. Each wrong PIN makes the next try under that name wait a second longer."""
        found = await super().authenticate(handler, data)
        if not found or found.get("admin") or not self.validate_username(found["name"]):
            return found
        name, pin = found["name"], data.get("otp", "").strip()
        if len(pin) < SHORTEST:
            raise web.HTTPError(403, f"A PIN has at least {SHORTEST} characters. Choose one; you need it when you come again.")
        async with self.turns[name]:
            await asyncio.sleep(min(SLOWEST, self.wrong[name]))
            if await asyncio.to_thread(belongs, self.pins, name, pin):
                del self.wrong[name]
                return found
            self.wrong[name] += 1
        raise web.HTTPError(403, f"Somebody has chosen another PIN for the name {name}. Try again, or take another name;"
                            " the instructor can reset a forgotten PIN.")
