"""A convolution, one place at a time: the window, the nine products, and the number they make."""
import traitlets

from dlbook.explorables.base import Explorable


class Convolution(Explorable, module="convolution"):
    """A kernel of 3 × 3 on an image of 6 × 6: y[i, j] = Σ x[s i + d a − p, s j + d b − p] k[a, b], with stride s, dilation d, padding p.

    It teaches that one set of nine numbers is used at every place; that stride moves the window, not the kernel; that padding is zeros
    which the kernel cannot tell from black; and where the output size ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1 comes from. The kernel is not
    flipped, unless the reader asks for it. `kernel` is given row by row.
    """

    title = traitlets.Unicode("A convolution, place by place").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: take the single bright pixel and a lopsided kernel, and compare the output with the kernel; then tick the box. Choose the "
        "square, stride 2 and padding 1, and count the places at which the window starts in a row. To change a number of the kernel, "
        "press it."
    ).tag(sync=True)
    image = traitlets.Enum(["edge", "square", "diagonal", "pixel"], default_value="edge").tag(sync=True)
    kernel = traitlets.List(
        traitlets.Int(min=-2, max=2), default_value=[-1, 0, 1, -2, 0, 2, -1, 0, 1], minlen=9, maxlen=9
    ).tag(sync=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True)
    dilation = traitlets.Int(1, min=1, max=2).tag(sync=True)
    flipped = traitlets.Bool(False).tag(sync=True)
    place = traitlets.Int(0, min=0, max=63).tag(sync=True)
