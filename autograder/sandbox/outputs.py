"""A cell's outputs, collected from messages that student code may have forged."""

import json
from typing import Any

MOST = 500
"""Outputs of one cell that are kept."""

MESSAGE = 100
"""Bytes that a message counts beside its own: what is made of it is longer, however short it is."""

_STREAMS = ("stdout", "stderr")
_CUT = "\n… the rest was left out: this cell's output is over {limit:,} bytes or {most} pieces.\n"


class Collector:
    """Builds nbformat outputs of one cell, keeping at most `limit` bytes and `MOST` outputs."""

    def __init__(self, limit: int):
        self.outputs: list[dict[str, Any]] = []
        self._shown: list[tuple[str, dict[str, Any]]] = []
        self._limit = limit
        self._kept = 0
        self._cut = False
        self._clear_next = False

    def add(self, kind: str, payload: bytes) -> None:
        """Take one message; anything malformed is dropped."""
        size = len(payload) + MESSAGE
        if self._kept + size > self._limit or len(self.outputs) >= MOST:
            if not self._cut:
                self._cut = True
                self._stream("stderr", _CUT.format(limit=self._limit, most=MOST))
            return
        try:
            content = json.loads(payload)
        except (ValueError, RecursionError):
            return
        if not isinstance(content, dict):
            return
        self._kept += size
        if kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self._clear()
            return
        if self._clear_next:
            self._clear()
        if kind == "stream":
            self._stream(content.get("name"), content.get("text"))
        elif kind == "error":
            self.outputs.append(error(content))
        elif kind in ("display_data", "execute_result"):
            self._display(kind, content)
        elif kind == "update_display_data":
            self._update(content)

    def raw(self, payload: bytes) -> None:
        """Take what was written to the process's own file descriptors."""
        shown = payload.decode("utf-8", "replace")
        self.add("stream", json.dumps({"name": "stderr", "text": shown}).encode())

    def _clear(self) -> None:
        self.outputs.clear()
        self._shown.clear()
        self._clear_next = False

    def _stream(self, name: Any, shown: Any) -> None:
        if name not in _STREAMS or not isinstance(shown, str):
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += shown
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": shown})

    def _display(self, kind: str, content: dict[str, Any]) -> None:
        output: dict[str, Any] = {
            "output_type": kind,
            "data": _bundle(content.get("data")),
            "metadata": {},
        }
        if kind == "execute_result":
            count = content.get("execution_count")
            output["execution_count"] = count if type(count) is int and count >= 0 else None
        transient = content.get("transient")
        if isinstance(transient, dict) and isinstance(transient.get("display_id"), str):
            self._shown.append((transient["display_id"], output))
        self.outputs.append(output)

    def _update(self, content: dict[str, Any]) -> None:
        transient = content.get("transient")
        wanted = transient.get("display_id") if isinstance(transient, dict) else None
        for display_id, output in self._shown:
            if display_id == wanted:
                output["data"] = _bundle(content.get("data"))


def error(content: dict[str, Any]) -> dict[str, Any]:
    """An nbformat error output from a message or from an error as `probing` describes it."""
    lines = content.get("traceback")
    return {
        "output_type": "error",
        "ename": text(content.get("ename"), "Error")[:200],
        "evalue": text(content.get("evalue"))[:2000],
        "traceback": [text(line) for line in lines] if isinstance(lines, list) else [],
    }


def text(value: Any, otherwise: str = "") -> str:
    """A text that should be one; what else may stand there can be nested deep, and is not kept."""
    return value if isinstance(value, str) else otherwise


def _bundle(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        return {}
    # JSON of a widget's is not shown: that there was some is.
    return {
        kind: text(value)
        for kind, value in data.items()
        if isinstance(value, str) or kind.endswith("json")
    }
