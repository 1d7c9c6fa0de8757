"""The order of the tests, and their patience: what takes long and stays in one process comes first, and a busy machine decides nothing."""
import pathlib
import signal

from dlbook.exercises import judging

judging.judge.__defaults__ = (60.0,)  # seconds for an answer where a test names none: five are for learners

# A program that a shell started in the background ignores interruptions, and so does all that it starts: the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

HERE = pathlib.Path(__file__).parent
LONG = ["browser/test_explorables.py", "browser/test_visits.py", "test_grading.py", "browser", "test_workshop.py", "test_exercises.py"]


def pytest_collection_modifyitems(items):
    def place(item):
        return next((number for number, name in enumerate(LONG) if item.path.is_relative_to(HERE / name)), len(LONG))

    items.sort(key=place)
