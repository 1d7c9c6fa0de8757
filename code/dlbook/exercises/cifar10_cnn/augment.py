"""Shift and flip images by given amounts."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def augment(x, rows, columns, flips, margin):
    """Return the images in a window that is moved about a border of zeros, some of them flipped.

    Shapes: x (images, height, width, channels); rows, columns (images,) of 0 … 2·margin; flips (images,) of bool; result as x.
    """
    height, width = x.shape[1:3]
    wide = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
    cut = [image[r : r + height, c : c + width] for image, r, c in zip(wide, rows, columns, strict=True)]
    return np.array([image[:, ::-1] if flip else image for image, flip in zip(cut, flips, strict=True)])


def variant(flipped=lambda image: image[:, ::-1], place=lambda r, c, margin: (r, c), first=False, border=None, which=lambda flips: flips):
    """Return a function with one thing changed."""

    def change(x, rows, columns, flips, margin):
        height, width = x.shape[1:3]
        options = {"mode": border} if border else {}
        flips = which(flips)
        if first:
            x = np.array([flipped(image) if flip else image for image, flip in zip(x, flips, strict=True)])
        wide = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)), **options)
        images = []
        for image, r, c, flip in zip(wide, rows, columns, flips, strict=True):
            r, c = place(r, c, margin)
            image = image[r : r + height, c : c + width]
            images.append(flipped(image) if flip and not first else image)
        return np.array(images)

    return change


def flips_after_the_fact(x, rows, columns, flips, margin):
    """Flip the order of the images instead of each image."""
    y = variant(which=np.zeros_like)(x, rows, columns, flips, margin)
    return y[::-1]


def windows(images, rows, columns, flips, height, width):
    """Cut a window out of each image that has a place, and flip some."""
    cut = [image[r : r + height, c : c + width] for image, r, c in zip(images, rows, columns, strict=False)]
    return np.array([image[:, ::-1] if flip else image for image, flip in zip(cut, flips, strict=False)])


def without_border(x, rows, columns, flips, margin):
    """Cut the windows out of the images as they are, so that they run over the edge."""
    return windows(x, rows, columns, flips, *x.shape[1:3])


def border_all_around(x, rows, columns, flips, margin):
    """Pad the axes of the images and of the channels as well."""
    return windows(np.pad(x, margin), rows, columns, flips, *x.shape[1:3])


def flipped_ones_only(x, rows, columns, flips, margin):
    """Select the images to flip, and lose the others."""
    return augment(x, rows, columns, flips, margin)[flips]


def case(seed, n, height, width, channels, margin):
    """Return a case of whole numbers, with every kind of shift and both kinds of flip."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(0, 2 * margin + 1, (2, n))
    return Case((rng.integers(1, 99, (n, height, width, channels)), rows, columns, np.arange(n) % 3 == 0, margin))


NUMBERED = np.arange(1, 13).reshape(2, 2, 3, 1)

EXERCISE = Exercise(
    name="cifar10_cnn.augment",
    tier=2,
    reference=augment,
    cases=(
        Case((NUMBERED, np.array([1, 0]), np.array([1, 2]), np.array([True, False]), 1)),
        case(1, 7, 4, 5, 3, 2),
        case(2, 5, 6, 3, 2, 1),
    ),
    hints=(
        "Three steps for each image: a border of `margin` zeros, a window of the old size at (row, column), and perhaps a mirror.",
        "A photograph has the axes height, width, channels. Which of them runs from left to right? Only that one is reversed.",
    ),
    mistakes=(
        Mistake(
            "",
            "upside down",
            "Your cars drive on the ceiling. Which axis of an image runs from left to right?",
            (variant(flipped=lambda image: image[::-1]), variant(flipped=lambda image: image[::-1, ::-1])),
        ),
        Mistake(
            "",
            "colours reversed",
            "Your flip exchanges red and blue and leaves the shapes where they were. Count the axes again.",
            (variant(flipped=lambda image: image[..., ::-1]),),
        ),
        Mistake(
            "",
            "order of the images reversed",
            "The images changed places, and their labels did not. The first axis counts images.",
            (flips_after_the_fact, lambda x, rows, columns, flips, margin: augment(x, rows, columns, flips, margin)[::-1]),
        ),
        Mistake(
            "",
            "all images or none flipped",
            "`flips` says for each image whether it is flipped. Yours are treated all alike.",
            (variant(which=np.zeros_like), variant(which=np.ones_like)),
        ),
        Mistake(
            "",
            "flipped where it should not",
            "You flip exactly those images that should stay as they are.",
            (variant(which=np.logical_not),),
        ),
        Mistake(
            "",
            "rows and columns exchanged",
            "Your images move down where they should move to the side. Which axis of an image counts its rows?",
            (variant(place=lambda r, c, margin: (c, r)),),
        ),
        Mistake(
            "",
            "moved the other way",
            "Row 0 is the top of the *bordered* image: there the window shows the border above.",
            (variant(place=lambda r, c, margin: (2 * margin - r, 2 * margin - c)),),
        ),
        Mistake(
            "",
            "no zeros in the border",
            "What leaves on one side comes in on the other, or is repeated. The border asked for is of zeros.",
            (variant(border="wrap"), variant(border="reflect"), variant(border="edge"), variant(border="symmetric")),
        ),
        Mistake(
            "",
            "flipped before the window",
            "A mirror before the cut turns a shift to the left into one to the right. The order asked for: window, then mirror.",
            (variant(first=True),),
        ),
        Mistake(
            "",
            "no border",
            "Your windows run over the edge of the image and come out smaller. Where is the border of zeros?",
            (without_border,),
        ),
        Mistake(
            "",
            "border around images and channels",
            "`np.pad(x, margin)` pads all four axes: you have images and channels that nobody took. Give the widths axis by axis.",
            (border_all_around,),
        ),
        Mistake(
            "",
            "flipped images only",
            "You return fewer images than came in. Those that are not flipped belong to the result, too.",
            (flipped_ones_only, lambda *arguments: flipped_ones_only(*arguments)[:, :, ::-1]),
        ),
        Mistake(
            "",
            "not moved",
            "All of your windows stand in the middle. What are `rows` and `columns` for?",
            (variant(place=lambda r, c, margin: (margin, margin)),),
        ),
    ),
)
