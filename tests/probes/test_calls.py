"""What a call did, as a judge gets to know it."""

from mnist_course.probes.calls import call


def test_the_argument_that_was_changed_is_named_by_its_place():
    def changes(_, kept, changed, *_others):
        changed.append(3)

    # A function is no value that can be compared, and still takes a place.
    assert call(changes, [print, [1], [2]])["changed"] == [2]
    assert call(changes, [[1], print, [2], print])["changed"] == [2]
    assert call(lambda *_: 1, [print, [1]])["changed"] == []
