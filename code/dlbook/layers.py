"""A network is a chain of layers, and a layer is a function that can run in two directions.

`forward` turns inputs into outputs and remembers what it will need. `backward` receives the gradient of the loss with respect to
the outputs, stores the gradients of its own parameters, and returns the gradient with respect to the inputs: the next layer's
`grad`. Chaining the second is the chain rule.

Parameters live in `params`, their gradients in `grads`: dicts with the same keys, in the order and layout in which Keras keeps its
weights, so `keras_layer.set_weights(list(layer.params.values()))` copies them. A gradient of None marks a number that is kept but
not learned. Each `backward` assigns the gradients anew; nothing adds up from one call to the next.

Layers compute in the precision of their input: float64 in, float64 out, for checking gradients; float32 in, float32 out, for speed.
"""
import numpy as np

from dlbook.initializers import glorot_uniform, zeros


def as_float(x):
    """Return x as an array of floating-point numbers; integers become float64."""
    x = np.asarray(x)
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def fits(shape, pattern):
    """Tell whether a shape fits a pattern: a number fits itself, a name any size, and `...` any number of axes."""
    if ... in pattern:
        i = pattern.index(...)
        pattern = pattern[:i] + ("any",) * (len(shape) - len(pattern) + 1) + pattern[i + 1 :]
    return len(shape) == len(pattern) and all(isinstance(want, str) or got == want for got, want in zip(shape, pattern, strict=True))


class Layer:
    """What all layers share: parameters, their gradients, and a memory from forward to backward."""

    def __init__(self, **params):
        self.params = params
        self.grads = {}

    def forward(self, x, training=False):
        """Return the outputs for a batch of inputs; `training` matters to layers such as Dropout, which then behave differently."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, grad):
        """Store the gradients of the parameters in `grads`, and return the gradient of the loss with respect to the input."""
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def receive(self, x, *pattern):
        """Return the input as floating-point numbers, after a check of its shape.

        Errors: ValueError with the shape that came and the shape that was expected.
        """
        x = as_float(x)
        if not fits(x.shape, pattern):
            wanted = ", ".join("..." if size is ... else str(size) for size in pattern)
            raise ValueError(f"{type(self).__name__} expects an input of shape ({wanted}), but received {x.shape}")
        return x

    def weights(self, x):
        """Return the parameters in the precision of x."""
        return [param.astype(x.dtype, copy=False) for param in self.params.values()]

    def remember(self, y, *values):
        """Keep the values for backward, and return the output y."""
        self._memory = y.shape, values
        return y

    def recall(self, grad):
        """Return the values that forward kept.

        Errors: RuntimeError before the first forward, ValueError when grad has not the shape of the output.
        """
        if not hasattr(self, "_memory"):
            raise RuntimeError(f"{type(self).__name__}.backward uses what forward has computed: call forward first")
        shape, values = self._memory
        if np.shape(grad) != shape:
            raise ValueError(f"{type(self).__name__}.backward expects a gradient of the shape {shape}, but received {np.shape(grad)}")
        return values


class Dense(Layer):
    """A fully connected layer: every output is a weighted sum of all inputs, plus a bias.

    Formula: y = x W + b; ∂L/∂W = xᵀ ∂L/∂y, ∂L/∂b = Σ ∂L/∂y over the batch, ∂L/∂x = ∂L/∂y Wᵀ.
    Shapes: x (batch, ..., n_in), y (batch, ..., n_out), kernel W (n_in, n_out), bias b (n_out,).
    Errors: ValueError for an input whose last axis is not n_in.
    """

    def __init__(self, n_in, n_out, rng, kernel_initializer=glorot_uniform):
        super().__init__(kernel=kernel_initializer((n_in, n_out), rng), bias=zeros((n_out,)))

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ..., self.params["kernel"].shape[0])
        kernel, bias = self.weights(x)
        return self.remember(x @ kernel + bias, x, kernel)

    def backward(self, grad):
        x, kernel = self.recall(grad)
        rows_x = x.reshape(-1, x.shape[-1])  # (batch · ..., n_in)
        rows_grad = grad.reshape(-1, grad.shape[-1])  # (batch · ..., n_out)
        self.grads = {"kernel": rows_x.T @ rows_grad, "bias": rows_grad.sum(axis=0)}
        return grad @ kernel.T


class Flatten(Layer):
    """Lay out each example as one row.

    Shapes: x (batch, ...), y (batch, product of the other sizes).
    """

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ...)
        return self.remember(x.reshape(len(x), -1), x.shape)

    def backward(self, grad):
        (shape,) = self.recall(grad)
        return grad.reshape(shape)


class Dropout(Layer):
    """While training, set each input to zero with probability `rate`, and divide the others by `1 − rate`, so that the mean stays.

    Formula: y = x · m / (1 − rate), with m = 0 or 1 drawn anew for each call; y = x when training is False.
    Shapes: x and y (batch, ...).
    Errors: ValueError for a rate outside [0, 1).
    Source: Srivastava and others, Journal of Machine Learning Research 15 (2014), pages 1929–1958.
    """

    def __init__(self, rate, rng):
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(f"rate is the share of inputs to drop and must lie in [0, 1), but it is {rate}")
        self.rate, self.rng = float(rate), rng

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ...)
        if not training:
            return self.remember(x, 1)
        scale = (self.rng.random(x.shape) >= self.rate).astype(x.dtype) / (1 - self.rate)
        return self.remember(x * scale, scale)

    def backward(self, grad):
        (scale,) = self.recall(grad)
        return grad * scale


class Sequential(Layer):
    """A chain of layers: forward from the first to the last, backward from the last to the first.

    `params` and `grads` show those of all layers, under keys such as `0.kernel`; the arrays are the layers' own, not copies.
    """

    def __init__(self, layers):
        self.layers = list(layers)

    @property
    def params(self):
        return {f"{i}.{name}": param for i, layer in enumerate(self.layers) for name, param in layer.params.items()}

    @property
    def grads(self):
        return {f"{i}.{name}": grad for i, layer in enumerate(self.layers) for name, grad in layer.grads.items()}

    def forward(self, x, training=False):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


class Residual(Sequential):
    """A chain of layers with a way around it: the layers only learn what to add to their input.

    Formula: y = x + f(x); ∂L/∂x = ∂L/∂y + the gradient that comes back through f.
    Shapes: x and y alike.
    Errors: ValueError when the layers change the shape.
    Source: He and others, CVPR 2016, pages 770–778.
    """

    def forward(self, x, training=False):
        change = super().forward(x, training)
        if change.shape != np.shape(x):
            raise ValueError(f"Residual adds its input to its layers' output, but the input is {np.shape(x)} and the output {change.shape}")
        return x + change

    def backward(self, grad):
        return grad + super().backward(grad)
