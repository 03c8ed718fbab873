"""Times of submission, as `timestamp.txt` says them: read for certain, or not at all.

nbgrader's own reader takes '01.03.2026' for the third of January, '6:30 PM' for today, and a zone
that it does not know for UTC; a student's marks must not hang on such a guess.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EXPECTED = "2026-03-01 18:30:00 UTC"
"""A time as it is to be written."""

_HOURS = {"": 0, "UTC": 0, "GMT": 0, "UT": 0, "Z": 0}
_HOURS |= {"WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}
_HOURS |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
"""Zones by their short names, in hours from UTC; those of America as RFC 5322 has them."""

_TIME = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?"
    r"(?P<zone>[A-Z]{0,4}|[A-Z][A-Za-z]+(?:/[A-Za-z_]{1,32}){1,2}|[+-]\d\d:?\d\d)"
)


def read(text: str) -> datetime | None:
    """The time in UTC, without a zone as nbgrader keeps it; None where it is not certain.

    Args:
        text: year-month-day hour:minute, seconds and zone if wanted; without a zone it is UTC.
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    zone = found["zone"]
    try:
        local = datetime.fromisoformat(found["time"])
        if zone in _HOURS:
            return local - timedelta(hours=_HOURS[zone])
        if zone[0] in "+-":
            hours, minutes = int(zone[1:3]), int(zone[-2:])
            offset = timedelta(hours=hours, minutes=minutes) * (1 if zone[0] == "+" else -1)
            return local.replace(tzinfo=timezone(offset)).astimezone(UTC).replace(tzinfo=None)
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, KeyError, OSError):  # a zone that is not known is a KeyError
        return None


def text_of(content: bytes) -> str:
    """What a small file says, whatever editor wrote it: with a byte order mark, or in UTF-16."""
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(coding, "replace").strip()
