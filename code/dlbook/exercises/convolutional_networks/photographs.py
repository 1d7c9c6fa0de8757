"""From a photograph to a batch: crop, scale, add an axis."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def prepare(photo, size):
    """Return the middle size × size pixels as a batch of one: (height, width, channels) of 0 … 255 → (1, size, size, channels) of 0 … 1."""
    top, left = ((extent - size) // 2 for extent in photo.shape[:2])
    return photo[np.newaxis, top : top + size, left : left + size] / 255


def photograph(seed, *shape):
    """Return a photograph whose brightest value is not 255, so that dividing by the maximum shows."""
    return np.random.default_rng(seed).integers(3, 240, shape).astype(np.uint8)


def middle(photo, size):
    """Return the middle pixels as they are."""
    top, left = ((extent - size) // 2 for extent in photo.shape[:2])
    return photo[top : top + size, left : left + size]


def margins_cut(photo, size):
    """Return what is left when the same number of rows and columns is cut off on both sides."""
    top, left = ((extent - size) // 2 for extent in photo.shape[:2])
    return photo[None, top : photo.shape[0] - top, left : photo.shape[1] - left] / 255


def negative_end(photo, size):
    """Return what slices that end at -top and -left give, nothing at all when one of them is 0."""
    top, left = ((extent - size) // 2 for extent in photo.shape[:2])
    return photo[None, top:-top, left:-left] / 255


def rounded_up(photo, size):
    """Return the crop that leaves the extra row or column in front."""
    top, left = (-((size - extent) // 2) for extent in photo.shape[:2])
    return photo[None, top : top + size, left : left + size] / 255


def squeezed(photo, size):
    """Return size × size pixels picked from the whole photograph: whatever was round is now oval."""
    rows, columns = (np.arange(size) * extent // size for extent in photo.shape[:2])
    return photo[None, rows][:, :, columns] / 255


def axes_exchanged(photo, size):
    """Return the crop whose first row comes from the width and whose first column from the height."""
    left, top = ((extent - size) // 2 for extent in photo.shape[:2])
    return photo[None, top : top + size, left : left + size] / 255


PREPARE = Exercise(
    name="convolutional_networks.prepare",
    tier=1,
    reference=prepare,
    cases=(
        Case((photograph(0, 4, 6, 1), 2)),
        Case((photograph(1, 9, 13, 3), 5)),
        Case((photograph(2, 14, 8, 3), 6)),
        Case((photograph(3, 5, 8, 3), 2)),
        Case((photograph(4, 6, 7, 3), 6)),
    ),
    hints=(
        "Three small steps: a slice of rows and columns, a division, a new axis in front. Which of them decides the type of the numbers?",
        "If the photograph is 13 wide and you keep 5, how many columns are left over, and how many of those go to the left?",
    ),
    mistakes=(
        Mistake(
            "",
            "top left corner kept",
            "The pixels come from one corner. How many rows and columns must be left out before the crop?",
            (lambda photo, size: photo[None, :size, :size] / 255,),
        ),
        Mistake(
            "",
            "equal margins cut off",
            "With an odd remainder one side loses more than the other, and with none a slice that ends at -0 is empty. "
            "Let the slice run from the start to the start plus size.",
            (margins_cut, negative_end),
        ),
        Mistake(
            "",
            "odd remainder cut in front",
            "One row or column too far. With an odd remainder the extra one is cut off at the end: round the start down.",
            (rounded_up,),
        ),
        Mistake(
            "",
            "batch axis forgotten",
            "One photograph is a batch of one: how many axes does a batch of colour images have?",
            (lambda photo, size: middle(photo, size) / 255,),
        ),
        Mistake(
            "",
            "batch axis at the end",
            "There is a new axis, but a network looks for the examples in front.",
            (lambda photo, size: middle(photo, size)[..., None] / 255,),
        ),
        Mistake(
            "C13",
            "not scaled",
            "Your numbers reach far above 1. Which number stands for the brightest possible pixel?",
            (lambda photo, size: middle(photo, size)[None], lambda photo, size: middle(photo, size)[None].astype(float)),
        ),
        Mistake(
            "",
            "scaled by its own maximum",
            "A dark photograph would come out as bright as any other. Divide by what 255 stands for.",
            (
                lambda photo, size: middle(photo, size)[None] / photo.max(),
                lambda photo, size: middle(photo, size)[None] / middle(photo, size).max(),
            ),
        ),
        Mistake(
            "",
            "whole numbers after the division",
            "All zeros: integer division threw the picture away. Which sign divides for real?",
            (lambda photo, size: middle(photo, size)[None] // 255,),
        ),
        Mistake(
            "",
            "squeezed instead of cropped",
            "Your picture holds the whole photograph, squeezed to a square. A crop leaves the margins out.",
            (squeezed,),
        ),
        Mistake(
            "K06",
            "channels in front",
            "The last axis should hold the channels; yours holds columns. This library is not that of the paper you read.",
            (lambda photo, size: middle(photo, size).transpose(2, 0, 1)[None] / 255,),
        ),
        Mistake(
            "",
            "rows and columns exchanged",
            "`shape[0]` is the height and belongs to the rows; `shape[1]` is the width.",
            (lambda photo, size: middle(photo, size).swapaxes(0, 1)[None] / 255, axes_exchanged),
        ),
    ),
)
