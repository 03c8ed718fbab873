"""Draw a training run, finished or not, as HTML with two curves; no Keras in here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from mnist_course.core.language import attribute, say
from mnist_course.display import charts

RUNNING = "running"
DONE = "done"
STOPPED = "stopped"

_MOST_POINTS = 160

_STYLE = """<style>
.mc-training{max-width:60rem;font-family:var(--jp-ui-font-family,system-ui,sans-serif);
font-size:.9rem;color:var(--jp-ui-font-color1,inherit);--mc-a:#0b57d0;--mc-b:#9a4a00}
body[data-jp-theme-light="false"] .mc-training{--mc-a:#8ab4f8;--mc-b:#ffb870}
.mc-training p{margin:.3rem 0}.mc-training progress{width:14rem;max-width:50%;vertical-align:middle}
.mc-training figure{display:inline-block;margin:.3rem .8rem .3rem 0}
.mc-training svg{max-width:100%;height:auto}
.mc-training text{fill:currentColor;font-size:11px}
.mc-training .mc-grid{stroke:currentColor;stroke-opacity:.25}
.mc-training .mc-fit{stroke:var(--mc-a);fill:none;stroke-width:2}
.mc-training .mc-val{stroke:var(--mc-b);fill:none;stroke-width:2;stroke-dasharray:5 3}
.mc-training .mc-dot{fill:var(--mc-a)}.mc-training .mc-box{fill:var(--mc-b)}
</style>"""


@dataclass(frozen=True)
class Run:
    """A training run at one moment.

    Attributes:
        epochs, steps: how many epochs, and steps in each; `steps` is None where not known.
        epoch, step: where it is: epochs that are complete, and steps of the current one.
        seconds: since it began.
        finished: for each complete epoch, its metrics by name ('loss', 'val_accuracy', …).
        trace: (epochs gone by, metrics so far in the epoch), oldest first.
        state: RUNNING, DONE or STOPPED by the person who watches.
    """

    epochs: int
    steps: int | None
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    finished: Sequence[dict[str, float]] = ()
    trace: Sequence[tuple[float, dict[str, float]]] = field(default=())
    state: str = RUNNING

    @property
    def share(self) -> float:
        """How much of the run is done, 0 to 1."""
        within = min(1.0, self.step / self.steps) if self.steps else 0.0
        return min(1.0, (self.epoch + within) / self.epochs) if self.epochs else 1.0

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before there is a pace."""
        if self.share < 0.002 or self.seconds < 1:
            return None
        return self.seconds * (1 / self.share - 1)

    @property
    def latest(self) -> dict[str, float]:
        """The newest metrics: of the running epoch, else of the last complete one."""
        if self.state == RUNNING and self.trace and self.step:
            return self.trace[-1][1]
        return self.finished[-1] if self.finished else {}


def html(run: Run) -> str:
    """The run as HTML: a sentence, a bar, the curves of loss and accuracy, a table of epochs."""
    done = round(100 * run.share)
    drawn = _chart(run, "loss") + _chart(run, "accuracy")
    legend = say("Line and dots: training.")
    if any(name.startswith("val_") for metrics in run.finished for name in metrics):
        legend += say(" Dashes and squares: validation.")
    label, progress = say("Training"), say("Training, done")
    return (
        f'{_STYLE}<div class="mc-training" role="group"{attribute()} aria-label="{label}">'
        f'<p><progress max="100" value="{done}" aria-label="{progress}">{done} %</progress> '
        f"{escape(sentence(run))}</p>{drawn}"
        f"{f'<p>{legend}</p>' if drawn else ''}{_table(run)}</div>"
    )


def sentence(run: Run) -> str:
    """Where the run is, in words."""
    numbers = " · ".join(words(run.latest))
    if run.state == STOPPED:
        where = say(
            "epoch {min} of {epochs}",
            min=min(run.epoch + bool(run.step), run.epochs),
            epochs=run.epochs,
        )
        if run.steps and run.step:
            where += say(", step {step:,} of {steps:,}", step=run.step, steps=run.steps)
        return say(
            "Stopped in {where}. What was trained so far stays in the model. To begin again "
            "from the start, build the model anew.",
            where=where,
        )
    if run.state == DONE:
        parts = [f"{run.epochs} {'epoch' if run.epochs == 1 else 'epochs'} in {time(run.seconds)}"]
    else:
        left = run.seconds_left
        parts = [
            say("Epoch {min} of {epochs}", min=min(run.epoch + 1, run.epochs), epochs=run.epochs),
            say("about {time} left", time=time(left)) if left is not None else say("starting"),
        ]
    return " · ".join([*parts, numbers] if numbers else parts)


def words(metrics: dict[str, float]) -> list[str]:
    """Metrics for people: 'loss 0.081', 'accuracy 97.5 %'."""
    return [
        f"{name.replace('val_', 'validation ')} "
        + (_as_percent(value) if "acc" in name else f"{value:.3g}")
        for name, value in metrics.items()
    ]


def time(seconds: float) -> str:
    """A duration for people: '8 s', '2 min 5 s', '1 h 3 min'."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        # Beyond ten minutes, seconds would only pretend to be exact.
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole < 600 else "")
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _as_percent(share: float | str) -> str:
    return f"{100 * float(share):.1f} %"


def _chart(run: Run, name: str) -> str:
    return charts.over_epochs(
        name,
        line=[(x, metrics[name]) for x, metrics in _thin(run.trace) if name in metrics],
        ends=[(n, m[name]) for n, m in enumerate(run.finished, 1) if name in m],
        held=[(n, m[f"val_{name}"]) for n, m in enumerate(run.finished, 1) if f"val_{name}" in m],
        epochs=run.epochs,
        caption=say("{name} by epoch", name=name),
    )


def _thin(trace: Sequence[tuple[float, dict[str, float]]]) -> list[tuple[float, dict[str, float]]]:
    every = -(-len(trace) // _MOST_POINTS) if trace else 1
    return [*trace[::every], *trace[-1:]] if len(trace) % every else list(trace[::every])


def _table(run: Run) -> str:
    if run.state == RUNNING or not run.finished:
        return ""
    names = list(run.finished[0])
    head = "".join(
        f'<th scope="col">{escape(n.replace("val_", "validation "))}</th>' for n in names
    )
    rows = "".join(
        f'<tr><th scope="row">{number}</th>'
        + "".join(
            f"<td>{_as_percent(metrics[n]) if 'acc' in n else format(metrics[n], '.4f')}</td>"
            for n in names
            if n in metrics
        )
        + "</tr>"
        for number, metrics in enumerate(run.finished, 1)
    )
    return (
        '<details><summary style="cursor:pointer">'
        f"{say('Every epoch in numbers')}</summary><table>"
        f'<tr><th scope="col">{say("epoch")}</th>{head}</tr>{rows}</table></details>'
    )
