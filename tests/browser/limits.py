"""No test waits for ever for a page: Playwright limits most of its waits, but not those for a promise, a key or the end of a page."""
import contextlib
import pathlib
import signal
import time

import greenlet
import playwright

LIMIT = 150  # seconds; longer than any wait that has a limit of its own
PLAYWRIGHT = pathlib.Path(playwright.__file__).parent


@contextlib.contextmanager
def limited_waits(limit=LIMIT):
    """In this block a call of Playwright that waits for more than `limit` seconds raises TimeoutError, which names the call and the page.

    The alarm rings while Playwright's loop waits for the browser; Playwright raises what the alarm raises in the test that called it,
    and goes on. On Windows, which has no alarm, nothing is limited.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    test, seen, since = greenlet.getcurrent(), None, 0.0

    def look(*_):
        nonlocal seen, since
        if test.gr_frame is not seen:  # None while the test itself runs, else the frame of the wait
            seen, since = test.gr_frame, time.monotonic()
        elif seen is not None and time.monotonic() - since > limit:
            raise TimeoutError(f"no answer for {time.monotonic() - since:.0f} s: {describe(seen)}")

    handler = signal.signal(signal.SIGALRM, look)
    timer = signal.setitimer(signal.ITIMER_REAL, limit / 10, limit / 10)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


def describe(frame):
    """Which call of Playwright waits in a frame, of what page, and which line of the tests called it."""
    while PLAYWRIGHT in pathlib.Path(frame.f_code.co_filename).parents:
        call, frame = frame, frame.f_back
    caller = call.f_locals.get("self")
    page = getattr(caller, "page", caller)
    place = f"{pathlib.Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
    return f"{type(caller).__name__}.{call.f_code.co_name} in {place}, page {getattr(page, 'url', 'unknown')}"
