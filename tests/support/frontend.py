"""A front end for tests: runs cells in a kernel as JupyterLab does, and keeps what they show."""

from dataclasses import dataclass, field
from queue import Empty

from mnist_course.core.exercise import Verdict
from mnist_course.notebook.check import VERDICT_MIME


@dataclass
class Shown:
    """What one run of a cell came to: 'ok', 'error' or 'aborted', and what it showed."""

    status: str
    error: str = ""
    text: str = ""
    html: str = ""
    verdict: Verdict | None = None
    traceback: list[str] = field(default_factory=list)


class FrontEnd:
    """Runs cells in a kernel of `selfcheck.kernels`, as a front end with a person before it.

    Args:
        kernel: where they run.
        person: whether somebody could answer an `input()`, as in JupyterLab and not in nbclient.
    """

    def __init__(self, kernel, person: bool = True) -> None:
        self._client = kernel.client
        self._person = person

    def run(self, source: str, cell: str = "") -> Shown:
        """Run one cell; `cell` is the id that a front end gives with it, '' where it gives none."""
        return self.run_all([(source, cell)])[0]

    def run_all(self, cells: list[tuple[str, str]]) -> list[Shown]:
        """Send all cells at once, as Run All does; a cell that fails aborts those behind it."""
        sent = [self._send(source, cell) for source, cell in cells]
        return [self._shown(one) for one in sent]

    def _send(self, source: str, cell: str) -> str:
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": self._person,
            "stop_on_error": True,
        }
        message = self._client.session.msg("execute_request", content)
        if cell:
            message["metadata"] = {"cellId": cell}
        self._client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def _shown(self, message_id: str) -> Shown:
        shown = Shown("ok")
        while True:
            message = self._client.iopub_channel.get_msg(timeout=60)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            if kind == "stream":
                shown.text += content["text"]
            elif kind in ("display_data", "execute_result"):
                data = content["data"]
                shown.text += data.get("text/plain", "")
                shown.html += data.get("text/html", "")
                if VERDICT_MIME in data:
                    shown.verdict = Verdict.from_dict(data[VERDICT_MIME])
            elif kind == "error":
                shown.error, shown.traceback = content["ename"], content["traceback"]
        shown.status = self._reply(message_id)
        return shown

    def _reply(self, message_id: str) -> str:
        while True:
            try:
                message = self._client.shell_channel.get_msg(timeout=60)
            except Empty:
                raise AssertionError("the kernel did not reply") from None
            if message["parent_header"].get("msg_id") == message_id:
                return message["content"]["status"]
