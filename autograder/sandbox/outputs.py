"""A cell's outputs, collected from messages that student code may have forged."""

import json
from typing import Any

_STREAMS = ("stdout", "stderr")
_CUT = "\n… the rest of this output was left out: it is over {limit:,} bytes.\n"


class Collector:
    """Builds nbformat outputs of one cell, keeping at most `limit` bytes."""

    def __init__(self, limit: int):
        self.outputs: list[dict[str, Any]] = []
        self._shown: list[tuple[str, dict[str, Any]]] = []
        self._limit = limit
        self._kept = 0
        self._cut = False
        self._clear_next = False

    def add(self, kind: str, payload: bytes) -> None:
        """Take one message; anything malformed is dropped."""
        if self._kept + len(payload) > self._limit:
            if not self._cut:
                self._cut = True
                self._stream("stderr", _CUT.format(limit=self._limit))
            return
        try:
            content = json.loads(payload)
        except (ValueError, RecursionError):
            return
        if not isinstance(content, dict):
            return
        self._kept += len(payload)
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
        text = payload.decode("utf-8", "replace")
        self.add("stream", json.dumps({"name": "stderr", "text": text}).encode())

    def _clear(self) -> None:
        self.outputs.clear()
        self._shown.clear()
        self._clear_next = False

    def _stream(self, name: Any, text: Any) -> None:
        if name not in _STREAMS or not isinstance(text, str):
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

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
        "ename": str(content.get("ename", "Error"))[:200],
        "evalue": str(content.get("evalue", ""))[:2000],
        "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
    }


def _bundle(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        return {}
    return {
        str(kind): value
        for kind, value in data.items()
        if isinstance(value, str) or str(kind).endswith("json")
    }
