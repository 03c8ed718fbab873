"""The journal of a grading run: what has been graded, so that a crash loses nothing.

`OUT/journal.jsonl` is only ever appended to, one line an event. A graded submission waits whole in
`OUT/journal/` until the gradebook has it. Both are written at once, so that they outlive this
process, and are on the disk before the gradebook is touched. A line that a crash or a full disk cut
short is passed over.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.core import writing
from autograder.intake.submission import Submission
from autograder.records import verdicts
from autograder.records.results import Graded, Result
from mnist_course.core import files
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import NOT_GRADED

FILE = "journal.jsonl"
FOLDER = "journal"
_LOCK = "lock"

Key = tuple[str, str]


@dataclass
class Entry:
    """The latest grading of one student's lesson.

    Attributes:
        digest: of the submission that was graded.
        retrain: whether training was run.
        results: one an exercise, in course order, as much of each as `grades.csv` says.
        recorded: whether the gradebook has it.
        asked: what each exercise asked then; empty where an older version graded it.
    """

    digest: str
    retrain: bool
    results: tuple[Result, ...]
    recorded: bool = False
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return all(result.status != NOT_GRADED for result in self.results)


@dataclass
class Log:
    """What a journal says.

    Attributes:
        seed: of its runs; None where there was none.
        entries: the latest grading of each student's lesson.
        whole: whether its last line is.
    """

    seed: int | None = None
    entries: dict[Key, Entry] = field(default_factory=dict)
    whole: bool = True

    def take(self, line: bytes) -> None:
        """One line more; what is no event is passed over."""
        self.whole = line.endswith(b"\n")
        with contextlib.suppress(ValueError, KeyError, TypeError):
            self._take(json.loads(line))

    def _take(self, event: dict[str, Any]) -> None:
        if event["event"] == "run":
            self.seed = int(event["seed"])
            return
        key = event["student"], event["lesson"]
        if event["event"] == "graded":
            results = tuple(map(Result.from_dict, event["rows"]))
            asked = dict(event.get("asked", {}))
            self.entries[key] = Entry(event["digest"], event["retrain"], results, asked=asked)
        elif event["event"] == "recorded" and key in self.entries:
            entry = self.entries[key]
            entry.recorded = entry.recorded or entry.digest == event["digest"]


def read(out: Path) -> Log:
    """What the journal of OUT says, also while another process grades into it."""
    log = Log()
    with contextlib.suppress(FileNotFoundError), open(out / FILE, "rb") as file:
        for line in file:
            log.take(line)
    return log


class Journal:
    """The journal of one OUT folder, open for one process at a time.

    Raises:
        CourseError: where another process has it open, or the folder cannot be written.
    """

    def __init__(self, out: Path):
        import filelock  # what only reads a journal needs no lock of this system

        self.out = out
        try:
            files.make_folder(out / FOLDER)
            self._file = open(out / FILE, "a+b")  # noqa: SIM115
            files.share(out / FILE)
        except OSError as error:
            raise writing.refused(error, out, "Or choose another folder with --out.") from None
        self._lock = filelock.FileLock(out / FOLDER / _LOCK, timeout=0)
        try:
            self._lock.acquire()
            files.share(out / FOLDER / _LOCK)
        except filelock.Timeout:
            self._file.close()
            raise CourseError(
                f"Another mnist-autograder is grading into {out}. Wait until it is done."
            ) from None
        except OSError as error:
            self._file.close()
            raise writing.refused(error, out / FOLDER / _LOCK) from None
        log = read(out)
        self.seed, self.entries = log.seed, log.entries
        if not log.whole:
            os.write(self._file.fileno(), b"\n")
        self._unsynced: set[Path] = set()

    def close(self) -> None:
        """Let others have it."""
        self._file.close()
        self._lock.release()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, seed: int, sandbox: str) -> None:
        """Note a run; all runs into one folder share the seed."""
        self.seed = seed
        self._append([{"event": "run", "seed": seed, "sandbox": sandbox}])
        self.sync()

    def is_done(self, submission: Submission, retrain: bool) -> bool:
        """Whether exactly this submission has been graded, in this mode, completely."""
        entry = self.entries.get((submission.student, submission.lesson))
        if entry is None or not entry.complete:
            return False
        return entry.digest == submission.digest and entry.retrain == retrain

    def graded(self, graded: Graded, retrain: bool, asked: dict[str, str] | None = None) -> None:
        """Keep a graded submission; from here on the end of this process does not lose it.

        Args:
            graded: what came of it.
            retrain: whether training was run.
            asked: what each of the lesson's exercises asks, from `asked.now`.

        Raises:
            OSError: where the disk is full; the journal is then as it was.
        """
        waits = self._waiting(graded.student, graded.lesson)
        kept = {"files": graded.files} if graded.files else graded.as_dict()
        files.write(waits, json.dumps(kept), parents=True, synced=False)
        self._unsynced.add(waits)
        self._append(
            [
                {
                    "event": "graded",
                    "student": graded.student,
                    "lesson": graded.lesson,
                    "digest": graded.digest,
                    "retrain": retrain,
                    "sandbox": graded.sandbox,
                    "seconds": round(graded.seconds, 3),
                    "timings": {kind: round(spent, 3) for kind, spent in graded.timings.items()},
                    "rows": [result.row() for result in graded.results],
                    "asked": asked or {},
                }
            ]
        )
        entry = Entry(graded.digest, retrain, graded.results, asked=asked or {})
        self.entries[graded.student, graded.lesson] = entry

    def sync(self) -> None:
        """Have all that was graded on the disk; from here on the machine's end does not lose it.

        Raises:
            OSError: where the disk refuses.
        """
        files.sync(self._unsynced)
        os.fsync(self._file.fileno())
        self._unsynced.clear()

    def recorded(self, student: str, lesson: str) -> None:
        """Note that the gradebook has the latest grading of this lesson."""
        self.all_recorded([(student, lesson)])

    def all_recorded(self, keys: Iterable[Key]) -> None:
        """The same of many, which is on the disk when this returns."""
        entries = {key: self.entries[key] for key in keys}
        self._append(
            {"event": "recorded", "student": student, "lesson": lesson, "digest": entry.digest}
            for (student, lesson), entry in entries.items()
        )
        os.fsync(self._file.fileno())
        for entry in entries.values():
            entry.recorded = True
        files.remove([self._waiting(*key) for key in entries])

    def waiting(self) -> Iterator[Graded]:
        """What has been graded and not yet recorded."""
        for (student, lesson), entry in list(self.entries.items()):
            if entry.recorded:
                continue
            try:
                graded = _whole(json.loads(self._waiting(student, lesson).read_text("utf-8")))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                # Gone, damaged, or of another version: grade that submission again.
                entry.digest = ""
                continue
            yield graded

    def _waiting(self, student: str, lesson: str) -> Path:
        name = f"{student}\0{lesson}".encode("utf-8", "surrogateescape")
        return self.out / FOLDER / f"{hashlib.sha256(name).hexdigest()[:32]}.json"

    def _append(self, events: Iterable[dict[str, Any]]) -> None:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        handle = self._file.fileno()
        size = os.fstat(handle).st_size
        data = "".join(json.dumps({**event, "at": at}) + "\n" for event in events).encode("ascii")
        try:
            while data:
                data = data[os.write(handle, data) :]
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, size)
            raise


def _whole(kept: dict[str, Any]) -> Graded:
    """What waits, as it was graded; rendered where it was."""
    if set(kept) != {"files"}:
        return Graded.from_dict(kept)
    graded = verdicts.read(kept["files"][verdicts.KIND])
    return replace(graded, results=tuple(one.in_short() for one in graded.results), **kept)
