"""Configurations from outside: every one is read in bounded steps, and none raises."""

import copy
import itertools
import json
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course.core.exercise import STATUSES
from mnist_course.judging.network import Unreadable, figure_html, judge_model, read_network, rebuild
from mnist_course.judging.network.reading import MAX_CONFIG, MAX_NESTING, MAX_UNITS
from mnist_course.probes.networks import observe
from support.corpus.right_models import RIGHT_MODELS, body, functional
from support.fuzzing import fuzzed


def entity(kind, config, name, calls=(), home="keras.layers", registered=None):
    return {"module": home, "class_name": kind, "config": config, "registered_name": registered,
            "name": name, "inbound_nodes": list(calls)}  # fmt: skip


def model(config, name, calls=()):
    home = "keras.src.models.functional"
    return entity("Functional", config, name, calls, home, "Functional")


def call(layer, number=0):
    history = {"keras_history": [layer, number, 0]}
    return {"args": [{"class_name": "__keras_tensor__", "config": history}], "kwargs": {}}


def old_call(layer, number=0):
    return [[layer, number, 0, {}]]


def nested(depth, times, way=call, inside=()):
    """A functional model around another, which it calls `times` times, `depth` deep."""
    shape = {"batch_shape": [None, 28, 28, 1], "dtype": "float32", "name": "in"}
    first = entity("InputLayer", shape, "in")
    if depth == 0:
        config = {"layers": [first, *inside], "input_layers": [["in", 0, 0]]}
        last = inside[-1]["name"] if inside else "in"
        return {**config, "name": "m", "output_layers": [[last, 0, 0]]}
    # Keras 2 counts the calls of a model from 1.
    start = 1 if way is old_call else 0
    calls = [way("in"), *(way("inner", start + n) for n in range(times - 1))]
    inner = model(nested(depth - 1, times, way, inside), "inner", calls)
    config = {"name": "m", "layers": [first, inner], "input_layers": [["in", 0, 0]]}
    return {**config, "output_layers": [["inner", times - 1 + 1, 0]]}


def observed(config):
    text = json.dumps(model(config, "top"))
    return {"origin": "file", "problem": None, "config": text, "weights": [], "built": True}


@pytest.mark.parametrize("way", [call, old_call], ids=["as Keras 3", "as Keras 2"])
@pytest.mark.parametrize("inside", [(), (entity("ReLU", {}, "relu", [call("in")]),)],
                         ids=["nothing inside", "a layer inside"])  # fmt: skip
def test_a_model_nested_in_itself_is_refused_at_once(way, inside):
    began = time.perf_counter()
    with pytest.raises(Unreadable) as refused:
        read_network(observed(nested(8, 10, way, inside)))
    assert refused.value.cause == "too-many-layers"
    assert time.perf_counter() - began < 3


def test_a_model_called_a_few_times_is_read():
    relu = entity("ReLU", {"max_value": 1.0}, "relu", [call("in")])
    assert len(read_network(observed(nested(2, 3, call, (relu,)))).units) == 9


@pytest.mark.parametrize("more", [0, 1])
def test_a_configuration_up_to_its_bound(more):
    one = observed(nested(0, 1))
    one["config"] = one["config"].ljust(MAX_CONFIG + more)
    if more:
        with pytest.raises(Unreadable, match="usual size"):
            read_network(one)
    else:
        assert read_network(one).units == ()


@pytest.mark.parametrize("more", [0, 1])
def test_the_layers_of_a_network_up_to_their_bound(more):
    names = ["in", *(f"relu{n}" for n in range(MAX_UNITS + more))]
    layers = [
        entity("ReLU", {}, name, [call(before)]) for before, name in itertools.pairwise(names)
    ]
    if more:
        with pytest.raises(Unreadable) as refused:
            read_network(observed(nested(0, 1, inside=layers)))
        assert refused.value.cause == "too-many-layers"
    else:
        assert len(read_network(observed(nested(0, 1, inside=layers))).units) == MAX_UNITS


@pytest.mark.parametrize("more", [0, 1])
def test_models_inside_models_up_to_their_bound(more):
    one = observed(nested(MAX_NESTING + more, 1))
    if more:
        with pytest.raises(Unreadable, match="nested too deep"):
            read_network(one)
    else:
        assert read_network(one).units == ()


def test_layers_in_the_wrong_order_are_read_in_bounded_time():
    names = [f"l{n}" for n in range(380)]
    layers = [entity("ReLU", {"name": name}, name, [call(before)])
              for before, name in zip(["in", *names], names)]  # fmt: skip
    shape = {"batch_shape": [None, 28, 28, 1], "dtype": "float32"}
    config = {"name": "m", "layers": [*reversed(layers), entity("InputLayer", shape, "in")],
              "input_layers": [["in", 0, 0]], "output_layers": [[names[-1], 0, 0]]}  # fmt: skip
    began = time.perf_counter()
    assert len(read_network(observed(config), folded=False).units) == 380
    assert time.perf_counter() - began < 5


def test_outputs_of_a_nested_model_are_told_apart():
    shape = {"batch_shape": [None, 28, 28, 1], "dtype": "float32"}
    inner = {"name": "two", "layers": [
        entity("InputLayer", shape, "in"), entity("ReLU", {"max_value": 1.0}, "a", [call("in")]),
        entity("ELU", {"alpha": 0.5}, "b", [call("in")])],
        "input_layers": [["in", 0, 0]], "output_layers": [["a", 0, 0], ["b", 0, 0]]}  # fmt: skip
    config = {"name": "m", "layers": [entity("InputLayer", shape, "in"),
                                      model(inner, "two", [call("in")])],
              "input_layers": [["in", 0, 0]], "output_layers": [["two", 1, 1]]}  # fmt: skip
    network = read_network(observed(config), folded=False)
    assert network.units[network.outputs[0]].kind == "ELU"


HONEST = [json.loads(observe(functional(body()))["config"])]
HONEST += [
    json.loads(observe(make())["config"])
    for name, make in RIGHT_MODELS
    if name in ("one list", "nested blocks", "functional with operations", "features and head")
]

odd_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from([10**400, -(10**400), 2**63, 0, -1]),
    st.floats(), st.text(max_size=8), st.just([]), st.just({}), st.just([[None]]),
    st.sampled_from(["relu", "Conv2D", "keras.layers", "keras", "__keras_tensor__", "in"]),
    st.dictionaries(st.sampled_from(["class_name", "config", "module", "name", "layers"]),
                    st.sampled_from(["Dense", None, 3, [], {}]), max_size=3),
)  # fmt: skip


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, (dict, list)):
            yield from places(item, (*path, key))
        else:
            yield (*path, key)


def changed(config, path, value):
    config = copy.deepcopy(config)
    *before, last = path
    part = config
    for key in before:
        part = part[key]
    part[last] = value
    return config


@given(data=st.data())
@fuzzed(150)
def test_fuzz_a_configuration_with_odd_values_gets_a_verdict(data):
    config = data.draw(st.sampled_from(HONEST))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([path for path in places(config) if path]))
        config = changed(config, path, data.draw(odd_values))
    origin = data.draw(st.sampled_from(["file", "live"]))
    record = {"origin": origin, "problem": None, "config": json.dumps(config), "weights": []}
    record |= {"built": True, "outputs": None}
    verdict = judge_model(record, np.zeros((2, 28, 28, 1), np.float32))
    assert verdict.status in STATUSES
    assert verdict.message.isprintable()
    assert len(verdict.message) < 600
    assert figure_html(record)
    # There are no weights, so a network that could be rebuilt lacks those.
    with pytest.raises(Unreadable) as refused:
        rebuild(record)
    assert refused.value.cause
    assert len(str(refused.value)) < 600


anything = st.recursive(
    odd_values,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(config=anything)
@fuzzed(150)
def test_fuzz_any_json_gets_a_verdict(config):
    record = {"origin": "file", "problem": None, "config": json.dumps(config), "weights": []}
    verdict = judge_model(record)
    assert verdict.status in STATUSES and not verdict.ok
    assert verdict.message.isprintable()
