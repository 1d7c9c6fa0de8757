"""Where learning starts: random kernels, scaled so that signals neither fade nor explode on their way through the layers.

A sum of `fan_in` independent terms has `fan_in` times the variance of one term. So the variance of a weight is chosen as
`1 / fan_in` to keep the signals in size on the way forward, `1 / fan_out` to keep the gradients in size on the way back, and
twice that behind a ReLU, which sets half of the signals to zero.

Every function takes the shape of the array and a `numpy.random.Generator`. The last two axes are inputs and outputs;
the axes before them, if any, are the window of a convolution.
"""
import numpy as np


def fans(shape):
    """Return how many inputs feed one output, and how many outputs one input feeds: (fan_in, fan_out).

    Errors: ValueError for a shape with fewer than two axes.
    """
    if len(shape) < 2:
        raise ValueError(f"a kernel has an axis of inputs and an axis of outputs, but the shape is {tuple(shape)}")
    window = int(np.prod(shape[:-2]))
    return window * shape[-2], window * shape[-1]


def zeros(shape, rng=None):
    """Return zeros: right for biases; for kernels it leaves all units of a layer alike for ever."""
    return np.zeros(shape)


def ones(shape, rng=None):
    """Return ones: the scale factors of a normalisation start here."""
    return np.ones(shape)


def glorot_uniform(shape, rng):
    """Draw uniformly from ±√(6 / (fan_in + fan_out)), which has the variance 2 / (fan_in + fan_out); the default, as in Keras.

    Source: Glorot and Bengio, AISTATS 2010, pages 249–256.
    """
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape)


def glorot_normal(shape, rng):
    """Draw from a normal distribution of variance 2 / (fan_in + fan_out).

    Source: Glorot and Bengio, AISTATS 2010, pages 249–256.
    """
    return rng.normal(0, np.sqrt(2 / sum(fans(shape))), shape)


def he_uniform(shape, rng):
    """Draw uniformly from ±√(6 / fan_in), which has the variance 2 / fan_in: for layers behind a ReLU.

    Source: He and others, ICCV 2015, pages 1026–1034.
    """
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape)


def he_normal(shape, rng):
    """Draw from a normal distribution of variance 2 / fan_in: for layers behind a ReLU.

    Source: He and others, ICCV 2015, pages 1026–1034. Keras cuts the tails off and rescales to the same variance.
    """
    return rng.normal(0, np.sqrt(2 / fans(shape)[0]), shape)


def lecun_normal(shape, rng):
    """Draw from a normal distribution of variance 1 / fan_in.

    Source: LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.
    """
    return rng.normal(0, np.sqrt(1 / fans(shape)[0]), shape)


def orthogonal(shape, rng):
    """Draw a matrix with orthonormal rows or columns, whichever are fewer: multiplying by a square one keeps every length.

    Recurrent kernels start so, since they are applied once a time step.
    Shapes: a matrix (n_in, n_out).
    Source: Saxe, McClelland and Ganguli, ICLR 2014, arXiv:1312.6120.
    """
    n_in, n_out = shape
    q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))
    q = q * np.sign(np.diag(r))  # without this step the draw would favour some directions
    return q if n_in >= n_out else q.T
