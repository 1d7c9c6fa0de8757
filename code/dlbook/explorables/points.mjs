// Points of two classes in the plane: the formulas of dlbook.datasets.points. Each function returns { x (n × 2), labels (n) }.

function draw(n, random, noise, [low, high], curve) {
  const t = Array.from({ length: n }, () => random.uniform(low, high));
  const x = new Float64Array(2 * n);
  const labels = Float64Array.from({ length: n }, (_, i) => i % 2);
  for (let i = 0; i < n; i++) {
    const [first, second] = curve(t[i], labels[i]);
    x[2 * i] = first + noise * random.normal();
    x[2 * i + 1] = second + noise * random.normal();
  }
  return { x, labels };
}

// (cos a, sin a) and (1 − cos a, ½ − sin a), a uniform in [0, π]
export function twoMoons(n, random, noise = 0.1) {
  return draw(n, random, noise, [0, Math.PI], (a, label) =>
    label === 0 ? [Math.cos(a), Math.sin(a)] : [1 - Math.cos(a), 0.5 - Math.sin(a)]);
}

// r (cos a, sin a), with r = 1 for class 0 and r = factor for class 1
export function circles(n, random, noise = 0.1, factor = 0.5) {
  return draw(n, random, noise, [0, 2 * Math.PI], (a, label) => {
    const radius = label === 0 ? 1 : factor;
    return [radius * Math.cos(a), radius * Math.sin(a)];
  });
}

// r (cos a, sin a), with r uniform in [0.2, 2] and a = 2π (r/pitch + class/2); pitch is the radius gained in one turn, 2.5 in dlbook
export function spirals(n, random, noise = 0.1, pitch = 2.5) {
  return draw(n, random, noise, [0.2, 2], (radius, label) => {
    const angle = 2 * Math.PI * (radius / pitch + label / 2);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}
