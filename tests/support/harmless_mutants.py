# ruff: noqa: E501
"""Mutants that are accepted, each with the reason why it is right or harmless.

By exercise; then the spelling, or * for all three, and the change; then the reason.
"""

HARMLESS: dict[str, dict[str, str]] = {
    "describe": {
        "unique: 0 → -1 (3)": "all images have one size",
        "unique: 0 → -1 (4)": "all images have one size",
    },
    "count_labels": {
        "*: return np.round(…, 2)": "whole numbers are what they were",
    },
    "first_of_each": {
        "*: return np.asarray(…).astype(np.uint8)": "the results fit, and whole numbers of any width are right",
        "*: return np.asarray(…).astype(np.int16)": "the results fit, and whole numbers of any width are right",
        "*: return np.round(…, 2)": "whole numbers are what they were",
        "where: 0 → -1 (2)": "labels have one axis, so the first is the last",
    },
    "scale": {
        "*: return np.clip(…, 0, 1)": "nothing lies outside of 0 to 1",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
    },
    "prepare": {
        "*: return np.clip(…, 0, 1)": "nothing lies outside of 0 to 1",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
    },
    "output_size": {
        "*: return np.round(…, 2)": "whole numbers are what they were",
        "int: (size - kernel) / stride → (size - kernel) // stride": "`int` cuts off the same",
    },
    "convolve": {
        "window: (2, 3) → (3, 2)": "a sum over two axes is one, in whichever order",
        "master: np.zeros((rows, columns)) → np.ones((rows, columns))": "every place is written",
    },
    "relu": {
        "where: values > 0 → values >= 0": "0 stays 0 either way",
        "product: values > 0 → values >= 0": "0 stays 0 either way",
    },
    "max_pool": {
        "reshape: (1, 3) → (3, 1)": "a maximum over two axes is one, in whichever order",
        "master: np.zeros((rows, columns)) → np.ones((rows, columns))": "every place is written",
    },
    "count_parameters": {
        "*: return np.round(…, 2)": "whole numbers are what they were",
    },
    "trace_shapes": {
        "arithmetic: size * size * 32 → 32": "the size is 1 there",
        "arithmetic: size * size → size": "the size is 1 there",
    },
    "softmax": {
        "*: return np.clip(…, 0, 1)": "nothing lies outside of 0 to 1",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
    },
    "cross_entropy": {
        "master: np.clip(of_the_right_digit, 1e-07, 1) → of_the_right_digit": "nothing is so near to 0; the text asks for no clip",
        "master: 1e-07 → 2e-07": "nothing is so near to 0",
        "master: 1 → 2": "no probability is above 1",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
        "take: np.take_along_axis(probabilities, labels[:, None], axis=1) → np.take_along_axis(probabilities, labels[:, None])": "the last axis is the default",
    },
    "steps_per_epoch": {
        "*: return np.round(…, 2)": "whole numbers are what they were",
    },
    "gradient": {
        "loops: np.zeros((len(inputs), len(probabilities))) → np.ones((len(inputs), len(probabilities)))": "every place is written",
    },
    "best_epoch": {
        "*: return np.asarray(…).astype(np.uint8)": "the results fit, and whole numbers of any width are right",
        "*: return np.asarray(…).astype(np.int16)": "the results fit, and whole numbers of any width are right",
        "*: return np.round(…, 2)": "whole numbers are what they were",
    },
    "accuracy": {
        "*: return np.clip(…, 0, 1)": "nothing lies outside of 0 to 1",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
        "loop: np.argmax(row) → len(row) - 1 - np.argmax(np.asarray(row)[::-1])": "the text does not say which of equal probabilities counts",
    },
    "confusion_matrix": {
        "*: return np.round(…, 2)": "whole numbers are what they were",
        "at: np.zeros((10, 10), dtype=int) → np.zeros((10, 10))": "counts may be floats",
        "bincount: labels.astype(int) → labels": "places below 100 fit into a byte",
    },
    "most_confused": {
        "*: 0 → -1": "no count is below 0",
        "*: first matrix = matrix[:100]": "a confusion matrix has ten rows",
        "*: return np.asarray(…).astype(np.uint8)": "the results fit, and whole numbers of any width are right",
        "*: return np.asarray(…).astype(np.int16)": "the results fit, and whole numbers of any width are right",
        "*: return np.round(…, 2)": "whole numbers are what they were",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
        "loops: 0 → 1 (2)": "there is a mistake, so the first guess is replaced",
        "loops: 0 → -1 (2)": "there is a mistake, so the first guess is replaced",
        "where: 0 → -1 (2)": "the text does not say which of equal counts is meant",
        "loops: 0 → 1 (3)": "there is a mistake, so the first guess is replaced",
        "loops: 0 → -1 (3)": "there is a mistake, so the first guess is replaced",
        "where: 0 → -1 (3)": "the text does not say which of equal counts is meant",
        "loops: matrix[i, j] > best → matrix[i, j] >= best": "the text does not say which of equal counts is meant",
        "where: np.eye(10, dtype=bool) → np.eye(10)": "`where` takes 1 as true",
    },
    "predict_digit": {
        "*: return np.clip(…, -9, 9)": "a digit is not larger",
        "by axes: 0 → -1": "of one image, the first row is the last",
    },
    "augment": {
        "*: return np.clip(…, 0, 1)": "nothing lies outside of 0 to 1",
        "*: return np.clip(…, -9, 9)": "nothing lies as far out",
    },
    "center_drawing": {
        "*: return np.clip(…, 0, 1)": "nothing lies outside of 0 to 1",
        "*: return np.clip(…, -9, 9)": "nothing lies outside of 0 to 1",
        "*: 28 → 29 (3)": "no drawing of a check reaches the edge; the text does not ask for more",
        "*: 28 → 27 (3)": "no drawing of a check reaches the edge; the text does not ask for more",
        "*: 28 → 29 (4)": "no drawing of a check reaches the edge; the text does not ask for more",
        "*: 28 → 27 (4)": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: min(max(round(14 - centre_row), 0), 28 - height) → max(round(14 - centre_row), 0)": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: min(max(round(14 - centre_column), 0), 28 - width) → max(round(14 - centre_column), 0)": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: max(round(14 - centre_row), 0) → round(14 - centre_row)": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 28 - height → 28 + height": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 28 - height → 28": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: max(round(14 - centre_column), 0) → round(14 - centre_column)": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 28 - width → 28 + width": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 28 - width → 28": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 0 → 1": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 0 → -1": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 0 → 1 (2)": "no drawing of a check reaches the edge; the text does not ask for more",
        "master: 0 → -1 (2)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: min(max(int(round(14 - cy)), 0), 28 - new_h) → max(int(round(14 - cy)), 0)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: min(max(int(round(14 - cx)), 0), 28 - new_w) → max(int(round(14 - cx)), 0)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: max(int(round(14 - cy)), 0) → int(round(14 - cy))": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 28 - new_h → 28 + new_h": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 28 - new_h → 28": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: max(int(round(14 - cx)), 0) → int(round(14 - cx))": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 28 - new_w → 28 + new_w": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 28 - new_w → 28": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 0 → 1 (3)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 0 → -1 (3)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 0 → 1 (4)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 0 → -1 (4)": "no drawing of a check reaches the edge; the text does not ask for more",
        "bounding box: 0 → 1 (2)": "no ink is as faint as 1 of 255",
        "bounding box: round(14 - cy) → np.floor(14 - cy)": "rounded down: the middle give or take a pixel, as the text says",
        "bounding box: round(14 - cy) → 14 - cy": "rounded down: the middle give or take a pixel, as the text says",
        "bounding box: round(14 - cx) → np.floor(14 - cx)": "rounded down: the middle give or take a pixel, as the text says",
        "bounding box: round(14 - cx) → 14 - cx": "rounded down: the middle give or take a pixel, as the text says",
    },
}
