"""The case studies' recorded runs: `make bench-cases` (or: python -m benchmarks.cases mnist) trains every recipe and keeps the record.

Each case is a module of this folder that names its data set in DATA and its recipes in RECIPES. A recipe is a function of (watch, seed)
that trains one model on watch.train and calls watch.epoch(predict, ...) after each epoch. See `watch.py` for the clock, `run.py` for one
run in a process of its own, `__main__.py` for the record, `workers.py` for several processes that train one model together.
"""
