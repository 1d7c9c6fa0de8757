"""The exercises of the chapter on convolutional networks: sizes, sums, the way back, and counting.

One file a topic. A wrong function makes one typical mistake and nothing else; ids such as K01 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.convolutional_networks import channels, counting, fields, gradients, photographs, pooling, sliding

EXERCISES = (
    photographs.PREPARE,
    sliding.CORRELATE,
    sliding.OUTPUT_SIZE,
    channels.CONVOLVE,
    pooling.BACKWARD,
    gradients.KERNEL,
    gradients.INPUT,
    counting.PARAMETERS,
    counting.MULTIPLY_ADDS,
    fields.FIELD,
)
