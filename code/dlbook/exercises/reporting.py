"""Telling the live board of a workshop what a check found. Outside a workshop this does nothing."""

import json
import os
import threading
import urllib.request

SECONDS = 5


def report(verdict):
    """Send the name and the status of a verdict to the address in DLBOOK_BOARD, if there is one, without waiting for an answer.

    Who sends is told by the token of the learner's server; a board that cannot be reached costs nothing but the entry.
    """
    address, token = os.environ.get("DLBOOK_BOARD"), os.environ.get("JUPYTERHUB_API_TOKEN")
    if address and token and verdict.status in ("passed", "not yet", "not attempted"):
        threading.Thread(target=send, args=(address, token, verdict.name, verdict.status), daemon=True).start()


def send(address, token, exercise, status):
    """Post one message; errors of the network are nobody's concern here."""
    message = json.dumps({"exercise": exercise, "status": status}).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    try:
        request = urllib.request.Request(address, message, headers)
        urllib.request.urlopen(request, timeout=SECONDS).close()
    except (OSError, ValueError):
        pass
