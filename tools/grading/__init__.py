"""Grading returned notebooks: each answer runs in a sandbox of its own, and what it gives is judged outside.

answers.py    what to run: the statements of a notebook that an answer needs
inside.py     runs in the sandbox: calls the answer on the inputs of its exercise and sends back what happened
packing.py    the one language that the two sides speak: plain data, read without trust
sandbox.py    the walls: no network, no files, limits of time, memory, processes and file size
judging.py    from what happened to a verdict, with the checks' own words
returned.py   whose notebooks lie in a folder
records.py    what is already graded, so that an interrupted run goes on
pages.py      the table and the pages
"""
