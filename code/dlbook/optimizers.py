"""An optimizer turns gradients into steps. It reads the layers' `grads` and changes their `params` in place.

All rules share one frame, `Optimizer`: it counts the steps, asks the schedule for the learning rate, clips the gradients if it was
told to, and keeps for each parameter the arrays that the rule needs from step to step (its *slots*). What is left of each optimizer
is its rule, two to six lines. The rules are Keras's, to the place of ε in the formula.
"""
import numpy as np


class Optimizer:
    """The frame of all optimizers.

    `learning_rate` is a number, or a function of the step (0, 1, 2, …) such as those in `dlbook.schedules`.
    `global_clipnorm`, if given, is the largest norm that all gradients together may have; longer ones are shortened.
    """

    n_slots = 0

    def __init__(self, learning_rate, global_clipnorm=None):
        self.learning_rate, self.global_clipnorm = learning_rate, global_clipnorm
        self.iterations = 0
        self.slots = {}

    def step(self, layers):
        """Change the parameters of all layers by one step; those whose gradient is None stay as they are.

        Errors: RuntimeError for a layer without gradients.
        """
        rate = float(self.learning_rate(self.iterations) if callable(self.learning_rate) else self.learning_rate)
        self.iterations += 1
        scale = 1.0 if self.global_clipnorm is None else min(1.0, self.global_clipnorm / max(global_norm(layers), 1e-30))
        for layer in layers:
            params, grads = layer.params, layer.grads
            for name, param in params.items():
                if name not in grads:
                    raise RuntimeError(f"{type(layer).__name__} has no gradient for {name!r}: call backward before step")
                if grads[name] is not None:
                    grad = grads[name] if scale == 1 else grads[name] * scale
                    self.update(param, grad, rate, *self.slots_of(param))

    def slots_of(self, param):
        """Return the arrays kept for this parameter, zeros at first."""
        if id(param) not in self.slots:
            # Kept beside its slots, the parameter cannot vanish and leave its id to another array.
            self.slots[id(param)] = param, [np.zeros_like(param) for _ in range(self.n_slots)]
        return self.slots[id(param)][1]

    def update(self, param, grad, rate, *slots):
        """Change param, and the slots, in place."""
        raise NotImplementedError(f"{type(self).__name__} has no update rule")


def global_norm(layers):
    """Return the length of all gradients of all layers taken as one vector: √(Σ g²)."""
    grads = [grad for layer in layers for grad in layer.grads.values() if grad is not None]
    return float(np.sqrt(sum(np.vdot(grad, grad) for grad in grads)))


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted: a ball that keeps rolling.

    Formula: v ← μ v − α g; θ ← θ + v, or θ ← θ + μ v − α g with Nesterov's look ahead. Without momentum, θ ← θ − α g.
    Source: Polyak 1964; Nesterov 1983; Sutskever and others, ICML 2013.
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, global_clipnorm=None):
        super().__init__(learning_rate, global_clipnorm)
        self.momentum, self.nesterov = momentum, nesterov
        self.n_slots = 1 if momentum else 0

    def update(self, param, grad, rate, velocity=None):
        step = -rate * grad
        if velocity is not None:
            velocity *= self.momentum
            velocity += step
            step = self.momentum * velocity + step if self.nesterov else velocity
        param += step


class RMSprop(Optimizer):
    """Divide each gradient by its own recent size, so that all parameters take steps of about the same length.

    Formula: v ← ρ v + (1 − ρ) g²; θ ← θ − α g / √(v + ε).
    Source: Tieleman and Hinton, lecture 6.5 of Neural Networks for Machine Learning, 2012.
    """

    n_slots = 1

    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7, global_clipnorm=None):
        super().__init__(learning_rate, global_clipnorm)
        self.rho, self.epsilon = rho, epsilon

    def update(self, param, grad, rate, square):
        square *= self.rho
        square += (1 - self.rho) * grad**2
        param -= rate * grad / np.sqrt(square + self.epsilon)


class Adam(Optimizer):
    """Momentum divided by recent size, both corrected for having started at zero.

    Formula: m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); θ ← θ − α √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε), with t = 1, 2, ….
    Source: Kingma and Ba, ICLR 2015, arXiv:1412.6980, in the form before section 2.1, where ε is not corrected.
    """

    n_slots = 2

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, global_clipnorm=None):
        super().__init__(learning_rate, global_clipnorm)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def update(self, param, grad, rate, mean, square):
        mean += (1 - self.beta_1) * (grad - mean)
        square += (1 - self.beta_2) * (grad**2 - square)
        rate *= (1 - self.beta_2**self.iterations) ** 0.5 / (1 - self.beta_1**self.iterations)
        param -= rate * mean / (np.sqrt(square) + self.epsilon)


class AdamW(Adam):
    """Adam, with a decay that draws each parameter towards zero whatever the size of its gradient.

    Formula: θ ← θ − α λ θ, then a step of Adam. An L2 penalty in the loss would be divided by √v; this decay is not.
    Source: Loshchilov and Hutter, ICLR 2019, arXiv:1711.05101.
    """

    def __init__(self, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7, global_clipnorm=None):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, global_clipnorm)
        self.weight_decay = weight_decay

    def update(self, param, grad, rate, mean, square):
        param -= rate * self.weight_decay * param
        super().update(param, grad, rate, mean, square)
