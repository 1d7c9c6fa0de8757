"""TensorFlow and Keras without their start-up messages.

    from dlbook.frameworks import keras, tf

is `import keras` and `import tensorflow as tf`, with one difference: while they load, what their C++ parts write to the
error stream (which processor features and which drivers they found) is held back, so that it does not end up in a
notebook's outputs. An import that fails raises as usual.
"""
import os
import sys
import tempfile
from contextlib import contextmanager


@contextmanager
def _without_startup_messages():
    """Send file descriptor 2 to a scratch file for a moment: C++ code does not write through `sys.stderr`."""
    sys.stderr.flush()
    with tempfile.TemporaryFile() as scratch:
        saved = os.dup(2)
        os.dup2(scratch.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


with _without_startup_messages():
    import keras
    import tensorflow as tf

    tf.constant(0.0)  # the first operation looks for devices, and says so

__all__ = ["keras", "tf"]
