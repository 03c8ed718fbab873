"""Random Keras models: the check never raises, and each model is what its other spellings are."""

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from mnist_course.core.exercise import STATUSES
from mnist_course.judging.network import figure_html, judge_model, read_network, rebuild
from mnist_course.judging.network.alignment import SAME, align
from mnist_course.judging.network.network import Unreadable
from mnist_course.judging.network.words import differences
from mnist_course.probes import saved_models
from mnist_course.probes.networks import observe

pytestmark = pytest.mark.slow

L = keras.layers
SHAPE = (28, 28, 1)
REFUSALS = ("layer-not-allowed", "too-many-parameters", "activation-not-allowed")

activations = st.sampled_from(
    [None, "linear", "relu", "tanh", "softmax", "gelu", "leaky_relu", keras.activations.relu]
)
paddings = st.sampled_from(["valid", "same"])
kernels = st.one_of(st.integers(1, 5), st.tuples(st.integers(1, 4), st.integers(1, 4)))


def layer(kind, **fields):
    return st.fixed_dictionaries(fields).map(lambda chosen: (kind, chosen))


flat = [
    layer(L.Dense, units=st.integers(1, 70), activation=activations, use_bias=st.booleans()),
    layer(L.Dropout, rate=st.floats(0, 0.9)),
    layer(L.LayerNormalization),
    layer(L.Activation, activation=st.sampled_from(["relu", "linear", "softmax", "elu"])),
    layer(L.ReLU, max_value=st.sampled_from([None, 1.0, 6.0])),
    layer(L.Flatten),
    layer(L.Identity),
]
planar = [
    layer(
        L.Conv2D,
        filters=st.sampled_from([1, 4, 32]),
        kernel_size=kernels,
        strides=st.integers(1, 2),
        padding=paddings,
        activation=activations,
        use_bias=st.booleans(),
    ),
    layer(
        L.Conv2D,
        filters=st.just(4),
        kernel_size=st.just(3),
        dilation_rate=st.integers(1, 3),
        groups=st.just(1),
    ),
    layer(L.SeparableConv2D, filters=st.integers(1, 8), kernel_size=kernels, padding=paddings),
    layer(L.DepthwiseConv2D, kernel_size=kernels, depth_multiplier=st.integers(1, 3)),
    layer(
        L.MaxPooling2D,
        pool_size=kernels,
        strides=st.one_of(st.none(), st.integers(1, 3)),
        padding=paddings,
    ),
    layer(L.AveragePooling2D, pool_size=st.integers(1, 3)),
    layer(L.BatchNormalization, scale=st.booleans(), center=st.booleans()),
    layer(L.ZeroPadding2D, padding=st.integers(0, 2)),
    layer(L.Cropping2D, cropping=st.integers(0, 2)),
    layer(L.GlobalAveragePooling2D, keepdims=st.booleans()),
    layer(L.UpSampling2D, size=st.just(2)),
    layer(L.Rescaling, scale=st.floats(0.1, 2), offset=st.floats(-1, 1)),
    layer(L.Conv2DTranspose, filters=st.just(3), kernel_size=st.just(2)),
]
stacks = st.tuples(
    st.lists(st.one_of(planar), max_size=5),
    st.booleans(),
    st.lists(st.one_of(flat), max_size=4),
).map(lambda parts: [*parts[0], *([(L.Flatten, {})] if parts[1] else []), *parts[2]])

quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    # Shrinking a network takes longer than reading the one that failed.
    phases=(Phase.explicit, Phase.generate),
)


def made(stack):
    return [kind(**fields) for kind, fields in stack]


def functional(layers, skip=False):
    inputs = x = keras.Input(SHAPE)
    for one in layers:
        y = one(x)
        x = L.Add()([x, y]) if skip and y.shape == x.shape else y
    return keras.Model(inputs, x)


def built(make):
    try:
        return make()
    except ValueError:
        assume(False)


def same(one, other):
    steps = align(one.units, other.units)
    return all(step.mark == SAME for step in steps) and differences(one, other, steps) == []


@given(stack=stacks, skip=st.booleans())
@quick
def test_a_model_matches_its_own_canonical_form(stack, skip, tmp_path_factory):
    assume(stack)
    model = built(lambda: functional(made(stack), skip))
    network = read_network(observe(model))
    assert same(network, read_network(observe(model)))
    assert network.parameters == model.count_params()
    assert network.units == () or network.units[-1].shape == tuple(model.output.shape[1:])
    path = tmp_path_factory.mktemp("m") / "m.keras"
    model.save(path)
    assert same(network, read_network(saved_models.read(path)))


@given(stack=stacks, cut=st.integers(0, 4))
@quick
def test_all_spellings_have_one_canonical_form(stack, cut):
    assume(stack)
    expected = read_network(observe(built(lambda: functional(made(stack)))))
    sequential = keras.Sequential([keras.Input(SHAPE), *made(stack)])
    assert same(expected, read_network(observe(sequential)))
    assert same(expected, read_network(observe(keras.Sequential(made(stack))), SHAPE))
    parts = [keras.Sequential(made(part)) for part in (stack[:cut], stack[cut:]) if part]
    nested = keras.Sequential([keras.Input(SHAPE), *parts])
    assert same(expected, read_network(observe(nested)))


@given(stack=stacks, skip=st.booleans())
@quick
def test_the_check_and_the_figure_never_raise(stack, skip):
    model = built(lambda: functional(made(stack), skip))
    images = np.zeros((2, *SHAPE), np.float32)
    observed = observe(model, images)
    verdict = judge_model(observed, images)
    assert verdict.status in STATUSES
    assert verdict.message
    assert verdict.ok or verdict.cause
    figure = figure_html(observed)
    assert figure.startswith(("<svg", "<pre"))


@pytest.mark.long
@given(stack=stacks, skip=st.booleans(), seed=st.integers(0, 9))
@quick
def test_a_rebuilt_model_computes_the_same(stack, skip, seed):
    stack = [*stack, (L.GlobalMaxPooling2D, {}), (L.Dense, {"units": 10})]
    model = built(lambda: functional(made(stack), skip))
    rng = np.random.default_rng(seed)
    # Squared, since a variance is not negative.
    arrays = [rng.normal(0, 0.3, w.shape).astype("float32") ** 2 for w in model.get_weights()]
    model.set_weights(arrays)
    images = rng.random((2, *SHAPE), dtype=np.float32)
    try:
        again = rebuild(observe(model)).model
    except Unreadable as refused:
        assume(refused.cause not in REFUSALS)
        raise
    expected = np.asarray(model(images, training=False))
    np.testing.assert_allclose(np.asarray(again(images)), expected, rtol=1e-4, atol=1e-5)
