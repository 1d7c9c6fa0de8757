"""dlbook: the library of *Deep Learning Unveiled*. Deep learning in NumPy, with the book's figures and exercises.

Importing the package loads nothing heavy: each chapter imports the modules it uses. Where TensorFlow is imported after
it, its start-up messages stay quiet and its rounding does not depend on the processor's oneDNN kernels.
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
