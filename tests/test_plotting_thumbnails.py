"""Small photographs in a grid."""
import numpy as np
import pytest

from dlbook import plotting


def test_every_image_is_shown_as_it_is_under_its_title():
    images = np.arange(3 * 4 * 5 * 3).reshape(3, 4, 5, 3).astype(np.uint8)
    axes = plotting.draw_thumbnails(images, ["cat\nas dog", "dog", "ship"], columns=2)
    assert axes.shape == (2, 2)
    for ax, image, title in zip(axes.flat, images, ["cat\nas dog", "dog", "ship"], strict=False):
        np.testing.assert_array_equal(ax.images[0].get_array(), image)
        assert ax.get_title() == title
    assert not axes[1, 1].images


def test_a_missing_title_is_refused():
    with pytest.raises(ValueError, match="3 images and 2 titles"):
        plotting.draw_thumbnails(np.zeros((3, 4, 4, 3)), ["a", "b"])
