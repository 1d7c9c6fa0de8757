"""Small photographs in a grid, for looking at many of them one by one."""
import numpy as np

from dlbook.plotting.figures import figure


def draw_thumbnails(images, titles=None, columns=8, size=0.8):
    """A grid of colour photographs with `titles` above them. Returns the array of axes.

    `images`: (n, height, width, 3), bytes or numbers of 0 … 1; a title may have two lines.
    Errors: ValueError when there is not one title for each image.
    """
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"every image has a title, but received {len(images)} images and {len(titles)} titles")
    rows = -(-len(images) // columns)
    lines = max((title.count("\n") + 1 for title in titles), default=0) if titles is not None else 0
    _, axes = figure(columns, rows, width=size * columns, height=(size + 0.05 + 0.15 * lines) * rows, squeeze=False)
    for index, ax in enumerate(axes.flat):
        ax.axis("off")
        if index < len(images):
            ax.imshow(np.asarray(images[index]), vmin=0, vmax=1, interpolation="nearest")
            if titles is not None:
                ax.set_title(titles[index], fontsize=7.5, loc="center", pad=2)
    return axes
