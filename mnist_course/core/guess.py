"""A question that a lesson has its readers answer by a guess before they run a cell."""

from dataclasses import dataclass

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
        return f"{value:,.{places}f} {self.unit}".strip().replace("-", "−")

    def compared(self, guess: Guess | None, came: Guess | None) -> str:
        """A sentence or two: what came, the guess beside it, and what is usual."""
        if came is None:
            words = f"You predicted: {self.asks} {self.shown(guess)}." if guess is not None else ""
        elif guess is None:
            words = f"{self.asks} {self.shown(came)}. You had entered no prediction."
        elif self.shown(guess) == self.shown(came):
            words = f"{self.asks} {self.shown(came)}, as you predicted."
        elif guess == self.otherwise and came not in self.options:
            words = f"{self.asks} {self.shown(came)}: {guess}, as you predicted."
        else:
            words = f"{self.asks} {self.shown(came)}. You predicted {self.shown(guess)}."
        return f"{words} Usual: {self.usual}." if self.usual and came is not None else words
