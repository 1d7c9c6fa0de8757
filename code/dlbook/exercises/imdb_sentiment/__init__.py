"""The exercises of the case study on film reviews: cutting and padding, means without padding, word pairs, ratios, honest comparison.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as R12 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.imdb_sentiment import last_words, log_count_ratios, masked_mean, paired_difference, word_pairs

EXERCISES = tuple(
    module.EXERCISE for module in (last_words, masked_mean, word_pairs, log_count_ratios, paired_difference)
)
