"""Figures of photographs, maps, blocks and shares draw what they are given."""
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_photographs_keep_their_proportions_and_titles():
    wide, square = np.full((10, 20, 3), 0.5), np.linspace(0, 1, 100).reshape(10, 10)
    axes = plotting.draw_photographs([wide, square], ["wide", "square"])
    assert [ax.get_title(loc="left") for ax in axes] == ["wide", "square"]
    np.testing.assert_array_equal(axes[1].images[0].get_array(), square)
    axes[0].figure.draw_without_rendering()
    boxes = [ax.get_position() for ax in axes]
    assert boxes[0].width / boxes[1].width == pytest.approx(2, rel=0.05)


def test_photographs_refuse_bytes_and_missing_titles():
    with pytest.raises(ValueError, match="from 0 to 255"):
        plotting.draw_photographs([np.array([[0, 255], [3, 4]])], ["bytes"])
    with pytest.raises(ValueError, match="1 images and 2 titles"):
        plotting.draw_photographs([np.zeros((2, 2))], ["one", "two"])


def test_zero_is_white_in_every_map():
    maps = np.array([[[0.0, 1.0], [0.5, 0.2]], [[-4.0, 0.0], [0.0, 1.0]]])
    axes = plotting.draw_maps(maps, ["a", "b"], columns=3)
    images = [ax.images[0] for ax in axes.flat if ax.images]
    assert [image.get_clim() for image in images] == [(-1, 1), (-4, 4)]
    assert len(images) == 2 and axes.shape == (1, 3)
    shared = plotting.draw_maps(maps, shared=True)
    assert shared.flat[0].images[0].get_clim() == (-4, 4)
    assert images[0].cmap(images[0].norm(0.0))[:3] == pytest.approx((0.97, 0.97, 0.97), abs=0.01)


def test_a_block_has_a_box_for_each_layer_and_a_wire_for_each_branch():
    _, ax = plotting.figure()
    plotting.draw_branches([[], ["3 × 3", "ReLU", "3 × 3"]], "add", "residual", ax)
    words = [text.get_text() for text in ax.texts]
    assert sorted(words) == ["3 × 3", "3 × 3", "ReLU", "add", "input"]
    assert len(ax.patches) == 3 and len(ax.lines) == 2
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["input"] > heights["ReLU"] > heights["add"]


def test_shares_add_up_to_one_for_each_total():
    ax = plotting.draw_shares({"parameters": [1, 3], "work": [10, 30]}, ["first", "second"], "share")
    for bars in ax.containers:
        assert [bar.get_width() for bar in bars] == [0.25, 0.75]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert ax.containers[0].patches[0].get_hatch() != ax.containers[1].patches[0].get_hatch()
