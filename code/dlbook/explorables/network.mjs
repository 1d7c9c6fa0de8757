// A chain of dense layers with one activation between them and a binary cross-entropy at the end. As in dlbook.layers and dlbook.losses.
// Arrays are flat, row by row: x (n × n_in), kernel (n_in × n_out), bias (n_out), in Keras's order.
import { activations } from "./activations.mjs";

// sizes = [2, 4, 1] is two inputs, four hidden units, one output. Kernels from Glorot's uniform distribution, biases zero.
export function createNetwork(sizes, activation, random) {
  const params = [];
  for (let i = 1; i < sizes.length; i++) {
    const limit = Math.sqrt(6 / (sizes[i - 1] + sizes[i]));
    params.push(Float64Array.from({ length: sizes[i - 1] * sizes[i] }, () => random.uniform(-limit, limit)));
    params.push(new Float64Array(sizes[i]));
  }
  return { sizes, activation, params };
}

// y = f(x W + b), layer by layer; no activation after the last. Returns one { z, y } for each layer, each array (n × units).
export function forward({ sizes, activation, params }, x, n) {
  const { f } = activations[activation];
  const layers = [];
  for (let l = 1; l < sizes.length; l++) {
    const [nIn, nOut, kernel, bias] = [sizes[l - 1], sizes[l], params[2 * l - 2], params[2 * l - 1]];
    const z = new Float64Array(n * nOut);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < nOut; k++) {
        let sum = bias[k];
        for (let j = 0; j < nIn; j++) sum += x[i * nIn + j] * kernel[j * nOut + k];
        z[i * nOut + k] = sum;
      }
    }
    layers.push({ z, y: l < sizes.length - 1 ? z.map(f) : z });
    x = layers[l - 1].y;
  }
  return layers;
}

// (1/n) Σ [max(z, 0) − z t + log(1 + e^−|z|)], for logits z and labels t of 0 and 1
export function binaryCrossEntropy(logits, labels) {
  let sum = 0;
  logits.forEach((z, i) => { sum += Math.max(z, 0) - z * labels[i] + Math.log1p(Math.exp(-Math.abs(z))); });
  return sum / logits.length;
}

// The share of points whose logit lies on the right side of zero.
export function accuracy(logits, labels) {
  return logits.reduce((right, z, i) => right + ((z > 0) === (labels[i] > 0.5) ? 1 : 0), 0) / logits.length;
}

// l2 · Σ w² over the kernels, as Keras's regularizers.L2
export function penalty({ params }, l2) {
  return l2 * params.reduce((sum, param, i) => (i % 2 ? sum : param.reduce((total, w) => total + w * w, sum)), 0);
}

// The loss (cross-entropy plus penalty) and its gradients, in the order of params, by going back through the layers.
export function lossAndGradients(network, x, labels, l2 = 0) {
  const { sizes, activation, params } = network;
  const n = labels.length;
  const layers = forward(network, x, n);
  const logits = layers[layers.length - 1].z;
  const grads = [];
  let grad = logits.map((z, i) => (activations.sigmoid.f(z) - labels[i]) / n);
  for (let l = layers.length; l >= 1; l--) {
    const [nIn, nOut, kernel] = [sizes[l - 1], sizes[l], params[2 * l - 2]];
    const input = l > 1 ? layers[l - 2] : { y: x };
    const gradKernel = kernel.map((w) => 2 * l2 * w);
    const gradBias = new Float64Array(nOut);
    const gradInput = new Float64Array(n * nIn);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < nOut; k++) {
        const g = grad[i * nOut + k];
        gradBias[k] += g;
        for (let j = 0; j < nIn; j++) {
          gradKernel[j * nOut + k] += input.y[i * nIn + j] * g;
          gradInput[i * nIn + j] += kernel[j * nOut + k] * g;
        }
      }
    }
    grads.unshift(gradKernel, gradBias);
    if (l > 1) {
      const { derivative } = activations[activation];
      grad = gradInput.map((g, i) => g * derivative(input.z[i], input.y[i]));
    }
  }
  return { loss: binaryCrossEntropy(logits, labels) + penalty(network, l2), grads };
}
