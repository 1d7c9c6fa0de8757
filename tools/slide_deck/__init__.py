"""Lecture slides from the chapters: marks in the notebooks (marks), slides (deck), HTML (words, writing), PDF (printing)."""
