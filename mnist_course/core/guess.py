"""A question that a lesson has its readers answer by a guess before they run a cell."""

from dataclasses import dataclass

from mnist_course.core.language import numeral, say

Guess = str | float
"""One of the options, or a number."""


@dataclass(frozen=True)
class Prediction:
    """A question with something to enter: a choice, a number, or a number on a slider.

    Attributes:
        id: what lessons call it.
        asks: the beginning of a sentence that the guess ends, such as 'The paper is'.
        options: what there is to choose from; none where a number is asked.
        least, most: the ends of a slider; None where any number can be entered.
        step: of the slider or the number.
        unit: behind the number.
        came: what comes whoever runs it; None where the cell that runs says it.
        usual: what came in runs of the course's own, where that varies.
        otherwise: the option that is right where what came is none of them.
    """

    id: str
    asks: str
    options: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    step: float = 1
    unit: str = ""
    came: Guess | None = None
    usual: str = ""
    otherwise: str = ""

    def read(self, entered: object) -> Guess | None:
        """What was entered as a guess; None where it is none."""
        if self.options:
            return str(entered) if str(entered) in self.options else None
        try:
            number = float(str(entered).strip().replace(",", ".").removesuffix("%"))
        except ValueError:
            return None
        return number if abs(number) < 1e12 else None

    def shown(self, value: Guess) -> str:
        """A guess, or what came, as the page says it."""
        if isinstance(value, str):
            return value
        places = 0 if self.step >= 1 else len(f"{self.step:g}".partition(".")[2])
        number = numeral(f"{value:,.{places}f}").replace("-", "−")
        return f"{number} {self.unit}".strip()

    def compared(self, guess: Guess | None, came: Guess | None) -> str:
        """A sentence or two: what came, the guess beside it, and what is usual."""
        if came is None:
            words = (
                say("You predicted: {asks} {shown}.", asks=self.asks, shown=self.shown(guess))
                if guess is not None
                else ""
            )
        elif guess is None:
            words = say(
                "{asks} {shown}. You had entered no prediction.",
                asks=self.asks,
                shown=self.shown(came),
            )
        elif self.shown(guess) == self.shown(came):
            words = say("{asks} {shown}, as you predicted.", asks=self.asks, shown=self.shown(came))
        elif guess == self.otherwise and came not in self.options:
            words = say(
                "{asks} {shown}: {guess}, as you predicted.",
                asks=self.asks,
                shown=self.shown(came),
                guess=guess,
            )
        else:
            words = say(
                "{asks} {shown}. You predicted {guessed}.",
                asks=self.asks,
                shown=self.shown(came),
                guessed=self.shown(guess),
            )
        return (
            f"{words} {say('Usual: {usual}.', usual=self.usual)}"
            if self.usual and came is not None
            else words
        )
