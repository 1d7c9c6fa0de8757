// What turns gradients into steps: the rules of dlbook.optimizers, which are Keras's. Each rule changes param (and its slots) in place.

const EPSILON = 1e-7;

// v ← μ v − α g; θ ← θ + v
function momentum(param, grad, { rate, momentum: mu }, [velocity]) {
  param.forEach((_, i) => {
    velocity[i] = mu * velocity[i] - rate * grad[i];
    param[i] += velocity[i];
  });
}

export const rules = {
  // θ ← θ − α g
  sgd: { slots: 0, update: (param, grad, { rate }) => param.forEach((_, i) => { param[i] -= rate * grad[i]; }) },
  momentum: { slots: 1, update: momentum },
  // v ← ρ v + (1 − ρ) g²; θ ← θ − α g / √(v + ε)
  rmsprop: {
    slots: 1,
    update(param, grad, { rate, rho = 0.9 }, [square]) {
      param.forEach((_, i) => {
        square[i] = rho * square[i] + (1 - rho) * grad[i] ** 2;
        param[i] -= (rate * grad[i]) / Math.sqrt(square[i] + EPSILON);
      });
    },
  },
  // m and v are running means of g and g²; θ ← θ − α √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)
  adam: {
    slots: 2,
    update(param, grad, { rate, beta1 = 0.9, beta2 = 0.999, t }, [mean, square]) {
      const corrected = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      param.forEach((_, i) => {
        mean[i] += (1 - beta1) * (grad[i] - mean[i]);
        square[i] += (1 - beta2) * (grad[i] ** 2 - square[i]);
        param[i] -= (corrected * mean[i]) / (Math.sqrt(square[i]) + EPSILON);
      });
    },
  },
};

// Returns step(params, grads, settings), which counts the steps and keeps the slots. settings = { rate, momentum, … } may change from step
// to step.
export function createOptimizer(name) {
  const { slots, update } = rules[name];
  const memory = [];
  let t = 0;
  return function step(params, grads, settings) {
    t += 1;
    params.forEach((param, i) => {
      memory[i] ??= Array.from({ length: slots }, () => new Float64Array(param.length));
      update(param, grads[i], { ...settings, t }, memory[i]);
    });
  };
}
