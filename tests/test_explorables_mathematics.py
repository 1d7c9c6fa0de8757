"""The numbers of the explorables are the book's numbers: every formula in JavaScript against NumPy and dlbook, to 1e-6 or better.

Each comparison is a function of the folder with the modules, so that the last test can spoil a copy and see the comparison fail.
"""
import numpy as np
import pytest

from dlbook import activations, losses, optimizers
from dlbook.datasets import points
from dlbook.explorables.bundle import FOLDER
from dlbook.layers import Dense, Layer, Sequential
from tests.explorables_bench import Draws, javascript, spoiled

LAYERS = {"sigmoid": activations.Sigmoid, "tanh": activations.Tanh, "relu": activations.ReLU}
OPTIMIZERS = {
    "sgd": lambda rate, momentum: optimizers.SGD(rate),
    "momentum": lambda rate, momentum: optimizers.SGD(rate, momentum),
    "rmsprop": lambda rate, momentum: optimizers.RMSprop(rate),
    "adam": lambda rate, momentum: optimizers.Adam(rate),
}


def agree(received, expected):
    np.testing.assert_allclose(received, expected, rtol=1e-6, atol=1e-9)


def turned(x, y):
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    return 0.5 * ((c * x + s * y) ** 2 + 20 * (c * y - s * x) ** 2)


SURFACES = {
    "bowl": lambda x, y: 2 * x**2 + 2 * y**2,
    "ravine": lambda x, y: 0.5 * x**2 + 10 * y**2,
    "turned ravine": turned,
    "two valleys": lambda x, y: 0.5 * (x**2 - 1) ** 2 + y**2,
}


def check_activations(folder):
    x = np.random.default_rng(0).normal(0, 3, 50)
    code = "const a = m.activations[v.name]; const y = v.x.map(a.f); return { y, slope: v.x.map((x, i) => a.derivative(x, y[i])) };"
    for name, layer in LAYERS.items():
        received = javascript("activations.mjs", code, folder, name=name, x=x)
        layer = layer()
        agree(received["y"], layer.forward(x))
        agree(received["slope"], layer.backward(np.ones_like(x)))
    assert javascript("activations.mjs", code, folder, name="step", x=[-1.0, 0.0, 2.0])["y"] == [0, 0, 1]


def check_points(folder):
    for name, function, make in [
        ("twoMoons", points.two_moons, "m.twoMoons(60, random, 0.2)"),
        ("circles", points.circles, "m.circles(60, random, 0.2)"),
        ("spirals", lambda n, rng, noise: points.spirals(n, rng, n_classes=2, noise=noise), "m.spirals(60, random, 0.2)"),
    ]:
        rng = Draws(len(name))
        x, labels = function(60, rng, noise=0.2)
        received = javascript("points.mjs", Draws.SCRIPTED + f"return {make};", folder, draws=rng.all)
        agree(received["x"], x.ravel())
        assert received["labels"] == labels.tolist()


def network(sizes, activation, rng):
    """A network of dlbook with random weights, and its parameters as flat lists for the module."""
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [Dense(n_in, n_out, rng), LAYERS[activation]()]
    for layer in layers:
        for param in layer.params.values():
            param[...] = rng.normal(0, 1, param.shape)
    return Sequential(layers[:-1]), [param.ravel().copy() for layer in layers for param in layer.params.values()]


def check_network(folder):
    code = """
        const network = { sizes: v.sizes, activation: v.activation, params: v.params.map((each) => Float64Array.from(each)) };
        const logits = m.forward(network, Float64Array.from(v.x), v.labels.length).at(-1).z;
        return { logits, right: m.accuracy(logits, v.labels), bce: m.binaryCrossEntropy(logits, v.labels),
            ...m.lossAndGradients(network, Float64Array.from(v.x), v.labels, v.l2) };
    """
    rng = np.random.default_rng(1)
    cases = [([2, 1], "tanh", 0.0), ([2, 5, 1], "sigmoid", 0.03), ([2, 4, 4, 1], "tanh", 0.01), ([2, 3, 6, 2, 1], "relu", 0.1)]
    for sizes, activation, l2 in cases:
        model, params = network(sizes, activation, rng)
        x, labels = rng.normal(0, 2, (30, 2)), rng.integers(0, 2, (30, 1)).astype(float)
        received = javascript("network.mjs", code, folder, sizes=sizes, activation=activation, params=params, x=x.ravel(),
                              labels=labels.ravel(), l2=l2)
        logits = model.forward(x)
        loss, grad = losses.binary_cross_entropy(logits, labels)
        model.backward(grad)
        kernels = {key: param for key, param in model.params.items() if key.endswith("kernel")}
        agree(received["logits"], logits.ravel())
        agree(received["bce"], loss)
        agree(received["loss"], loss + l2 * sum((kernel**2).sum() for kernel in kernels.values()))
        agree(received["right"], np.mean((logits > 0) == (labels > 0.5)))
        for flat, (key, grad) in zip(received["grads"], model.grads.items(), strict=True):
            agree(flat, (grad + 2 * l2 * kernels[key] if key in kernels else grad).ravel())


def check_training(folder):
    """Twelve steps on given batches, and one epoch in a given order, end with the weights of dlbook's layers and optimizers."""
    code = Draws.SCRIPTED + """
        const training = m.createTraining({ layers: 2, units: 4, activation: "tanh", optimizer: v.optimizer, seed: 1 });
        training.network.params = v.params.map((each) => Float64Array.from(each));
        training.random = random;
        const data = { x: Float64Array.from(v.x), labels: Float64Array.from(v.labels) };
        const settings = { learning_rate: v.rate, batch_size: 7, l2: 0 };
        const seen = [0, 1, 2].map(() => { m.trainEpoch(training, data, settings); return m.evaluate(training, data); });
        return { params: training.network.params, seen, epochs: training.epochs };
    """
    rng = np.random.default_rng(2)
    x, labels, order = rng.normal(0, 1, (25, 2)), rng.integers(0, 2, (25, 1)).astype(float), rng.permutation(25)
    for name, rate in [("sgd", 0.3), ("adam", 0.03)]:
        model, params = network([2, 4, 4, 1], "tanh", rng)
        received = javascript("training.mjs", code, folder, optimizer=name, params=params, x=x.ravel(), labels=labels.ravel(),
                              order=order, rate=rate)
        optimizer, seen = OPTIMIZERS[name](rate, 0), []
        for _ in range(3):
            for batch in np.split(order, range(7, 25, 7)):
                model.backward(losses.binary_cross_entropy(model.forward(x[batch]), labels[batch])[1])
                optimizer.step([model])
            logits = model.forward(x)
            seen.append({"loss": losses.binary_cross_entropy(logits, labels)[0], "accuracy": np.mean((logits > 0) == (labels > 0.5))})
        for flat, param in zip(received["params"], model.params.values(), strict=True):
            agree(flat, param.ravel())
        agree([list(each.values()) for each in received["seen"]], [list(each.values()) for each in seen])
        assert received["epochs"] == 3


class Point(Layer):
    """The place on a surface, as a layer that an optimizer of dlbook can move; the gradient by central differences."""

    def __init__(self, start, surface):
        super().__init__(place=np.array(start))
        self.surface = surface

    def slope(self, place, h=1e-6):
        return np.array([(self.surface(*(place + h * e)) - self.surface(*(place - h * e))) / (2 * h) for e in np.eye(2)])

    def measure(self):
        self.grads = {"place": self.slope(self.params["place"])}


def check_descent(folder):
    for name, surface in SURFACES.items():
        for key, make in OPTIMIZERS.items():
            received = javascript("gradient_descent.mjs", "return m.descend(m.surfaces[v.name], v.key, v.start, v.settings, 25);", folder,
                                  name=name, key=key, start=[-1.7, 0.9], settings={"rate": 0.02, "momentum": 0.8})
            point, optimizer, path = Point([-1.7, 0.9], surface), make(0.02, 0.8), [np.array([-1.7, 0.9])]
            for _ in range(25):
                point.measure()
                optimizer.step([point])
                path.append(point.params["place"].copy())
            np.testing.assert_allclose(received, path, rtol=1e-6, atol=1e-6)  # the differences leave an error of 1e-9 a step


def check_surfaces(folder):
    rng = np.random.default_rng(3)
    places = rng.uniform(-2, 2, (20, 2))
    code = """const s = m.surfaces[v.name];
        return { values: v.places.map(s.value), gradients: v.places.map(s.gradient), minimum: s.minimum, lambda: s.lambdaMax,
            atMinimum: s.value(s.minimum), thresholds: [0, 0.5, 0.9].map((mu) => m.divergenceThreshold(s, mu)) };"""
    for name, surface in SURFACES.items():
        received = javascript("gradient_descent.mjs", code, folder, name=name, places=places)
        agree(received["values"], surface(*places.T))
        np.testing.assert_allclose(received["gradients"], [Point(place, surface).slope(place) for place in places], rtol=1e-6, atol=1e-6)
        h, minimum = 1e-4, np.array(received["minimum"], float)
        point = Point(minimum, surface)
        hessian = np.array([(point.slope(minimum + h * e) - point.slope(minimum - h * e)) / (2 * h) for e in np.eye(2)])
        np.testing.assert_allclose(received["lambda"], np.linalg.eigvalsh((hessian + hessian.T) / 2).max(), rtol=1e-5)
        assert received["atMinimum"] == 0 and np.allclose(point.slope(minimum), 0, atol=1e-9)
        agree(received["thresholds"], [2 * (1 + mu) / received["lambda"] for mu in (0, 0.5, 0.9)])


def check_thresholds(folder):
    """A hundredth below the marked learning rate the path comes home; a hundredth above, it leaves."""
    code = """const s = m.surfaces[v.name], near = [s.minimum[0] + 0.001, s.minimum[1] + 0.001];
        return [0.99, 1.01].map((factor) => {
            const settings = { rate: factor * m.divergenceThreshold(s, v.mu), momentum: v.mu };
            return s.value(m.descend(s, "momentum", near, settings, 600).at(-1)) / s.value(near);
        });"""
    for name in SURFACES:
        for mu in (0.0, 0.5, 0.9):
            below, above = javascript("gradient_descent.mjs", code, folder, name=name, mu=mu)
            assert below < 0.01, (name, mu, below)
            assert above > 100, (name, mu, above)


def check_neuron(folder):
    rng = np.random.default_rng(4)
    x, labels = rng.normal(0, 2, (40, 2)), rng.integers(0, 2, 40)
    code = """const out = m.neuron(v, v.x);
        return { ...out, error: m.meanSquaredError(out.y, m.targets(v.activation, v.labels)) };"""
    for activation, layer in LAYERS.items():
        weights, bias = rng.normal(0, 1.5, 2), rng.normal()
        received = javascript("neuron.mjs", code, folder, weights=weights, bias=bias, activation=activation, x=x.ravel(), labels=labels)
        z = x @ weights + bias
        y = layer().forward(z)
        agree(received["z"], z)
        agree(received["y"], y)
        agree(received["error"], losses.mse(y, 2 * labels - 1 if activation == "tanh" else labels)[0])


CHECKS = [check_activations, check_points, check_network, check_training, check_descent, check_surfaces, check_thresholds, check_neuron]


@pytest.mark.parametrize("check", CHECKS)
def test_agrees_with_numpy(check):
    check(FOLDER)


def test_random_numbers_are_repeatable_and_have_the_right_distribution():
    code = """const one = m.createRandom(5), two = m.createRandom(5), other = m.createRandom(6);
        const draw = (r) => Array.from({ length: 20000 }, () => r.uniform(-1, 3));
        const first = draw(one);
        const normal = Array.from({ length: 20000 }, () => one.normal());
        return { first, same: draw(two), other: draw(other).slice(0, 5), normal, order: one.permutation(50) };"""
    received = javascript("random.mjs", code)
    first, normal = np.array(received["first"]), np.array(received["normal"])
    assert received["same"] == received["first"] and received["other"] != received["first"][:5]
    assert -1 <= first.min() < -0.99 and 2.99 < first.max() < 3
    np.testing.assert_allclose([first.mean(), first.var()], [1, 16 / 12], atol=0.03)
    np.testing.assert_allclose([normal.mean(), normal.var(), np.mean(normal**4)], [0, 1, 3], atol=0.12)
    assert sorted(received["order"]) == list(range(50)) != received["order"]


def test_kernels_start_as_in_dlbook():
    """Glorot's limits, for every layer: never beyond, and nearly reached."""
    random = "{ uniform: (low, high) => low + (high - low) * Math.random() }"
    received = javascript("network.mjs", f"return m.createNetwork([2, 300, 200, 1], 'tanh', {random}).params;")
    for kernel, bias, sizes in zip(received[::2], received[1::2], [(2, 300), (300, 200), (200, 1)], strict=True):
        assert not np.any(bias)
        limit = np.sqrt(6 / sum(sizes))
        assert 0.95 * limit < np.abs(kernel).max() <= limit


def test_what_the_figures_promise():
    """The sentences under the figures: a line separates the neuron's points; the spiral is too much for four units, not for eight."""
    wrong = javascript("neuron.mjs", """const { x, labels } = m.clouds();
        const { y } = m.neuron({ weights: [1.7, 1], bias: -0.8, activation: "step" }, x);
        return y.filter((value, i) => value !== labels[i]).length;""")
    assert wrong == 0
    code = """return [[1, 4], [1, 8], [2, 8]].map(([layers, units]) => {
        const settings = { layers, units, activation: "tanh", optimizer: "sgd", learning_rate: 0.3, batch_size: 10, l2: 0, seed: 1 };
        const training = m.createTraining(settings), { points } = m.createData("spiral");
        for (let i = 0; i < 600; i++) m.trainEpoch(training, points, settings);
        return m.evaluate(training, points).accuracy;
    });"""
    four, eight, twice_eight = javascript("training.mjs", code)
    assert four < 0.85 < 0.9 < eight < twice_eight


SPOILED = [
    (check_activations, "activations.mjs", "1 - y * y", "1 - y"),
    (check_points, "points.mjs", "0.5 - Math.sin(a)", "0.6 - Math.sin(a)"),
    (check_network, "network.mjs", "2 * l2 * w", "l2 * w"),
    (check_training, "optimizers.mjs", "1 - beta2 ** t", "1 - beta2"),
    (check_descent, "optimizers.mjs", "mu * velocity[i] - rate", "mu * velocity[i] - 0.999 * rate"),
    (check_surfaces, "gradient_descent.mjs", "lambdaMax: 4", "lambdaMax: 4.01"),
    (check_thresholds, "gradient_descent.mjs", "(2 * (1 + momentum))", "(2.05 * (1 + momentum))"),
    (check_neuron, "neuron.mjs", "(value - t[i]) ** 2", "Math.abs(value - t[i])"),
]


@pytest.mark.parametrize(("check", "module", "right", "wrong"), SPOILED)
def test_a_spoiled_formula_is_noticed(check, module, right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, module, right, wrong))
