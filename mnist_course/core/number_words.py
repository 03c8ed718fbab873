"""Numbers as prose has them."""

from mnist_course.core import language
from mnist_course.core.language import numeral, say, sentence

_ONES = (
    *(sentence("zero"), sentence("one"), sentence("two"), sentence("three"), sentence("four")),
    *(sentence("five"), sentence("six"), sentence("seven"), sentence("eight"), sentence("nine")),
    *(sentence("ten"), sentence("eleven"), sentence("twelve")),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def words(number: int) -> str:
    """A whole number in words, such as 'forty-two'; in digits below zero and from a hundred on.

    In another language than English, in words up to twelve: there, larger ones are not put
    together of ones and tens in this order.
    """
    if language.chosen() != language.ENGLISH:
        return say(_ONES[number]) if number in range(13) else numeral(f"{number:,}")
    if number not in range(100):
        return f"{number:,}"
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
