"""The architecture check over the corpus: every right spelling, every wrong network."""

import numpy as np
import pytest

from mnist_course.core.plain import pack, unpack

keras = pytest.importorskip("keras")

from mnist_course.core.exercise import FAILED  # noqa: E402
from mnist_course.judging.network import judge_model, specified  # noqa: E402
from mnist_course.probes.networks import observe  # noqa: E402
from support.corpus.right_models import RIGHT_MODELS, body, sequential  # noqa: E402
from support.corpus.wrong_models import wrong_models  # noqa: E402
from support.sampling import sampled  # noqa: E402

WRONG_MODELS = wrong_models()
IMAGES = np.random.default_rng(0).random((4, 28, 28, 1), dtype=np.float32)


def judged(model):
    """Across the boundary, as in grading."""
    return judge_model(unpack(pack(observe(model, IMAGES))), IMAGES)


@pytest.mark.parametrize(
    ("name", "make"), sampled(RIGHT_MODELS, 2), ids=[n for n, _ in RIGHT_MODELS]
)
def test_a_right_spelling_is_accepted(name, make):
    verdict = judged(make())
    assert verdict.ok, f"{verdict.message}\n{verdict.details}"


@pytest.mark.parametrize(
    ("name", "cause", "make"), sampled(WRONG_MODELS, 3), ids=[name for name, _, _ in WRONG_MODELS]
)
def test_a_wrong_network_is_named(name, cause, make):
    try:
        model = make()
    except ValueError as error:
        pytest.skip(f"Keras itself refuses it: {str(error)[:60]}")
    verdict = judged(model)
    assert (verdict.status, verdict.cause) == (FAILED, cause), f"{verdict.message}"
    assert 0 < len(verdict.message) <= 400
    assert verdict.next_step


def test_the_corpus_is_as_large_as_it_should_be():
    assert len(RIGHT_MODELS) >= 40
    assert len(WRONG_MODELS) >= 120
    assert len({name for name, _ in RIGHT_MODELS}) == len(RIGHT_MODELS)
    assert len({name for name, _, _ in WRONG_MODELS}) == len(WRONG_MODELS)


@pytest.mark.parametrize(
    ("name", "make"), sampled(RIGHT_MODELS, 4), ids=[n for n, _ in RIGHT_MODELS]
)
def test_reading_changes_nothing(name, make):
    model = make()
    before = state(model)
    for _ in range(2):
        observe(model, IMAGES)
    assert state(model) == before


def state(model):
    """What reading must leave alone."""
    layers = list(model._flatten_layers())
    compiled = model.get_compile_config() if model.compiled else None
    optimizer = getattr(model, "optimizer", None)
    slots = [v.numpy().tobytes() for v in optimizer.variables] if optimizer else []
    return (
        model.built,
        [(layer.name, layer.built, len(layer._inbound_nodes)) for layer in layers],
        [w.tobytes() for w in model.get_weights()],
        repr(compiled),
        slots,
        [layer.trainable for layer in layers],
    )


def test_the_specification_counts_its_parameters():
    network = specified()
    model = sequential(body())
    assert network.parameters == model.count_params() == 21_578
    assert [unit.shape for unit in network.units] == [
        tuple(layer.output.shape[1:]) for layer in model.layers
    ]


def test_the_difference_is_one_row_where_one_layer_is_too_much():
    layers = body()
    layers.insert(3, keras.layers.Dropout(0.2))
    details = judged(sequential(layers)).details
    marked = [line for line in details.splitlines() if line.rstrip().endswith("extra")]
    assert len(marked) == 1
    assert "Dropout(0.2)" in marked[0]
    assert not any(word in details for word in ("missing", "differs", "another layer"))


def test_the_message_gives_the_shape_where_it_goes_wrong():
    layers = body()
    layers[0] = keras.layers.Conv2D(32, 5, activation="relu")
    verdict = judged(sequential(layers))
    assert "24×24×32" in verdict.message
    assert "26×26×32" in verdict.message
    assert "832" in verdict.details
    assert "320" in verdict.details


def test_the_first_difference_comes_first():
    layers = body()
    layers[2] = keras.layers.Conv2D(32, 3, activation="tanh")
    layers[8] = keras.layers.Dense(10, activation="sigmoid")
    verdict = judged(sequential(layers))
    assert verdict.cause == "wrong-activation"
    assert "one more difference" in verdict.message


def test_forged_outputs_are_found():
    observed = observe(sequential(body()), IMAGES)
    observed["outputs"] = observed["outputs"][::-1].copy()
    assert judge_model(observed, IMAGES).cause == "different-numbers"


@pytest.mark.parametrize(
    "observed",
    [None, {}, [], "x", {"config": 3}, {"config": "{}"}, {"config": "[]"}, {"config": "nul"},
     {"config": "[" * 100_000}, {"config": '{"module": "keras", "class_name": "Sequential"}'},
     {"problem": 7}, {"problem": {"cause": 3}}, {"problem": {"cause": "a\x1b[31m"}},
     {"config": '{"module":"keras","class_name":"Sequential","config":{"layers":[3]}}'},
     {"config": '{"module":"keras","class_name":"Functional","config":{"layers":[],'
                '"input_layers":[["a",0,0]],"output_layers":[["a",0,0]]}}'},
     {"config": '{"module":"keras","class_name":"Sequential","config":{"layers":[{"module":'
                '"keras.layers","class_name":"Conv2D","registered_name":null,"config":'
                '{"filters":1e400,"kernel_size":[-1,99999999999999999999],"strides":0}}]}}'}],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_hostile_observation_gets_a_verdict(observed):
    verdict = judge_model(observed, IMAGES)
    assert not verdict.ok
    assert verdict.message.isprintable()
