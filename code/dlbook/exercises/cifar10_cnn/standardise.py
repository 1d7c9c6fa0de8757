"""Standardise the channels of images with numbers from the training images alone."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def standardise(train, test):
    """Return both sets of images standardised for each channel: train and test are (images, height, width, channels)."""
    axes = (0, 1, 2)
    mean, spread = train.mean(axis=axes), train.std(axis=axes)
    return (train - mean) / spread, (test - mean) / spread


def with_statistics(axes, of=lambda train, test: (train, test), keep=False, square=False, centre=True):
    """Return a function that takes mean and spread over other axes, or from other images."""

    def scale(images, source):
        mean, spread = source.mean(axis=axes, keepdims=keep), source.std(axis=axes, keepdims=keep)
        return (images - mean * centre) / (spread**2 if square else spread)

    def variant(train, test):
        first, second = of(train, test)
        return scale(train, first), scale(test, second)

    return variant


CHANNELS = (0, 1, 2)


def photographs(seed, n, height, width):
    """Return reproducible bytes whose channels differ in mean and spread."""
    rng = np.random.default_rng(seed)
    x = rng.normal((120, 100, 60), (20, 35, 10), (n, height, width, 3))
    return np.clip(x + rng.normal(0, 12, (n, 1, 1, 1)), 0, 255).astype(np.uint8)


TINY = np.array([[[[10, 100], [30, 140]]], [[[20, 110], [40, 90]]]], dtype=np.uint8)  # (2, 1, 2, 2)

EXERCISE = Exercise(
    name="cifar10_cnn.standardise",
    tier=1,
    reference=standardise,
    returns=("train", "test"),
    rtol=1e-5,
    atol=1e-6,
    cases=(
        Case((TINY, np.array([[[[20, 120], [50, 90]]]], dtype=np.uint8))),
        Case((photographs(1, 7, 4, 5), photographs(2, 3, 4, 5) // 2)),
        Case((photographs(3, 5, 6, 4), photographs(4, 4, 6, 4) + 20)),
    ),
    hints=(
        "Every channel has one mean and one spread, taken over all images and all their pixels. From which images may they come?",
        "`mean(axis=(0, 1, 2))` leaves the channels. Suppose the test images arrive next year: what do you subtract from them?",
    ),
    mistakes=(
        Mistake(
            "C12",
            "test images by themselves",
            "Your test images were scaled by their own mean and spread. A dark and a bright photograph, each a test set of its own, "
            "would come out alike.",
            (with_statistics(CHANNELS),),
        ),
        Mistake(
            "C11",
            "both sets together",
            "Your mean changes when a test image changes. Could you have computed it before the test images were there?",
            (with_statistics(CHANNELS, of=lambda train, test: (np.concatenate([train, test]),) * 2),),
        ),
        Mistake(
            "",
            "one number for all channels",
            "Compare the channels of your result: their means still differ. Each channel needs a mean and a spread of its own.",
            (with_statistics(None, of=lambda train, test: (train, train)), with_statistics(None)),
        ),
        Mistake(
            "",
            "every pixel by itself",
            "You have a mean for each place in the image. A convolution treats all places alike: should its input?",
            (with_statistics(0, of=lambda train, test: (train, train)),),
        ),
        Mistake(
            "",
            "every image by itself",
            "After your scaling a dark image and a bright one have the same mean. Which axis counts the images?",
            (with_statistics((1, 2), keep=True), with_statistics((1, 2, 3), keep=True)),
        ),
        Mistake(
            "",
            "divided by the variance",
            "The spread of your result is not 1. Is it the variance or its root that has the unit of a pixel?",
            (with_statistics(CHANNELS, of=lambda train, test: (train, train), square=True),),
        ),
        Mistake(
            "",
            "mean from one set, spread from the other",
            "You subtract the mean of the training images from the test images, but divide by their own spread. Take both from one set.",
            (lambda train, test: tuple((x - train.mean(axis=CHANNELS)) / x.std(axis=CHANNELS) for x in (train, test)),),
        ),
        Mistake(
            "",
            "n − 1 in the spread",
            "Your spread divides by n − 1 (`ddof=1`). Here the plain standard deviation is asked for, which divides by n.",
            (lambda train, test: tuple((x - train.mean(axis=CHANNELS)) / train.std(axis=CHANNELS, ddof=1) for x in (train, test)),),
        ),
        Mistake(
            "",
            "mean not subtracted",
            "The spread is 1, but what is the mean of your training images?",
            (with_statistics(CHANNELS, of=lambda train, test: (train, train), centre=False),),
        ),
        Mistake(
            "",
            "only the training images",
            "Your network would see test images on another scale than those it learned from.",
            (
                lambda train, test: (standardise(train, test)[0], test),
                lambda train, test: (standardise(train, test)[0], test.astype(float)),
            ),
        ),
        Mistake(
            "C13",
            "divided by 255",
            "That brings the bytes to 0 … 1, but neither to mean 0 nor to spread 1.",
            (lambda train, test: (train / 255, test / 255),),
        ),
    ),
)
