"""Right answers as people write them, beside the masters' own.

None has a `while`: mutants are made of them, which must end.
"""

from support.spellings import (
    architecture,
    beyond,
    compilation,
    convolution,
    evaluation,
    loading,
    prediction,
    preprocessing,
    training,
)

SPELLINGS: dict[str, dict[str, str]] = {
    "describe": loading.DESCRIBE,
    "count_labels": loading.COUNT_LABELS,
    "first_of_each": loading.FIRST_OF_EACH,
    "scale": preprocessing.SCALE,
    "add_channel": preprocessing.ADD_CHANNEL,
    "prepare": preprocessing.PREPARE,
    "hold_out": preprocessing.HOLD_OUT,
    "output_size": convolution.OUTPUT_SIZE,
    "convolve": convolution.CONVOLVE,
    "relu": convolution.RELU,
    "max_pool": convolution.MAX_POOL,
    "count_parameters": convolution.COUNT_PARAMETERS,
    "trace_shapes": architecture.TRACE_SHAPES,
    "softmax": compilation.SOFTMAX,
    "cross_entropy": compilation.CROSS_ENTROPY,
    "steps_per_epoch": training.STEPS_PER_EPOCH,
    "gradient": training.GRADIENT,
    "best_epoch": training.BEST_EPOCH,
    "accuracy": evaluation.ACCURACY,
    "confusion_matrix": evaluation.CONFUSION_MATRIX,
    "most_confused": evaluation.MOST_CONFUSED,
}
"""By exercise, then by a name for how it is written: what numbers and arrays alone decide."""

COSTLY: dict[str, dict[str, str]] = {
    "load_digits": loading.LOAD_DIGITS,
    "build_model": architecture.BUILD_MODEL,
    "compile_model": compilation.COMPILE_MODEL,
    "train": training.TRAIN,
    "evaluate": evaluation.EVALUATE,
    "predict_digit": prediction.PREDICT_DIGIT,
    "predict_with_confidence": prediction.PREDICT_WITH_CONFIDENCE,
    "center_drawing": prediction.CENTER_DRAWING,
    "feature_maps": beyond.FEATURE_MAPS,
    "augment": beyond.AUGMENT,
}
"""The same where a check takes longer: it reads MNIST, a network, or many images."""

ALL = SPELLINGS | COSTLY
