"""Bits with a hidden rule: who looks at single bits sees coin tosses, who remembers sees that all follows."""


def binary_sequences(n, time, rng, lags=(1, 3), noise=0.0):
    """Return random-looking bits in which each one is the exclusive or of two earlier ones: b[t] = b[t − lag₁] ⊕ b[t − lag₂].

    The first bits, as many as the longer lag, are coin tosses. `noise` is the probability that a later bit is flipped.
    Shapes: x (n, time, 1), the bits as numbers 0 and 1; labels (n, time), at each place the bit that comes next.
    Errors: ValueError when the sequence is not longer than the longer lag, or a lag is not positive.
    """
    first, second = lags
    longest = max(lags)
    if min(lags) < 1 or time < longest:
        raise ValueError(f"lags must be at least 1 and the sequence at least as long as both, but lags are {lags} and time is {time}")
    bits = rng.integers(0, 2, (n, time + 1))
    flips = rng.random((n, time + 1)) < noise
    for t in range(longest, time + 1):
        bits[:, t] = bits[:, t - first] ^ bits[:, t - second] ^ flips[:, t]
    return bits[:, :-1, None].astype(float), bits[:, 1:]
