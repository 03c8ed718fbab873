"""`predict("paper")` and `compare("paper")`: a guess before a cell runs, and what came of it.

The form is plain HTML: a saved notebook shows it without a kernel. What is entered in it reaches
the kernel through a listener in the page; where there is none, `predict("paper", "255")` says it.
"""

import contextlib
import os
from html import escape

from mnist_course import course, predictions
from mnist_course.core.guess import Guess, Prediction
from mnist_course.core.language import attribute, say
from mnist_course.notebook import front_end
from mnist_course.notebook.hints import SESSION
from mnist_course.workspace import predicted, progress

_STYLE = """<style>
.mc-predict{border:1px dashed var(--jp-border-color1,#8886);border-radius:4px;margin:.2rem 0;
padding:.3rem .9rem .5rem;max-width:60rem;line-height:1.5;color:var(--jp-ui-font-color1,inherit);
font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:.95rem}
.mc-predict legend{font-weight:600;padding:0 .3rem}
.mc-predict label{margin-right:1.2rem;display:inline-block}
.mc-predict input[type=number]{width:8rem;font:inherit}
.mc-predict input[type=range]{width:min(20rem,60%);vertical-align:middle}
.mc-predict output{font-weight:600}.mc-predict small{color:var(--jp-ui-font-color2,inherit)}
.mc-predict p{margin:.2rem 0 0}.mc-listened .mc-by-code{display:none}
.mc-came{border-left:.3rem solid #8888;padding:.2rem .8rem;margin:.3rem 0;max-width:60rem}
</style>"""

_entered: dict[str, Guess] = {}
_heard: list[object] = []


def predict(prediction_id: str, guess: object = None) -> None:
    """Ask for a prediction: in a notebook by a form, elsewhere in words.

    Nothing depends on it: where a submission is graded it does nothing, and a cell that compares
    runs also where nothing was entered.

    Args:
        prediction_id: such as 'paper'.
        guess: an option or a number, for places where the form cannot be used.

    Raises:
        CourseError: where there is no such prediction.
    """
    if not course.has_answers():
        return
    asked = predictions.by_id(prediction_id)
    note = ""
    if guess is not None:
        read = asked.read(guess)
        if read is None:
            note = say("{guess!r} is no answer to this. ", guess=guess)
        else:
            keep(asked.id, read)
    kept = _guess(asked)
    said = f"{note}{_kept(asked, kept)}"
    if front_end.shell() is None:
        print(text(asked, said))
        return
    from IPython.display import publish_display_data

    publish_display_data(
        {"text/html": html(asked, kept, said, SESSION), "text/plain": text(asked, said)}
    )
    _listen()


def compare(prediction_id: str, came: object = None) -> None:
    """Show what was predicted beside what came, and keep both.

    Args:
        prediction_id: such as 'paper'.
        came: an option or a number, where it depends on the run.

    Raises:
        CourseError: where there is no such prediction.
    """
    if not course.has_answers():
        return
    asked = predictions.by_id(prediction_id)
    value = asked.came if came is None else say(came) if isinstance(came, str) else asked.read(came)
    if value is not None and front_end.somebody_looks():
        predicted.record(asked.id, came=value)
    words = asked.compared(_guess(asked), value)
    if front_end.shell() is None:
        print(words)
        return
    from IPython.display import publish_display_data

    page = f'{_STYLE}<p class="mc-came">{escape(words, quote=False)}</p>'
    publish_display_data({"text/html": page, "text/plain": words})


def keep(prediction_id: str, guess: Guess) -> None:
    """Keep a guess: for this session, and in the workspace where a person entered it."""
    _entered[prediction_id] = guess
    if front_end.somebody_looks():
        predicted.record(prediction_id, guess=guess)


def _guess(asked: Prediction) -> Guess | None:
    if asked.id in _entered:
        return _entered[asked.id]
    found = predicted.load(progress.workspace()).get(asked.id)
    return found.guess if found else None


def text(asked: Prediction, said: str) -> str:
    """The question in words, with the line that answers it."""
    example = repr(asked.options[0]) if asked.options else "10"
    choice = f" {' / '.join(asked.options)}?" if asked.options else f" … {asked.unit}".rstrip()
    return say(
        '{asks}{choice} Enter it with predict("{asked}", {example}). {said}',
        asks=asked.asks,
        choice=choice,
        asked=asked.id,
        example=example,
        said=said,
    ).strip()


def html(asked: Prediction, kept: Guess | None, said: str, session: str = "") -> str:
    """The form.

    Args:
        asked: the question.
        kept: what was entered before.
        said: below the form.
        session: marks the form for the listener of this kernel.
    """
    example = repr(asked.options[0]) if asked.options else "10"
    call = f'predict("{asked.id}", {example})'
    by_code = escape(say("Or run {call}.", call="\0")).replace("\0", f"<code>{escape(call)}</code>")
    return (
        f'{_STYLE}<fieldset class="mc-predict"{attribute()} '
        f'data-mc-prediction="{escape(asked.id)}" data-mc-session="{escape(session)}" '
        'data-lm-suppress-shortcuts="true">'
        f"<legend>{escape(say('Your prediction: {asks} …', asks=asked.asks))}</legend>"
        f"{_fields(asked, kept)}"
        f'<p><small><span role="status">{escape(said)}</span> <span class="mc-by-code">'
        f"{by_code}</span></small></p>"
        "</fieldset>"
    )


def _fields(asked: Prediction, kept: Guess | None) -> str:
    if asked.options:
        group = f"mc-{escape(asked.id)}-{os.urandom(4).hex()}"
        return "".join(
            f'<label><input type="radio" name="{group}" value="{escape(option)}"'
            f"{' checked' if option == kept else ''}> {escape(option)}</label>"
            for option in asked.options
        )
    value = "" if kept is None else f' value="{kept:g}"'
    name = escape(asked.asks)
    unit = f" {escape(asked.unit)}"
    if asked.least is None or asked.most is None:
        return f'<input type="number" step="any" aria-label="{name}"{value}>{unit}'
    shown = f"{kept:g}" if isinstance(kept, float) else "–"
    return (
        f'<input type="range" min="{asked.least:g}" max="{asked.most:g}" step="{asked.step:g}" '
        f'aria-label="{name}"{value}> <output>{shown}</output>{unit}'
    )


def _kept(asked: Prediction, kept: Guess | None) -> str:
    if kept is None:
        return ""
    found = predicted.load(progress.workspace()).get(asked.id)
    came = found.came if found else None
    return (
        asked.compared(kept, came)
        if came is not None
        else say("Kept: {guess}.", guess=asked.shown(kept))
    )


def _listen() -> None:
    """From now on, hear what is entered in the page, where there is one.

    Waits until the running cell is done, since the widget machinery takes a moment to import.
    """
    import asyncio

    if _heard or "JPY_SESSION_NAME" not in os.environ:
        return
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop().call_later(0.05, _start_listening)


def _start_listening() -> None:
    if not _heard:
        from mnist_course.widgets.prediction_listener import PredictionListener

        _heard.append(PredictionListener(SESSION, _entered_in_page))


def _entered_in_page(prediction_id: str, entered: str) -> str:
    """What the page says once something was entered; '' where it was no guess."""
    asked = predictions.by_id(prediction_id)
    guess = asked.read(entered)
    if guess is None:
        return ""
    _entered[asked.id] = guess
    predicted.record(asked.id, guess=guess)
    return _kept(asked, guess)
