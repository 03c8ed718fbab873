"""What a guess and what came make together."""

from mnist_course.core.guess import Prediction

PAIR = Prediction(
    id="pair", asks="It is", options=("1 and 7", "4 and 9", "another"), otherwise="another"
)


def test_the_option_for_the_rest_is_right_where_none_of_the_others_is():
    assert PAIR.compared("another", "0 and 6") == "It is 0 and 6: another, as you predicted."
    assert PAIR.compared("another", "4 and 9") == "It is 4 and 9. You predicted another."
    assert PAIR.compared("4 and 9", "4 and 9") == "It is 4 and 9, as you predicted."
    assert PAIR.compared("4 and 9", "0 and 6") == "It is 0 and 6. You predicted 4 and 9."
    assert PAIR.compared(None, "0 and 6") == "It is 0 and 6. You had entered no prediction."
