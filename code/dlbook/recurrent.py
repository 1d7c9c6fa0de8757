"""A recurrent layer reads a sequence one step at a time, and carries what it has read in a state.

The same weights serve every step, so one layer reads sequences of any length. Unrolled in time it is a deep network whose layers share
their weights; `backward` walks it from the last step to the first, carrying the gradient of the state. That is backpropagation
through time.

What does not depend on the state is done for all steps at once: the products with the inputs before the loop, the gradients of the
weights after it. Inside, arrays are (time, gate, batch, n_out), so that each gate of each step is one block of memory.
"""
import numpy as np

from dlbook.activations import sigmoid
from dlbook.initializers import glorot_uniform, orthogonal, zeros
from dlbook.layers import Layer


class Recurrent(Layer):
    """The frame of all recurrent layers: shapes, and the products that need no loop.

    Shapes: x (batch, time, n_in), y (batch, n_out), the last state; with return_sequences all states, (batch, time, n_out).
    Errors: ValueError for another rank, another n_in, or a sequence without steps.
    """

    def __init__(self, n_in, n_out, rng, return_sequences, n_gates, bias_shape):
        recurrent_kernel = np.concatenate([orthogonal((n_out, n_out), rng) for _ in range(n_gates)], axis=1)
        super().__init__(kernel=glorot_uniform((n_in, n_gates * n_out), rng), recurrent_kernel=recurrent_kernel, bias=zeros(bias_shape))
        self.n_in, self.n_out, self.return_sequences = n_in, n_out, return_sequences

    def receive_sequence(self, x):
        """Return the input time-major: (time, batch, n_in)."""
        x = self.receive(x, "batch", "time", self.n_in)
        if x.shape[1] == 0:
            raise ValueError(f"{type(self).__name__} expects at least one time step, but received {x.shape}")
        return np.ascontiguousarray(x.swapaxes(0, 1))

    def output(self, states):
        """Return what the layer shows of its states, given (time, batch, n_out)."""
        return np.ascontiguousarray(states.swapaxes(0, 1)) if self.return_sequences else states[-1].copy()

    def state_gradients(self, grad, time):
        """Return the gradient that each state receives from outside, (time, batch, n_out): zero for the states not shown."""
        if self.return_sequences:
            return np.ascontiguousarray(grad.swapaxes(0, 1))
        return np.concatenate([np.zeros((time - 1, *grad.shape), grad.dtype), grad[None]])

    def by_gate(self, matrix):
        """Return (rows, gates · n_out) as (gates, rows, n_out)."""
        return np.ascontiguousarray(matrix.reshape(len(matrix), -1, self.n_out).swapaxes(0, 1))

    def finish(self, x, h, grad_z, kernel):
        """Store the gradients of the parameters, given those of the sums, (time, batch, gates · n_out); return that of the input."""
        rows = grad_z.reshape(-1, grad_z.shape[-1])
        self.grads = {"kernel": times(x, rows), "recurrent_kernel": times(h[:-1], rows), "bias": np.ones(len(rows), x.dtype) @ rows}
        return (rows @ kernel.T).reshape(x.shape).swapaxes(0, 1)


def times(a, b):
    """Return Σ aᵀ b over time and batch: (time, batch, n) and (time · batch, m) give (n, m)."""
    return a.reshape(len(b), -1).T @ b


class SimpleRNN(Recurrent):
    """The plain recurrent layer: the new state is a squashed sum of the input and the old state.

    Formula: hₜ = tanh(xₜ K + hₜ₋₁ R + b), h₀ = 0.
    Shapes: x (batch, time, n_in), y (batch, n_out) or (batch, time, n_out); kernel K (n_in, n_out), recurrent_kernel R (n_out, n_out),
    bias b (n_out,).
    Errors: ValueError for another rank, another n_in, or a sequence without steps.
    Source: Elman, Cognitive Science 14 (1990), pages 179–211.
    """

    def __init__(self, n_in, n_out, rng, return_sequences=False):
        super().__init__(n_in, n_out, rng, return_sequences, n_gates=1, bias_shape=(n_out,))

    def forward(self, x, training=False):
        x = self.receive_sequence(x)
        kernel, recurrent_kernel, bias = self.weights(x)
        from_x = x @ kernel + bias  # (time, batch, n_out)
        h = np.zeros((len(x) + 1, *from_x.shape[1:]), x.dtype)  # h[t] is the state before step t
        for t in range(len(x)):
            h[t + 1] = np.tanh(from_x[t] + h[t] @ recurrent_kernel)
        return self.remember(self.output(h[1:]), x, h, kernel, recurrent_kernel)

    def backward(self, grad):
        x, h, kernel, recurrent_kernel = self.recall(grad)
        grad_h = self.state_gradients(grad, len(x))
        grad_z = np.empty_like(grad_h)  # with respect to the sum inside tanh
        carried = 0
        for t in reversed(range(len(x))):
            grad_z[t] = (grad_h[t] + carried) * (1 - h[t + 1] ** 2)
            carried = grad_z[t] @ recurrent_kernel.T
        return self.finish(x, h, grad_z, kernel)


class LSTM(Recurrent):
    """Long short-term memory: a cell state that is only added to and scaled, behind three gates.

    Formula: [i, f, g, o] = xₜ K + hₜ₋₁ R + b, the gates i, f, o through σ and the candidate g through tanh;
    cₜ = f cₜ₋₁ + i g, hₜ = o tanh(cₜ), h₀ = c₀ = 0. The forget gate's bias starts at 1, the others at 0.
    Shapes: x (batch, time, n_in), y (batch, n_out) or (batch, time, n_out); kernel K (n_in, 4 n_out), recurrent_kernel R (n_out, 4 n_out),
    bias b (4 n_out,), with the columns in the order i, f, g, o, as in Keras.
    Errors: ValueError for another rank, another n_in, or a sequence without steps.
    Source: Hochreiter and Schmidhuber, Neural Computation 9 (1997), pages 1735–1780; the forget gate: Gers and others, 2000.
    """

    def __init__(self, n_in, n_out, rng, return_sequences=False):
        super().__init__(n_in, n_out, rng, return_sequences, n_gates=4, bias_shape=(4 * n_out,))
        self.params["bias"][n_out : 2 * n_out] = 1

    # σ(a) = ½ + ½ tanh(a/2), so one call of tanh serves all four: the sums are halved before it where σ is meant.
    scale = np.array([0.5, 0.5, 1, 0.5])[:, None, None]  # (gate, 1, 1)
    shift = np.array([0.5, 0.5, 0, 0.5])[:, None, None]

    def forward(self, x, training=False):
        x = self.receive_sequence(x)
        kernel, recurrent_kernel, bias = self.weights(x)
        scale, shift = self.scale.astype(x.dtype), self.shift.astype(x.dtype)
        gates = x[:, None] @ (self.by_gate(kernel) * scale) + self.by_gate(bias[None]) * scale  # (time, gate, batch, n_out)
        scaled_kernel = self.by_gate(recurrent_kernel) * scale
        h = np.zeros((len(x) + 1, x.shape[1], self.n_out), x.dtype)  # h[t] and c[t] are the states before step t
        c, tanh_c = np.zeros_like(h), np.zeros_like(h)
        for t in range(len(x)):
            gates[t] += h[t] @ scaled_kernel
            gates[t] = np.tanh(gates[t]) * scale + shift
            i, f, g, o = gates[t]
            c[t + 1] = f * c[t] + i * g
            tanh_c[t + 1] = np.tanh(c[t + 1])
            h[t + 1] = o * tanh_c[t + 1]
        return self.remember(self.output(h[1:]), x, h, c[:-1], tanh_c[1:], gates, kernel, recurrent_kernel)

    def backward(self, grad):
        x, h, c, tanh_c, gates, kernel, recurrent_kernel = self.recall(grad)
        grad_h = self.state_gradients(grad, len(x))
        grad_z = np.empty((*x.shape[:2], 4 * self.n_out), x.dtype)  # with respect to the sums inside σ and tanh
        turned = np.ascontiguousarray(recurrent_kernel.T)
        carried_h = carried_c = 0
        for t in reversed(range(len(x))):
            i, f, g, o = gates[t]
            dh = grad_h[t] + carried_h
            dc = dh * o * (1 - tanh_c[t] ** 2) + carried_c
            dz = [dc * g * i * (1 - i), dc * c[t] * f * (1 - f), dc * i * (1 - g * g), dh * tanh_c[t] * o * (1 - o)]
            np.concatenate(dz, axis=1, out=grad_z[t])
            carried_h, carried_c = grad_z[t] @ turned, dc * f
        return self.finish(x, h, grad_z, kernel)


class GRU(Recurrent):
    """The gated recurrent unit: one gate mixes the old state with a candidate, another says how much of it the candidate sees.

    Formula: z = σ(xₜ K_z + b_z + hₜ₋₁ R_z + b′_z), r likewise; g = tanh(xₜ K_g + b_g + r (hₜ₋₁ R_g + b′_g)); hₜ = z hₜ₋₁ + (1 − z) g.
    Shapes: x (batch, time, n_in), y (batch, n_out) or (batch, time, n_out); kernel K (n_in, 3 n_out), recurrent_kernel R (n_out, 3 n_out),
    bias (2, 3 n_out), b above b′, with the columns in the order z, r, g, as in Keras (`reset_after=True`).
    Errors: ValueError for another rank, another n_in, or a sequence without steps.
    Source: Cho and others, EMNLP 2014, pages 1724–1734; the reset gate behind the product, as in cuDNN.
    """

    def __init__(self, n_in, n_out, rng, return_sequences=False):
        super().__init__(n_in, n_out, rng, return_sequences, n_gates=3, bias_shape=(2, 3 * n_out))

    def forward(self, x, training=False):
        x = self.receive_sequence(x)
        kernel, recurrent_kernel, (bias, recurrent_bias) = self.weights(x)
        matrices, offsets = self.by_gate(recurrent_kernel), self.by_gate(recurrent_bias[None])
        gates = x[:, None] @ self.by_gate(kernel) + self.by_gate(bias[None])  # (time, gate, batch, n_out)
        from_h = np.empty_like(gates)
        h = np.zeros((len(x) + 1, x.shape[1], self.n_out), x.dtype)  # h[t] is the state before step t
        for t in range(len(x)):
            from_h[t] = h[t] @ matrices + offsets
            gates[t, :2] = sigmoid(gates[t, :2] + from_h[t, :2])
            z, r, g = gates[t]
            g[...] = np.tanh(g + r * from_h[t, 2])
            h[t + 1] = z * (h[t] - g) + g
        return self.remember(self.output(h[1:]), x, h, from_h[:, 2], gates, kernel, recurrent_kernel)

    def backward(self, grad):
        x, h, candidate_from_h, gates, kernel, recurrent_kernel = self.recall(grad)
        grad_h = self.state_gradients(grad, len(x))
        grad_z = np.empty((*x.shape[:2], 3 * self.n_out), x.dtype)  # with respect to the sums inside σ and tanh
        grad_r = np.empty_like(grad_z)  # with respect to h R + b′
        turned = np.ascontiguousarray(recurrent_kernel.T)
        carried = 0
        for t in reversed(range(len(x))):
            z, r, g = gates[t]
            dh = grad_h[t] + carried
            dg = dh * (1 - z) * (1 - g * g)
            dz = dh * (h[t] - g) * z * (1 - z)
            dr = dg * candidate_from_h[t] * r * (1 - r)
            np.concatenate([dz, dr, dg], axis=1, out=grad_z[t])
            np.concatenate([dz, dr, dg * r], axis=1, out=grad_r[t])
            carried = dh * z + grad_r[t] @ turned
        grad_x = self.finish(x, h, grad_z, kernel)
        rows_r = grad_r.reshape(-1, 3 * self.n_out)
        self.grads["recurrent_kernel"] = times(h[:-1], rows_r)
        self.grads["bias"] = np.stack([self.grads["bias"], rows_r.sum(axis=0)])
        return grad_x


class Embedding(Layer):
    """A table with one learned vector for each token: the first layer of everything that reads words.

    Formula: y[n, t] = embeddings[x[n, t]]; a vector's gradient is the sum over all places where its token stands.
    Shapes: x (batch, ...) integers, y (batch, ..., n_out) in the precision of the table, embeddings (n_tokens, n_out).
    Errors: TypeError for tokens that are not integers, ValueError for tokens outside 0 … n_tokens − 1. `backward` returns None:
    a token has no gradient.
    """

    def __init__(self, n_tokens, n_out, rng):
        super().__init__(embeddings=rng.uniform(-0.05, 0.05, (n_tokens, n_out)))

    def forward(self, x, training=False):
        x, embeddings = np.asarray(x), self.params["embeddings"]
        if x.dtype.kind not in "iu":
            raise TypeError(f"Embedding expects integers, but received {x.dtype}")
        if x.size and not (x.min() >= 0 and x.max() < len(embeddings)):
            raise ValueError(f"{len(embeddings)} tokens have the numbers 0 to {len(embeddings) - 1}, but received {x.min()} to {x.max()}")
        return self.remember(embeddings[x], x)

    def backward(self, grad):
        (x,) = self.recall(grad)
        gradient = np.zeros(self.params["embeddings"].shape, grad.dtype)
        # Sorted by token, the rows of one token stand together and are summed in one sweep: faster than adding one at a time.
        order = np.argsort(x, axis=None, kind="stable")
        tokens, starts = np.unique(x.ravel()[order], return_index=True)
        gradient[tokens] = np.add.reduceat(grad.reshape(x.size, -1)[order], starts, axis=0)
        self.grads = {"embeddings": gradient}
