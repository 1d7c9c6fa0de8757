"""The program in the sandbox: run what an answer needs, call it on the inputs of its exercise, send back what happened.

Standard input brings a pickle from the trusted side; the file descriptor named as the argument takes lines of JSON (see packing.py). Only
inputs come in:
neither the reference nor any wrong answer is in the sandbox. Everything after the first statement of the learner is not to be trusted,
and nothing here is: the judge outside takes each line for what it is, a claim of which results the answer gave.
"""

import ast
import json
import linecache
import os
import pickle
import resource
import sys


def limit(user, memory, processes, file_size, seconds):
    """Become the user, if one is named, and limit this process and all that it starts: bytes, number, bytes, seconds of the processor."""
    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def main(results):
    task = pickle.load(sys.stdin.buffer)
    import numpy as np  # before the limits: loading it takes threads and address space
    from grading.packing import pack

    from dlbook.exercises.failures import failure
    from dlbook.exercises.running import kind_of, run

    def send(**message):
        data = (json.dumps(message) + "\n").encode()
        while data:
            data = data[os.write(results, data) :]

    limit(**task["limits"])
    names = {"__name__": "__main__", "__builtins__": __builtins__, "check": lambda *_: None, "hint": lambda *_: None}
    first = None  # the first error of a statement
    for number, source, places in task["cells"]:
        filename = f"<cell {number + 1}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        body = ast.parse(source).body
        for place in places:
            try:
                exec(compile(ast.Module([body[place]], []), filename, "exec"), names)
            except BaseException as error:  # also SystemExit
                first = first or failure(error)
    try:
        answer = eval(task["expression"], names)
    except BaseException as error:
        first = first or failure(error)
        send(broken=[first.kind, first.message, first.line, first.number])
        return
    if not callable(answer):
        send(not_callable=kind_of(answer))
        return
    with np.errstate(all="ignore"):
        result = run(answer, [case for case in task["cases"] for _ in range(2)], task["seconds"])
    for outcome in result.outcomes:
        send(outcome=pack(outcome))
    send(ended=result.ended)


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)  # no waiting for threads or exit handlers of the answer
