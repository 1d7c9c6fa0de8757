// Random numbers that are the same on every machine: the figure that a reader resets is the figure that was there before.

// Returns a generator: uniform(low, high), normal() with mean 0 and variance 1, permutation(n).
export function createRandom(seed) {
  let state = seed >>> 0;
  let spare = null;
  // mulberry32: 32 bits of state, enough for a figure
  function next() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  // Box and Muller's method draws two at a time
  function normal() {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  function permutation(n) {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
  return { uniform: (low = 0, high = 1) => low + (high - low) * next(), normal, permutation };
}
