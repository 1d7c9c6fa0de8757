"""Cover a part of the image and see what it costs."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def occlusion_map(score, image, size, fill):
    """Return, for every place of a square patch inside the image, by how much the score falls when the patch is set to `fill`.

    `score`: a function from an image (height, width) to a number. Shapes: result (height − size + 1, width − size + 1).
    """
    return drops(score, image, size, fill)


def drops(score, image, size, fill, covered=None, change=lambda before, after: before - after, rows=0, columns=0):
    """Return what `change` makes of the scores before and after covering, for each place of the patch."""
    image = np.array(image, float)
    height, width = image.shape
    before, result = score(image), np.zeros((height - size + 1 - rows, width - size + 1 - columns))
    for i, j in np.ndindex(result.shape):
        changed = image.copy()
        changed[i : i + size, j : j + size] = fill
        result[i, j] = change(before, score(changed if covered is None else covered(image, changed)))
    return result


def in_place(score, image, size, fill):
    """Cover patch after patch, and never uncover one."""
    image = np.array(image, float)
    before, result = score(image), np.zeros((image.shape[0] - size + 1, image.shape[1] - size + 1))
    for i, j in np.ndindex(result.shape):
        image[i : i + size, j : j + size] = fill
        result[i, j] = before - score(image)
    return result


def tiles(score, image, size, fill):
    """Move the patch by its whole size."""
    return drops(score, image, size, fill)[::size, ::size]


def pixels(score, image, size, fill):
    """Cover one pixel at a time."""
    return drops(score, image, 1, fill)[: image.shape[0] - size + 1, : image.shape[1] - size + 1]


def bent(weights):
    """Return a score that is not linear in the image, so that the order of covering matters."""
    return lambda image: float(np.tanh(np.sum(weights * image)) + 0.1 * np.sum(image) ** 2)


def case(seed, shape, size, fill):
    """Return a score, an image and a patch, all from a seed."""
    rng = np.random.default_rng(seed)
    return Case((bent(np.round(rng.normal(0, 0.4, shape), 2)), np.round(rng.random(shape), 2), size, fill))


IMAGE = np.array([[0.2, 0.5, 0.1], [0.3, 0.4, 1.0], [0.6, 0.7, 0.8]])

EXERCISE = Exercise(
    name="applications.occlusion_map",
    tier=2,
    reference=occlusion_map,
    cases=(
        Case((lambda image: float(image[0, 1] + 2 * image[1, 2]), IMAGE, 2, 0.0)),
        case(1, (5, 7), 2, 0.0),
        case(2, (6, 4), 3, 0.5),
    ),
    hints=(
        "Two loops over the upper left corner of the patch. In each round: a fresh copy, the patch filled in, the score asked.",
        "The entry is the score before minus the score after: positive where covering hurts. How many places are there in a row?",
    ),
    mistakes=(
        Mistake(
            "",
            "patches never uncovered",
            "The farther you come, the less is left of the image. What must happen before the next patch is covered?",
            (in_place,),
        ),
        Mistake(
            "",
            "score instead of its fall",
            "You return what the score is with the patch. Asked was by how much it falls.",
            (lambda score, image, size, fill: drops(score, image, size, fill, change=lambda before, after: after),),
        ),
        Mistake(
            "",
            "sign turned round",
            "Where covering hurts, yours is negative. Which score comes first in the difference?",
            (lambda score, image, size, fill: drops(score, image, size, fill, change=lambda before, after: after - before),),
        ),
        Mistake(
            "",
            "size of the change without its sign",
            "A patch whose covering *raises* the score is worth knowing too. Where did its sign go?",
            (lambda score, image, size, fill: np.abs(drops(score, image, size, fill)),),
        ),
        Mistake(
            "",
            "last row or column missing",
            "One place is missing at the border: in a row of 3 pixels, a patch of 2 has how many places?",
            (lambda score, image, size, fill: drops(score, image, size, fill, rows=1, columns=1),),
        ),
        Mistake(
            "",
            "patches side by side",
            "Your patch jumps by its own size. It should stand on every place, one pixel apart.",
            (tiles,),
        ),
        Mistake(
            "",
            "a single pixel covered",
            "You cover one pixel. The patch is `size` pixels wide and high.",
            (pixels,),
        ),
        Mistake(
            "",
            "filled with zero whatever was asked",
            "Change `fill`: does your map change?",
            (
                lambda score, image, size, fill: drops(score, image, size, 0.0),
                lambda score, image, size, fill: drops(score, image, size, 1.0),
            ),
        ),
        Mistake(
            "",
            "everything but the patch covered",
            "You kept the patch and covered the rest: that answers another question.",
            (
                lambda score, image, size, fill: drops(
                    score, image, size, fill, covered=lambda image, changed: np.where(changed == image, fill, image)
                ),
            ),
        ),
    ),
)
