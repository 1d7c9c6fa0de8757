"""Counting parameters and multiply-adds."""

import math

from dlbook.exercises.exercise import Case, Exercise, Mistake


def conv_parameters(kernel, channels_in, channels_out, groups):
    """Return how many weights and biases a layer with square kernels has, when its channels are split into groups that do not meet."""
    weights = kernel * kernel * (channels_in // groups) * channels_out
    return weights + channels_out


PARAMETERS = Exercise(
    name="convolutional_networks.conv_parameters",
    tier=1,
    reference=conv_parameters,
    cases=(
        Case((3, 2, 4, 1)),
        Case((5, 96, 256, 2)),
        Case((1, 24, 12, 3)),
        Case((7, 3, 64, 1)),
    ),
    hints=(
        "How many numbers does one output channel's kernel hold, if it looks at one group of the input channels only?",
        "Biases: does every place have one, every kernel entry, or every output channel?",
    ),
    mistakes=(
        Mistake(
            "C06",
            "biases forgotten",
            "A layer of this book adds something to every output channel.",
            (lambda kernel, channels_in, channels_out, groups: kernel**2 * channels_in // groups * channels_out,),
        ),
        Mistake(
            "",
            "groups ignored",
            "With two groups, a kernel sees half of the input channels.",
            (lambda kernel, channels_in, channels_out, groups: kernel**2 * channels_in * channels_out + channels_out,),
        ),
        Mistake(
            "",
            "both channel counts divided by the groups",
            "Each output channel sees one group of inputs. But are there fewer output channels than before?",
            (
                lambda kernel, channels_in, channels_out, groups: (
                    kernel**2 * (channels_in // groups) * (channels_out // groups) + channels_out
                ),
            ),
        ),
        Mistake(
            "",
            "kernel counted along one axis",
            "A window of 3 by 3 holds how many pixels?",
            (lambda kernel, channels_in, channels_out, groups: kernel * (channels_in // groups) * channels_out + channels_out,),
        ),
        Mistake(
            "K05",
            "input channels forgotten",
            "One kernel for all input channels together? It has numbers of its own for each.",
            (lambda kernel, channels_in, channels_out, groups: kernel**2 * channels_out + channels_out,),
        ),
        Mistake(
            "",
            "a bias for each group and channel",
            "Too many biases: each output channel has one, however many groups there are.",
            (lambda kernel, channels_in, channels_out, groups: (kernel**2 * (channels_in // groups) + groups) * channels_out,),
        ),
        Mistake(
            "",
            "a bias for each input channel",
            "What the bias is added to: an input channel, or an output channel?",
            (lambda kernel, channels_in, channels_out, groups: kernel**2 * channels_in // groups * channels_out + channels_in,),
        ),
        Mistake(
            "",
            "a bias for each kernel slice",
            "One bias for each output channel is enough: two constants that are added are one constant.",
            (lambda kernel, channels_in, channels_out, groups: (kernel**2 + 1) * (channels_in // groups) * channels_out,),
        ),
    ),
)


def multiply_adds(height, width, kernel, stride, channels_in, channels_out):
    """Return how many multiplications a convolution with square kernels and padding "same" takes, without its biases."""
    places = math.ceil(height / stride) * math.ceil(width / stride)
    return places * kernel * kernel * channels_in * channels_out


MULTIPLY_ADDS = Exercise(
    name="convolutional_networks.multiply_adds",
    tier=2,
    reference=multiply_adds,
    cases=(
        Case((3, 5, 2, 2, 3, 4)),
        Case((224, 224, 7, 2, 3, 64)),
        Case((15, 9, 3, 2, 16, 24)),
        Case((28, 20, 5, 1, 16, 32)),
    ),
    hints=(
        "First: how many numbers come out? Then: how many products does each of them take?",
        'With padding "same" and stride 2, how many places are there along 5 pixels?',
    ),
    mistakes=(
        Mistake(
            "",
            "the input's places counted",
            "With stride 2 the window stands at about a quarter of the places.",
            (lambda height, width, kernel, stride, channels_in, channels_out: height * width * kernel**2 * channels_in * channels_out,),
        ),
        Mistake(
            "K02",
            "rounded down",
            'Padding "same" lets the window stand over the edge: a place that begins inside counts.',
            (
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    (height // stride) * (width // stride) * kernel**2 * channels_in * channels_out
                ),
            ),
        ),
        Mistake(
            "K02",
            "not rounded, or rounded too late",
            "Half a place is no place: round each axis up by itself, before you multiply.",
            (
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    height * width / stride**2 * kernel**2 * channels_in * channels_out
                ),
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    math.ceil(height * width / stride**2) * kernel**2 * channels_in * channels_out
                ),
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    math.ceil(height * width / stride**2 * kernel**2 * channels_in * channels_out)
                ),
            ),
        ),
        Mistake(
            "",
            "kernel counted along one axis",
            "How many weights has a kernel of 3 × 3?",
            (
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    math.ceil(height / stride) * math.ceil(width / stride) * kernel * channels_in * channels_out
                ),
            ),
        ),
        Mistake(
            "",
            "only the parameters",
            "That is the number of weights. Each of them is used more than once.",
            (lambda height, width, kernel, stride, channels_in, channels_out: kernel**2 * channels_in * channels_out,),
        ),
        Mistake(
            "",
            "two for one",
            "You counted products and additions apart: twice too many. Literature is divided on this; the text asks for products.",
            (
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    2 * multiply_adds(height, width, kernel, stride, channels_in, channels_out)
                ),
            ),
        ),
        Mistake(
            "K05",
            "input channels forgotten",
            "One sum runs over the window and over all channels that come in.",
            (
                lambda height, width, kernel, stride, channels_in, channels_out: multiply_adds(
                    height, width, kernel, stride, 1, channels_out
                ),
            ),
        ),
        Mistake(
            "",
            "output channels forgotten",
            "Every output channel has a sum of its own at each place.",
            (
                lambda height, width, kernel, stride, channels_in, channels_out: multiply_adds(
                    height, width, kernel, stride, channels_in, 1
                ),
            ),
        ),
        Mistake(
            "",
            "places of padding 'valid'",
            "You kept the window inside. How many places has it when zeros stand around the image?",
            (
                lambda height, width, kernel, stride, channels_in, channels_out: (
                    ((height - kernel) // stride + 1) * ((width - kernel) // stride + 1) * kernel**2 * channels_in * channels_out
                ),
            ),
        ),
    ),
)
