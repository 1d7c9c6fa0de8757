"""How many of the alarms of a test are true: the base rate decides."""

from dlbook.exercises.exercise import Case, Exercise, Mistake


def share_of_true_alarms(sensitivity, specificity, prevalence):
    """Return the share of the sick among those whom the test calls sick.

    `sensitivity`: share of the sick who are found; `specificity`: share of the healthy who are let go; `prevalence`: share of the sick.
    """
    true_alarms = sensitivity * prevalence
    false_alarms = (1 - specificity) * (1 - prevalence)
    return true_alarms / (true_alarms + false_alarms)


EXERCISE = Exercise(
    name="applications.share_of_true_alarms",
    tier=1,
    reference=share_of_true_alarms,
    cases=(
        Case((0.9, 0.8, 0.1)),
        Case((0.95, 0.99, 0.002)),
        Case((0.6, 0.7, 0.45)),
        Case((1.0, 0.9, 0.03)),
    ),
    hints=(
        "Imagine a thousand people. How many are sick, and how many of these does the test find? How many healthy people does it alarm?",
        "The alarms are of two kinds, true and false. Your answer is the number of true ones, divided by the number of both.",
    ),
    mistakes=(
        Mistake(
            "E01",
            "prevalence left out",
            "Your answer does not change when the disease gets ten times rarer. Where do the false alarms come from?",
            (
                lambda sensitivity, specificity, prevalence: sensitivity,
                lambda sensitivity, specificity, prevalence: sensitivity / (sensitivity + 1 - specificity),
            ),
        ),
        Mistake(
            "E01",
            "accuracy instead",
            "That is how often the test is right, and most of those it is right about are healthy. You were asked about those it alarms.",
            (lambda sensitivity, specificity, prevalence: sensitivity * prevalence + specificity * (1 - prevalence),),
        ),
        Mistake(
            "",
            "the healthy who are let go counted as alarms",
            "Specificity counts the healthy whom the test lets go. Which share of the healthy does it alarm?",
            (
                lambda sensitivity, specificity, prevalence: sensitivity
                * prevalence
                / (sensitivity * prevalence + specificity * (1 - prevalence)),
            ),
        ),
        Mistake(
            "",
            "false alarms not weighted with the healthy",
            "False alarms come from healthy people: how large a part of all people are they?",
            (
                lambda sensitivity, specificity, prevalence: sensitivity * prevalence / (sensitivity * prevalence + 1 - specificity),
            ),
        ),
        Mistake(
            "",
            "not divided by the alarms",
            "That is the part of all people who are sick and found. You were asked about a part of the alarms.",
            (lambda sensitivity, specificity, prevalence: sensitivity * prevalence,),
        ),
        Mistake(
            "",
            "the false alarms instead of the true ones",
            "Make the test perfect: specificity 1. Then every alarm is true. What does yours say?",
            (lambda sensitivity, specificity, prevalence: 1 - share_of_true_alarms(sensitivity, specificity, prevalence),),
        ),
        Mistake(
            "",
            "per cent",
            "A share lies between 0 and 1.",
            (lambda sensitivity, specificity, prevalence: 100 * share_of_true_alarms(sensitivity, specificity, prevalence),),
        ),
    ),
)
