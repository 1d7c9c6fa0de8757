// Polynomials through noisy points by least squares, with or without an L2 penalty. As in the chapter on regularization.
import { createRandom } from "./random.mjs";

// The curve behind the points.
export const truth = (x) => Math.sin(4 * x + 1);

// n points, one at a random place of each of n equal strips of [−1, 1]: y = truth(x) + noise · ε
export function sample(n, noise, seed) {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, (_, i) => -1 + (2 * (i + random.uniform())) / n);
  return { x, y: x.map((at) => truth(at) + noise * random.normal()) };
}

// P₀(x), …, P_degree(x): (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁. They are polynomials whose columns are far from parallel.
export function legendre(x, degree) {
  const values = [1, x];
  for (let k = 1; k < degree; k++) values.push(((2 * k + 1) * x * values[k] - k * values[k - 1]) / (k + 1));
  return values.slice(0, degree + 1);
}

// The columns made orthonormal one after the other, each twice, for the sake of rounding: { q, r } with columns = q r.
function orthonormal(columns) {
  const q = [], r = columns.map(() => new Float64Array(columns.length));
  columns.forEach((column, j) => {
    const rest = Float64Array.from(column);
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        const share = dot(q[i], rest);
        r[i][j] += share;
        for (let k = 0; k < rest.length; k++) rest[k] -= share * q[i][k];
      }
    }
    r[j][j] = Math.sqrt(dot(rest, rest));
    q.push(rest.map((value) => value / r[j][j]));
  });
  return { q, r };
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// The weights of least Σ (y − prediction)² + n · penalty · Σ w², w₀ left out of the penalty. Without a penalty and with more weights than
// points, many fit exactly; these are the shortest.
export function fit(x, y, degree, penalty) {
  const n = x.length, p = degree + 1;
  const rows = Array.from(x, (at) => legendre(at, degree));
  const target = Array.from(y);
  if (penalty > 0) { // the penalty as p − 1 further points: √(n λ) w = 0
    for (let j = 1; j < p; j++) {
      rows.push(Array.from({ length: p }, (_, k) => (k === j ? Math.sqrt(n * penalty) : 0)));
      target.push(0);
    }
  }
  if (rows.length < p) return shortest(rows, target);
  const { q, r } = orthonormal(Array.from({ length: p }, (_, j) => rows.map((row) => row[j])));
  const weights = q.map((column) => dot(column, target));
  for (let j = p - 1; j >= 0; j--) {
    for (let k = j + 1; k < p; k++) weights[j] -= r[j][k] * weights[k];
    weights[j] /= r[j][j];
  }
  return weights;
}

// The shortest w with row · w = target for all rows: w = Q v with Rᵀ v = target, where the rows are the columns of Q R.
function shortest(rows, target) {
  const { q, r } = orthonormal(rows);
  const v = [];
  target.forEach((value, i) => {
    for (let k = 0; k < i; k++) value -= r[k][i] * v[k];
    v.push(value / r[i][i]);
  });
  return rows[0].map((_, j) => v.reduce((sum, value, i) => sum + value * q[i][j], 0));
}

export function predict(weights, x) {
  return dot(weights, legendre(x, weights.length - 1));
}

// The mean squared errors { train, fresh } of the polynomial of this degree.
export function errors(train, fresh, degree, penalty) {
  const weights = fit(train.x, train.y, degree, penalty);
  const error = ({ x, y }) => x.reduce((sum, at, i) => sum + (y[i] - predict(weights, at)) ** 2, 0) / x.length;
  return { train: error(train), fresh: error(fresh) };
}
