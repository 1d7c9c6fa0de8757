// Activations, number by number: y = f(x), and the derivative from the input x and the output y. As in dlbook.activations.

export const activations = {
  sigmoid: { f: (x) => 0.5 + 0.5 * Math.tanh(0.5 * x), derivative: (x, y) => y * (1 - y), name: "sigmoid" },
  tanh: { f: (x) => Math.tanh(x), derivative: (x, y) => 1 - y * y, name: "tanh" },
  relu: { f: (x) => Math.max(x, 0), derivative: (x) => (x > 0 ? 1 : 0), name: "ReLU" },
  step: { f: (x) => (x > 0 ? 1 : 0), derivative: () => 0, name: "step" },
};
