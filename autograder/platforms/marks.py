"""Everyone's marks, as the gradebook has them now, with what platforms call each student."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from autograder.core.names import student_key
from autograder.core.text import number
from autograder.gradebook import reading
from autograder.intake import table
from autograder.intake.platforms import CANVAS
from autograder.intake.roster import Person
from autograder.records import verdicts


@dataclass(frozen=True)
class Row:
    """One student's marks.

    Attributes:
        student: the id, as the folder in SUBMITTED is called.
        first_name, last_name, email: from the roster or the gradebook; '' where unknown.
        name: the full name, where only that is known.
        lms_user_id: Canvas's number, from the gradebook or the names of its files.
        id_number: the institution's, from the roster.
        totals: lesson → marks, penalty taken off; None where the lesson waits for a mark.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    name: str = ""
    lms_user_id: str = ""
    id_number: str = ""
    totals: dict[str, float | None] = field(default_factory=dict)

    @property
    def sorted_name(self) -> str:
        """'Doe, Jane', or what is known of it."""
        parts = ", ".join(filter(None, (self.last_name, self.first_name)))
        return parts or self.name or self.student


@dataclass(frozen=True)
class Scale:
    """How marks are written.

    Attributes:
        percent: as a share of the lesson's points, 0 to 100, in place of points.
        step: rounded to a multiple of this, half of it upwards; 0 for two decimals.
    """

    percent: bool = False
    step: Decimal = Decimal(0)

    def write(self, value: float, most: float) -> str:
        """A mark as text."""
        if self.percent:
            value = 100 * value / most if most else 0.0
        if not self.step:
            return number(value)
        # The shortest decimal is what the teacher saw: 2.675 is not a little less.
        steps = (Decimal(repr(value)) / self.step).quantize(Decimal(1), ROUND_HALF_UP)
        return number(float(steps * self.step))


@dataclass(frozen=True)
class Class:
    """Everyone's marks.

    Attributes:
        rows: sorted by student; everybody on the roster, and everybody who was graded.
        points: what each lesson is worth, in course order.
    """

    rows: tuple[Row, ...]
    points: dict[str, float]

    def only(self, lessons: list[str]) -> "Class":
        """The same for these lessons; all where none is named."""
        if not lessons:
            return self
        points = {lesson: most for lesson, most in self.points.items() if lesson in lessons}
        return Class(
            tuple(
                replace(row, totals={k: v for k, v in row.totals.items() if k in points})
                for row in self.rows
            ),
            points,
        )


def read(out: Path, roster: Sequence[Person] = ()) -> Class:
    """The marks as the gradebook has them now, manual marks and penalties included.

    Raises:
        CourseError: where `out` holds no graded class.
    """
    found = reading.marks(out)
    names, known = verdicts.students(out), reading.people(out)
    canvas = {row.student: row.platform_id for row in table.load(out) if row.platform == CANVAS}
    points: dict[str, float] = {}
    totals: dict[str, dict[str, float | None]] = {}
    for mark in found:
        points[mark.lesson] = mark.max_score
        totals.setdefault(mark.key, {})[mark.lesson] = None if mark.unfinished else mark.total
    people = {student_key(person.id): person for person in roster}
    rows = []
    for key in {*totals, *people}:
        about = known.get(key, {})
        row = Row(names.get(key, key), totals=totals.get(key, {}), **about)
        if not row.lms_user_id:
            row = replace(row, lms_user_id=canvas.get(key, ""))
        rows.append(_joined(row, people[key]) if key in people else row)
    return Class(tuple(sorted(rows, key=lambda row: row.student)), dict(sorted(points.items())))


def _joined(row: Row, person: Person) -> Row:
    return replace(
        row,
        student=person.id,
        first_name=person.first or row.first_name,
        last_name=person.last or row.last_name,
        email=person.email or row.email,
        name=person.name or row.name,
        id_number=person.number,
    )
