"""Student ids as folder names and gradebook ids that no page or path can misread.

nbgrader's form grader writes student ids into HTML, scripts and addresses as they are, and
its commands read them as file patterns, so an id with other characters gets another name.
"""

import hashlib

TABLE = "collected.csv"
"""What `collect` says of each file; it lies among the students' folders."""

_HARMLESS = " ._-@"
_LONGEST = 80


def student_key(student: str) -> str:
    """The name of `student` in the gradebook and in the folders beside it.

    Letters and digits of any script, spaces and `._-@` stay; where anything else occurs, or
    the id is too long, it is replaced and a short hash keeps two such ids apart.
    """
    if not isinstance(student, str):
        raise TypeError(f"a student id is text, not {type(student).__name__}")
    kept = "".join(c if c.isalnum() or c in _HARMLESS else "_" for c in student)
    harmless = kept == student and 0 < len(student.encode("utf-8", "replace")) <= _LONGEST
    free = student.lower() != TABLE
    if harmless and free and student.strip() == student and student[0] not in "._-":
        return student
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    short = kept.encode("utf-8", "ignore")[: _LONGEST - 16].decode("utf-8", "ignore")
    return f"{short.strip(' ._-') or 'student'}_{digest}"
