"""One step of learning of a linear classifier."""

import numpy as np

from dlbook.exercises.concepts.softmax import softmax, softmax_axis_lost, softmax_over
from dlbook.exercises.concepts.wrong_steps import (
    bias_after_kernel,
    bias_variant,
    gradients_only,
    kernel_variant,
    less_one,
    parameters_changed,
    slope_of_input,
    step_in_place,
    step_variant,
    step_without_bias,
    train_step,
    truth_variants,
)
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers

STEP_HAND = (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]), np.array([0, 1, 2, 0]), np.zeros((2, 3)), np.zeros(3), 0.5)

EXERCISE = Exercise(
    name="concepts.train_step",
    tier=3,
    reference=train_step,
    cases=(
        Case(STEP_HAND),
        Case((*numbers(8, (5, 4)), np.array([2, 0, 1, 1, 2]), *numbers(9, (4, 3), 3), 0.1)),
        Case((np.array([[1, 2, 0, 3, 1], [0, 1, 1, 0, 2], [2, 0, 1, 1, 0]]), np.array([3, 0, 1]), *numbers(10, (5, 4), 4), 0.7)),
        Case((*numbers(13, (3, 2)), np.array([1, 0, 1]), *numbers(14, (2, 3), 3), 0.3)),  # as many rows as classes; none of the last class
    ),
    hints=(
        "Start at the loss and walk back: how does it change with the logits? For softmax and cross-entropy together it is short.",
        "For one row of logits the gradient is the probabilities, less 1 at the label. The mean over the batch divides it once.",
        "The gradient of the kernel has the kernel's shape: only one product of x and the gradient of the logits has it.",
        "Every example adds to the gradient of the bias. Step against both gradients, taken at the old parameters, into new arrays.",
    ),
    mistakes=(
        Mistake(
            "B11",
            "arguments changed in place",
            "The step is right. But the old parameters are gone: which operator writes into the array, and which makes a new one?",
            (step_in_place,),
            parameters_changed,
        ),
        Mistake(
            "G02",
            "step uphill",
            "Does the gradient point to higher or to lower loss? Compute the loss before and after your step.",
            (step_variant(lambda grad, shares, n: -grad),),
        ),
        Mistake(
            "G03",
            "one of the two signs turned",
            "One parameter walks downhill and the other uphill: carry the sign of your error to the end, once for each.",
            (kernel_variant(lambda x, grad: -x.T @ grad), bias_variant(lambda grad: -grad.sum(axis=0))),
        ),
        Mistake(
            "G05",
            "summed over the batch",
            "Hand in the same batch twice over: should the step get longer?",
            (
                step_variant(lambda grad, shares, n: n * grad),
                kernel_variant(lambda x, grad: len(x) * x.T @ grad),
                bias_variant(lambda grad: len(grad) * grad.sum(axis=0)),
            ),
        ),
        Mistake(
            "G06",
            "divided by the batch size twice",
            "Count the places where you divide by the batch size, on the way from the loss to the kernel.",
            (step_variant(lambda grad, shares, n: grad / n), kernel_variant(lambda x, grad: x.T @ grad / len(x))),
        ),
        Mistake(
            "B05",
            "softmax differentiated once more",
            "Derive loss and softmax together, once, on paper: is any further factor left over?",
            (step_variant(lambda grad, shares, n: grad * shares * (1 - shares)),),
        ),
        Mistake(
            "A08",
            "summed axis of the softmax not kept",
            "A table with a row for each example meets one number for each example. Print both shapes: what lacks an axis, and why?",
            (
                lambda x, labels, kernel, bias, learning_rate: softmax_axis_lost(x @ kernel + bias),
                *truth_variants(lambda logits, labels: softmax_axis_lost(logits) - np.eye(logits.shape[1])[labels]),
            ),
        ),
        Mistake(
            "C10",
            "labels not turned into rows with a single 1",
            "A label is a class number. In each row, which one probability should be compared with 1, and all others with 0?",
            truth_variants(
                lambda logits, labels: softmax(logits) - labels[:, None],
                lambda logits, labels: softmax(logits) - labels,
                lambda logits, labels: softmax(logits) - 1,
                lambda logits, labels: less_one(logits, (slice(None), labels)),
                lambda logits, labels: less_one(logits, labels),
                lambda logits, labels: softmax(logits)[np.arange(len(labels)), labels] - 1,
                lambda logits, labels: softmax(logits).max(axis=1) - labels,
            ),
        ),
        Mistake(
            "",
            "as many classes as the labels of this batch show",
            "Does every batch hold every class? Take the number of classes from something that is the same for all batches.",
            truth_variants(
                lambda logits, labels: softmax(logits) - np.eye(labels.max() + 1)[labels],
                lambda logits, labels: softmax(logits) - np.eye(len(np.unique(labels)))[labels],
            ),
        ),
        Mistake(
            "",
            "softmax left out",
            "Do the rows of what you subtract the truth from add up to 1?",
            truth_variants(lambda logits, labels: logits - np.eye(logits.shape[1])[labels]),
        ),
        Mistake(
            "A07",
            "softmax over the batch",
            "Whose probabilities must add up to 1: one example's classes, or one class's examples?",
            truth_variants(lambda logits, labels: softmax_over(0)(logits) - np.eye(logits.shape[1])[labels]),
        ),
        Mistake(
            "",
            "labels not subtracted",
            "Set all labels to another class: does your step change? Where does the truth enter?",
            (step_variant(lambda grad, shares, n: shares / n),),
        ),
        Mistake(
            "",
            "divided by the number of classes",
            "The loss is a mean over examples. What else did you average over?",
            (step_variant(lambda grad, shares, n: grad / shares.shape[1]),),
        ),
        Mistake(
            "B01",
            "bias gradient not summed over the batch",
            "One bias touched every row of the batch: how do its many small effects combine into one number?",
            (bias_variant(lambda grad: grad), bias_variant(lambda grad: grad * len(grad))),
        ),
        Mistake(
            "B01",
            "bias gradient over the classes",
            "Which axis has to go: the one of the examples, or the one of the classes? What shape has the bias?",
            (
                bias_variant(lambda grad: grad.sum(axis=1)),
                bias_variant(lambda grad: grad.mean(axis=1)),
                bias_variant(lambda grad: grad.sum(axis=1, keepdims=True)),
            ),
        ),
        Mistake(
            "B01",
            "bias not moved",
            "Your bias stays where it was. In every row the probabilities add up to 1: what does a sum over everything leave?",
            (bias_variant(lambda grad: 0 * grad[0]), bias_variant(np.sum), bias_variant(np.mean)),
        ),
        Mistake(
            "G06",
            "bias gradient divided twice",
            "The kernel is right. For the bias, count once more how often you divide by the batch size.",
            (bias_variant(lambda grad: grad.mean(axis=0)),),
        ),
        Mistake(
            "G04",
            "bias gradient at the new kernel",
            "At which parameter values was the second gradient evaluated: before or after the kernel had moved?",
            (bias_after_kernel,),
        ),
        Mistake(
            "B02",
            "a transpose missing",
            "The gradient has the shape of the kernel: which order of the two factors gives this shape without guessing?",
            (
                kernel_variant(lambda x, grad: x @ grad),
                kernel_variant(lambda x, grad: grad.T @ x),
                kernel_variant(lambda x, grad: x * grad),
                kernel_variant(lambda x, grad: x.T * grad),
                kernel_variant(lambda x, grad: np.dot(x, grad)),
                kernel_variant(lambda x, grad: grad @ x),
            ),
        ),
        Mistake(
            "",
            "slope passed back to the input",
            "That passes the slopes on to the inputs, and these are given. What moves here is the kernel: what is the input of a weight?",
            (slope_of_input,),
        ),
        Mistake(
            "C06",
            "bias left out of the scores",
            "Give one class a very large bias: do the probabilities in your step notice?",
            (step_without_bias,),
        ),
        Mistake(
            "",
            "parameters returned as they came",
            "You return what you were given: where does the step change it?",
            (lambda x, labels, kernel, bias, learning_rate: (kernel, bias),),
        ),
        Mistake("", "gradients returned", "These are the gradients. Where do the parameters stand after the step?", (gradients_only,)),
        Mistake(
            "",
            "learning rate left out",
            "Double the learning rate: does your step become longer?",
            (lambda x, labels, kernel, bias, learning_rate: train_step(x, labels, kernel, bias, 1.0),),
        ),
    ),
    returns=("new_kernel", "new_bias"),
)
