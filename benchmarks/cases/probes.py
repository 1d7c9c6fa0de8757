"""What a finished model of reviews leans on: its accuracy on changed reviews, and on reviews of different lengths."""
import numpy as np

EVERY = 5  # every fifth held-out review is enough: 5,000 of them
LENGTH = 500  # words and padding together, for a model that reads reviews of any length
GROUPS = (0, 100, 200, 400, np.inf)  # review lengths, in words


def probed(watch, predict, words=None):
    """Return {"probes": accuracy by change, "by_length": accuracy by length}; predict gives the probabilities (n,) of praise.

    words: how many places a model reads, its last ones; the padding behind fills these and pushes no word out. None: it reads them all.
    """
    x, y = watch.held_out
    x, y = x[::EVERY], y[::EVERY]
    rng = np.random.default_rng(0)  # the same shuffles for every recipe and seed
    changed = {
        "unchanged": x,
        "words shuffled": [rng.permutation(review) for review in x],
        "first 100 words": [review[:100] for review in x],
        "last 100 words": [review[-100:] for review in x],
        "padded behind": [padded_behind(review if words is None else review[-words:], words or LENGTH) for review in x],
    }
    right = {name: (np.asarray(predict(reviews)).reshape(-1) > 0.5) == y for name, reviews in changed.items()}
    lengths = np.array([len(review) for review in x])
    groups = [(low, high, (lengths > low) & (lengths <= high)) for low, high in zip(GROUPS, GROUPS[1:], strict=False)]
    return {
        "probes": {name: round(float(hits.mean()), 4) for name, hits in right.items()},
        "by_length": [
            {"from": low, "to": high if high < np.inf else None, "examples": int(inside.sum()),
             "accuracy": round(float(right["unchanged"][inside].mean()), 4)}
            for low, high, inside in groups if inside.any()
        ],
    }  # fmt: skip


def padded_behind(review, length):
    """Return the review with zeros behind it up to a length; a longer one stays as it is."""
    return np.pad(review, (0, max(length - len(review), 0)))
