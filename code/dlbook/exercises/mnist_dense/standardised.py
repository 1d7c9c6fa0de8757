"""Two sets of images on one scale, which only the training images may set."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def standardised(x_train, x_test):
    """Return both sets (n, height, width) as floats, standardised by mean and deviation of all training pixels."""
    mean, deviation = x_train.mean(), x_train.std()
    return (x_train - mean) / deviation, (x_test - mean) / deviation


def by(statistics, deviate=True):
    """Return a function that takes its mean and deviation from elsewhere. statistics(x_train, x_test) → what sets each scale."""

    def scale(x_train, x_test):
        sources = statistics(x_train, x_test)
        return tuple((x - source.mean()) / (source.std() if deviate else 1) for x, source in zip((x_train, x_test), sources, strict=True))

    return scale


def one_by_one(x_train, x_test):
    """Standardise each image by itself."""
    both = (x_train, x_test)
    return tuple((x - x.mean(axis=(1, 2), keepdims=True)) / x.std(axis=(1, 2), keepdims=True) for x in both)


def by_pixel(x_train, x_test):
    """Standardise each pixel by its own mean and deviation over the training images."""
    with np.errstate(all="ignore"):
        return tuple((x - x_train.mean(axis=0)) / x_train.std(axis=0) for x in (x_train, x_test))


def in_bytes(x_train, x_test):
    """Round the mean to a byte and subtract it in bytes, which wrap around below 0."""
    mean, deviation = x_train.mean().astype(np.uint8), x_train.std()
    return (x_train - mean) / deviation, (x_test - mean) / deviation


def images(seed, n_train, n_test, height, width, darker):
    """Return two sets of random bytes, the second darker by a factor; one pixel is always 0."""
    rng = np.random.default_rng(seed)
    x_train, x_test = (rng.integers(0, 256, (n, height, width)) for n in (n_train, n_test))
    x_train[:, 0, 0] = x_test[:, 0, 0] = 0
    return x_train.astype(np.uint8), (x_test * darker).astype(np.uint8)


EXERCISE = Exercise(
    name="mnist_dense.standardised",
    tier=1,
    reference=standardised,
    returns=("train", "test"),
    cases=(
        Case((np.array([[[0, 100], [200, 100]], [[0, 50], [250, 100]]], np.uint8), np.array([[[0, 80], [160, 80]]], np.uint8))),
        Case(images(1, 7, 4, 3, 5, 0.5)),
        Case(images(2, 5, 6, 4, 2, 0.9)),
    ),
    hints=(
        "The model will see the test images as the training taught it to see. Which numbers may the scale come from?",
        "Compute one mean and one deviation, both over all pixels of all training images, and use them for both sets.",
    ),
    mistakes=(
        Mistake(
            "",
            "test set on its own scale",
            "The test images were scaled by their own mean and deviation. The same grey now means two things; and with a single "
            "test image, what would the mean be?",
            (by(lambda train, test: (train, test)),),
        ),
        Mistake(
            "",
            "scale of both sets together",
            "Your mean and deviation come from both sets: that is a leak, small here, but one. Would they be the same if the test "
            "images arrived next year?",
            (by(lambda train, test: (np.concatenate([train, test]),) * 2),),
        ),
        Mistake(
            "",
            "scale of the test set",
            "Both sets were scaled by the test images. Which of the two sets may you look at?",
            (by(lambda train, test: (test, test)),),
        ),
        Mistake(
            "",
            "each image by itself",
            "Each image got its own mean and deviation, so a faint digit looks like a bold one. Here one pair of numbers serves all.",
            (one_by_one,),
        ),
        Mistake(
            "",
            "each pixel by itself",
            "Each pixel got its own mean and deviation. What is the deviation of a pixel in the corner, which is 0 in every image?",
            (by_pixel,),
        ),
        Mistake(
            "",
            "wrapped around",
            "Some of your pixels are far too bright: bytes cannot be negative, and 3 − 5 becomes 254. Make floats before you subtract.",
            (in_bytes,),
        ),
        Mistake(
            "",
            "not divided",
            "The mean is right. What is the deviation of your training pixels?",
            (by(lambda train, test: (train, train), deviate=False),),
        ),
        Mistake(
            "",
            "numbers of another data set",
            "Those two numbers are MNIST's. Your function gets its images as arguments: take the numbers from x_train.",
            (lambda train, test: tuple((x / 255 - 0.1307) / 0.3081 for x in (train, test)),),
        ),
        Mistake(
            "",
            "two scales in one formula",
            "You divide the images by 255, but the mean and the deviation are still those of bytes.",
            (lambda train, test: tuple((x / 255 - train.mean()) / train.std() for x in (train, test)),),
        ),
        Mistake(
            "",
            "divided by the largest byte",
            "You divided by 255. That is a fixed scale and no leak, but the task asks for mean 0 and deviation 1 of the training pixels.",
            (lambda train, test: (train / 255, test / 255),),
        ),
    ),
)
