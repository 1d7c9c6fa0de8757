// The whole of a training: data, a network, steps on batches, epochs, and how good it is.
import { accuracy, binaryCrossEntropy, createNetwork, forward, lossAndGradients } from "./network.mjs";
import { createOptimizer } from "./optimizers.mjs";
import { circles, spirals, twoMoons } from "./points.mjs";
import { createRandom } from "./random.mjs";

const TIGHT = 1.3; // the pitch of the spiral: at dlbook's 2.5 two hidden units would do

// Each kind of data: how it is drawn, and the part of the plane that is shown.
export const kinds = {
  "two moons": { make: twoMoons, x: [-1.3, 2.3], y: [-1.55, 2.05] },
  circles: { make: circles, x: [-1.6, 1.6], y: [-1.6, 1.6] },
  spiral: { make: (n, random) => spirals(n, random, 0.07, TIGHT), x: [-2.4, 2.4], y: [-2.4, 2.4] },
  "own points": { make: () => ({ x: new Float64Array(0), labels: new Float64Array(0) }), x: [-2, 2], y: [-2, 2] },
};

const N = 200; // points to learn from, and as many new ones to test on

// The points that a kind of data starts with: { points, test }, the same at every call.
export function createData(kind) {
  const random = createRandom(7);
  const points = kinds[kind].make(N, random);
  return { points, test: kinds[kind].make(N, random) };
}

// Starts a training: settings = { layers, units, activation, optimizer, seed }.
export function createTraining({ layers, units, activation, optimizer, seed }) {
  const random = createRandom(seed);
  const sizes = [2, ...Array(layers).fill(units), 1];
  return { network: createNetwork(sizes, activation, random), step: createOptimizer(optimizer), random, epochs: 0 };
}

// One step on one batch; settings = { learning_rate, l2 }. Returns the loss before the step.
export function trainStep({ network, step }, x, labels, settings) {
  const { loss, grads } = lossAndGradients(network, x, labels, settings.l2);
  step(network.params, grads, { rate: settings.learning_rate });
  return loss;
}

// All points once, in batches of settings.batch_size, in a new random order.
export function trainEpoch(training, { x, labels }, settings) {
  const order = training.random.permutation(labels.length);
  for (let i = 0; i < order.length; i += settings.batch_size) {
    const batch = order.slice(i, i + settings.batch_size);
    const batchX = Float64Array.from(batch.flatMap((j) => [x[2 * j], x[2 * j + 1]]));
    trainStep(training, batchX, Float64Array.from(batch, (j) => labels[j]), settings);
  }
  training.epochs += 1;
}

// The cross-entropy and the share of right answers on all points, without learning from them.
export function evaluate({ network }, { x, labels }) {
  const logits = forward(network, x, labels.length).at(-1).z;
  return { loss: binaryCrossEntropy(logits, labels), accuracy: accuracy(logits, labels) };
}
