"""A rule for late work that ships: so many percent of the points for each day begun.

In `OUT/nbgrader_config.py`:

    c.AssignLatePenalties.plugin_class = "autograder.late_work.PercentADay"
    c.PercentADay.percent = 10
    c.PercentADay.grace_minutes = 15
"""

import math

from nbgrader.plugins import BasePlugin
from traitlets import Float

_DAY = 86_400


class PercentADay(BasePlugin):
    """nbgrader's plugin for late submissions; the penalty is a share of what was earned."""

    percent = Float(10.0, min=0, max=100, help="Percent of the score, for each day begun.").tag(
        config=True
    )
    grace_minutes = Float(0.0, min=0, help="Minutes after the due date that cost nothing.").tag(
        config=True
    )
    most = Float(100.0, min=0, max=100, help="Percent of the score that lateness can cost.").tag(
        config=True
    )

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points to take off, None for none.

        Args:
            student_id: not looked at.
            score: the points earned.
            total_seconds_late: seconds after the due date, an extension counted.
        """
        late = total_seconds_late - 60 * self.grace_minutes
        if late <= 0:
            return None
        days = math.ceil(late / _DAY)
        return score * min(days * self.percent, self.most) / 100
