"""A notebook whose every part tries to run a script in the page of whoever looks at it."""

from typing import Any

import nbformat

from support import gradedclass

ATTACK = "document.title='pwned';window.pwned=1"
MARKUP = (
    f'<script>{ATTACK}</script><img src=x onerror="{ATTACK}"><svg onload="{ATTACK}"></svg>'
    f'<iframe srcdoc="<script>parent.{ATTACK}</script>"></iframe>'
    f'<details open ontoggle="{ATTACK}"></details><a href="javascript:{ATTACK}">here</a>'
)
NAME = '"><script>document.title=1</script>'


def _shown(data: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def outputs() -> list[Any]:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{ATTACK}\">"
    svg += f"<script>{ATTACK}</script></svg>"
    raw = [
        _shown({"text/html": MARKUP}),
        _shown({"text/html": [MARKUP]}, **{"text/html": {"isolated": True}}),
        _shown({"application/javascript": ATTACK, "text/plain": MARKUP}),
        _shown({"image/svg+xml": svg}),
        _shown({"text/markdown": f"{MARKUP}\n\n[x](javascript:{ATTACK})"}),
        _shown({"text/latex": f"$\\href{{javascript:{ATTACK}}}{{x}}$ {MARKUP}"}),
        _shown({"image/png": f'"><script>{ATTACK}</script>'}),
        _shown({"image/png": "iVBORw0KGgo="}, **{"image/png": {"width": f"1 onload={ATTACK}"}}),
        _shown({"application/vnd.jupyter.widget-view+json": {"model_id": "</script>" + MARKUP}}),
        _shown({"text/vnd.mermaid": f'graph TD; A["{MARKUP}"]'}),
        {"output_type": "stream", "name": "stdout", "text": f"{MARKUP}\x1b[31m{MARKUP}"},
        {"output_type": "error", "ename": MARKUP, "evalue": MARKUP, "traceback": [MARKUP]},
    ]
    return [nbformat.from_dict(output) for output in raw]


def notebook() -> dict[str, Any]:
    """Lesson 01's notebook with the attack in every place that a notebook has."""
    made = gradedclass.released()
    for cell in made.cells:
        cell.source = MARKUP + cell.source
        cell.metadata["tags"] = [NAME]
        cell["attachments"] = {"x": {"text/html": MARKUP}}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = outputs(), 1
    math = f"$$\\href{{javascript:{ATTACK}}}{{x}}$$ ${MARKUP}$"
    for kind in ("markdown", "raw", "code", NAME):
        extra = {
            "cell_type": kind,
            "id": NAME,
            "metadata": {"raw_mimetype": "text/html"},
            "source": f"{MARKUP}\n\n```\n{MARKUP}\n```\n\n{math}",
            "outputs": outputs(),
        }
        made.cells.append(nbformat.from_dict(extra))
    state = {"application/vnd.jupyter.widget-state+json": {"x": "</script>" + MARKUP}}
    made.metadata["widgets"], made.metadata["title"] = state, MARKUP
    return made
