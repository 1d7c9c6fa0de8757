"""What is likely to go wrong in an exercise: the mistakes of its catalogue, with what the check says to somebody who makes them."""
import textwrap

from dlbook.exercises import judge
from dlbook.exercises.catalogue import find

PATIENCE = 120  # seconds for one answer: a busy machine shall change nothing in the edition
TIERS = {1: "warm-up", 2: "core", 3: "stretch"}


def met(exercise):
    """(mistake, verdict) for each known mistake: the verdict is what the check says to the first function that makes it."""
    found = []
    for mistake in exercise.mistakes:
        verdict = judge(exercise.name, mistake.wrong[0], PATIENCE)
        if verdict.mistake is not mistake:
            raise ValueError(f"{exercise.name}: the check does not recognise its own mistake {mistake.name!r}; it said: {verdict.text}")
        found.append((mistake, verdict))
    return found


def box(name, minutes, say):
    """The box behind an exercise, as Markdown: what to say, the hints in order, and each known mistake with the words of the check."""
    exercise = find(name)
    mistakes = met(exercise)
    lines = [
        f"**Likely wrong answers:** `{name}` ({TIERS[exercise.tier]}, {minutes} minutes)",
        f"**Say:** {say}",
        "If the hint of the check is not enough, ask in this order:",
        "\n".join(f"{number}. {hint}" for number, hint in enumerate(exercise.hints, start=1)),
        f"The check recognises {len(mistakes)} mistakes. For each, what the learner reads:",
        *(details(mistake, verdict) for mistake, verdict in mistakes),
    ]
    return "\n\n".join(lines)


def details(mistake, verdict):
    """One mistake, folded: its name, and what the check said."""
    return f"<details><summary>{escaped(mistake.name)}</summary>\n\n{textwrap.indent(verdict.text, '    ')}\n\n</details>"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
