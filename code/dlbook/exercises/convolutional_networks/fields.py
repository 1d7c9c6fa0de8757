"""How far a number sees."""

import math

from dlbook.exercises.exercise import Case, Exercise, Mistake


def receptive_field(layers):
    """Return how many pixels along one axis can change one number behind the layers, a list of (kernel, stride), first layer first."""
    size, jump = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * jump
        jump *= stride
    return size


def field_by(step):
    """Return a wrong answer that updates (size, jump) by the given rule."""

    def field(layers):
        size, jump = 1, 1
        for kernel, stride in layers:
            size, jump = step(size, jump, kernel, stride)
        return size

    return field


FIELD = Exercise(
    name="convolutional_networks.receptive_field",
    tier=3,
    reference=receptive_field,
    cases=(
        Case(([(3, 1), (3, 1)],)),
        Case(([(3, 2), (5, 1)],)),
        Case(([(7, 2), (3, 2), (3, 1), (3, 1), (3, 2), (3, 1)],)),
        Case(([(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)],)),
    ),
    hints=(
        "Two neighbours behind the first layer are `stride` pixels apart. So how many pixels does a kernel of 3 on top of it add?",
        "Walk through the layers with two numbers: how far one output sees, and how far apart two outputs are. Which of "
        "the two changes first?",
    ),
    mistakes=(
        Mistake(
            "",
            "own stride counted",
            "A layer's stride moves its outputs apart; what it sees itself is not wider for that. Change the two numbers "
            "in the other order.",
            (field_by(lambda size, jump, kernel, stride: (size + (kernel - 1) * jump * stride, jump * stride)),),
        ),
        Mistake(
            "",
            "own stride instead of the jump",
            "You used the layer's own stride. How far apart, in pixels, are the numbers that it reads?",
            (field_by(lambda size, jump, kernel, stride: (size + (kernel - 1) * stride, jump)),),
        ),
        Mistake(
            "",
            "strides ignored",
            "Behind a stride of 2, one step is two pixels. Your result does not know the strides.",
            (field_by(lambda size, jump, kernel, stride: (size + kernel - 1, jump)),),
        ),
        Mistake(
            "",
            "kernels added",
            "Two kernels of 3 do not see 6 pixels: they overlap.",
            (lambda layers: sum(kernel for kernel, _ in layers),),
        ),
        Mistake(
            "",
            "kernels multiplied",
            "The field grows by addition: neighbouring windows overlap.",
            (lambda layers: math.prod(kernel for kernel, _ in layers),),
        ),
        Mistake(
            "",
            "kernel instead of kernel − 1",
            "The middle is counted anew in each layer. How many *new* neighbours does a kernel of 3 add?",
            (field_by(lambda size, jump, kernel, stride: (size + kernel * jump, jump * stride)),),
        ),
        Mistake(
            "",
            "strides added",
            "Strides in a row multiply: two halvings make a quarter.",
            (field_by(lambda size, jump, kernel, stride: (size + (kernel - 1) * jump, jump + stride - 1)),),
        ),
        Mistake(
            "",
            "walked in the wrong direction",
            "Rule and loop go opposite ways: either the rule walks from the last layer to the first, or your loop does. Turn one of them.",
            (lambda layers: receptive_field(layers[::-1]),),
        ),
    ),
)
