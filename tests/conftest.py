"""The order of the tests: what takes long and stays in one process comes first, so that nothing long runs alone at the end."""
import pathlib

HERE = pathlib.Path(__file__).parent
LONG = ["browser/test_explorables.py", "browser/test_visits.py", "test_grading.py", "browser", "test_workshop.py", "test_exercises.py"]


def pytest_collection_modifyitems(items):
    def place(item):
        return next((number for number, name in enumerate(LONG) if item.path.is_relative_to(HERE / name)), len(LONG))

    items.sort(key=place)
