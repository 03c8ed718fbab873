"""Better than can be: what only a network that has seen the test images reaches."""

from mnist_course import spec
from mnist_course.judging import memorised


def test_what_honest_networks_reach_is_no_accusation():
    for accuracy in (0.0, spec.TARGET_ACCURACY, spec.BEYOND_ACCURACY, 0.996, memorised.PLAUSIBLE):
        assert memorised.told(accuracy) is None


def test_beyond_that_it_earns_nothing_and_says_why():
    for accuracy in (memorised.PLAUSIBLE + 1 / spec.TEST_COUNT, 1.0):
        verdict = memorised.told(accuracy)
        assert verdict is not None
        assert not verdict.ok
        assert verdict.score == 0
        assert verdict.cause == "learned-the-test-images"
        assert f"{accuracy:.2%}" in verdict.message
