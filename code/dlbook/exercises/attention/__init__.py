"""The exercises of the chapter on attention: shares, masks, heads, places, and what a block costs.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as T09 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.attention import (
    attention_backward,
    attention_shares,
    block_multiplications,
    block_parameters,
    causal_mask,
    divisor_used,
    encode_positions,
    merge_heads,
    padded_attention,
    split_heads,
    step_matrix,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (
        attention_shares,
        attention_backward,
        divisor_used,
        causal_mask,
        padded_attention,
        split_heads,
        merge_heads,
        encode_positions,
        step_matrix,
        block_parameters,
        block_multiplications,
    )
)
