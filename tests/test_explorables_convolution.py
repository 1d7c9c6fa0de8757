"""The figures on convolution: places, products and sizes are those of dlbook.convolution; fields are those that gradients find."""
import numpy as np
import pytest
import traitlets

from dlbook import explorables
from dlbook.convolution import convolve_loops
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled

CONVOLVE = "return m.convolve(v.x, v.n, v.kernel, v.k, v.options);"
CASES = [(1, 0, 1, False), (2, 1, 1, False), (3, 2, 2, False), (2, 2, 1, True), (1, 1, 2, True)]  # stride, padding, dilation, flipped


def check_convolution(folder):
    rng = np.random.default_rng(0)
    for n, k in ((6, 3), (8, 2)):
        x, kernel = rng.integers(-5, 6, (n, n)).astype(float), rng.integers(-3, 4, (k, k)).astype(float)
        for stride, padding, dilation, flipped in CASES:
            used = kernel[::-1, ::-1] if flipped else kernel
            spread = np.zeros(2 * [dilation * (k - 1) + 1])
            spread[::dilation, ::dilation] = used
            expected = convolve_loops(np.pad(x, padding)[None, :, :, None], spread[:, :, None, None], np.zeros(1), stride)[0, :, :, 0]
            options = {"stride": stride, "padding": padding, "dilation": dilation, "flipped": flipped}
            received = javascript("convolution.mjs", CONVOLVE, folder, x=x.ravel(), n=n, kernel=kernel.ravel(), k=k, options=options)
            np.testing.assert_allclose(received, expected.ravel())
    seen = javascript("convolution.mjs", "return Object.keys(m.images).map(m.pixels);", folder)
    assert list(map(np.sum, seen)) == [162, 45, 24, 1]


def check_field(folder):
    """A place counts as reached when a gradient of ones, sent back through convolutions of ones, arrives there."""
    stacks = [[(3, 1, 1)] * 3, [(3, 2, 1), (5, 2, 1), (2, 1, 1)], [(3, 1, 1), (3, 1, 2), (3, 1, 4)], [(2, 3, 1), (3, 3, 2)]]
    for layers in stacks:
        gradient = np.ones(1)
        for kernel, stride, dilation in layers[::-1]:
            below = np.zeros((len(gradient) - 1) * stride + (kernel - 1) * dilation + 1)
            for place, value in enumerate(gradient):
                below[place * stride : place * stride + (kernel - 1) * dilation + 1 : dilation] += value
            gradient = below
        sent = [{"kernel": kernel, "stride": stride, "dilation": dilation} for kernel, stride, dilation in layers]
        field = javascript("receptive_field.mjs", "return m.receptiveField(v.layers);", folder, layers=sent)
        assert field == {"size": len(gradient), "jump": int(np.prod([stride for _, stride, _ in layers]))}
        rows = javascript("receptive_field.mjs", "return m.reached(v.layers);", folder, layers=sent)
        assert rows[-1] == np.flatnonzero(gradient).tolist() and rows[0] == [0]
        expected = sum(kernel * kernel * 5 * 5 + 5 for kernel, _, _ in layers)
        assert javascript("receptive_field.mjs", "return m.parameters(v.layers, 5);", folder, layers=sent) == expected
    state = {"layers": 3, "kernel": 5, "stride": 2, "dilation": "doubled from layer to layer"}
    made = javascript("receptive_field.mjs", "return m.stack(v);", folder, **state)
    assert made == [{"kernel": 5, "stride": 2, "dilation": d} for d in (1, 2, 4)]


CHECKS = {"convolution.mjs": check_convolution, "receptive_field.mjs": check_field}
SPOILED = [
    ("convolution.mjs", "- dilation * (k - 1) - 1) / stride) + 1", "- dilation * (k - 1) - 1) / stride)"),
    ("convolution.mjs", "stride * i + dilation * a - padding", "i + dilation * a - padding"),
    ("convolution.mjs", "flipped ? k * k - 1 - t : t", "flipped ? t : k * k - 1 - t"),
    ("convolution.mjs", "row === 2 && column === 3 ? 1", "row === 2 ? 1"),
    ("receptive_field.mjs", "(kernel - 1) * dilation * jump", "kernel * dilation * jump"),
    ("receptive_field.mjs", "jump *= stride", "jump += stride"),
    ("receptive_field.mjs", "place * stride + t * dilation);", "place + t * dilation);"),
    ("receptive_field.mjs", "kernel * kernel * channels + 1", "kernel * channels + 1"),
    ("receptive_field.mjs", "? 2 ** i : 1", "? i + 1 : 1"),
]


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_agrees_with_the_library(check):
    check(FOLDER)


@pytest.mark.parametrize(("module", "right", "wrong"), SPOILED)
def test_a_spoiled_formula_is_noticed(module, right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        CHECKS[module](spoiled(tmp_path, module, right, wrong))


def test_the_images_of_the_figure_are_those_that_can_be_asked_for():
    assert javascript("convolution.mjs", "return Object.keys(m.images);") == list(explorables.convolution.class_traits()["image"].values)


def test_the_state_is_checked():
    assert explorables.convolution(image="pixel", kernel=list(range(-2, 3)) + [0] * 4).state()["image"] == "pixel"
    for make, wrong in [(explorables.convolution, {"stride": 0}), (explorables.convolution, {"kernel": [1] * 8}),
                        (explorables.convolution, {"kernel": [3] * 9}), (explorables.receptive_field, {"kernel": 4}),
                        (explorables.receptive_field, {"layers": 7})]:
        with pytest.raises(traitlets.TraitError):
            make(**wrong)
