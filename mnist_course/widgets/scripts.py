"""The widgets' JavaScript and CSS as text; nothing of Jupyter is imported for it."""

from pathlib import Path

from mnist_course.core import language

_STATIC = Path(__file__).parent / "static"
_PARTS = {
    "pad": ("bars.js", "photo.js"),
    "steps": ("bars.js", "grid.js", "target.js"),
    "pixels": ("grid.js", "target.js"),
    "sliding": ("grid.js",),
    "features": ("grid.js",),
}
"""What stands before a widget's own file, beside what is common to all."""

_END = "export default { render };"


def common() -> str:
    """The helpers that every widget's module begins with."""
    return (_STATIC / "common.js").read_text("utf-8")


def module(name: str) -> str:
    """The JavaScript of a widget, with the helpers that all of them share before it.

    A widget's module reaches the browser as one text, so it cannot import its neighbour.
    """
    return f"{common()}\n{_own(name)}"


def expression(name: str) -> str:
    """A widget's `render` as an expression for a page without modules, where `common` stands.

    Raises:
        ValueError: where the widget's file does not end as all of them do.
    """
    text, end, rest = _own(name).rpartition(_END)
    if not end or rest.strip():
        raise ValueError(f"{name}.js does not end with `{_END}`")
    return f"(() => {{\n{text}return render;\n}})()"


def words(script: str) -> dict[str, str]:
    """What JavaScript says, in the course's language, by what it is in English.

    Those that are not translated are left out, as all are where the language is English.
    """
    english = language.told_in_javascript(script)
    return {text: language.say(text) for text in english if language.say(text) != text}


def stylesheet() -> str:
    """The CSS of all widgets; every rule is under the class `mc-widget`."""
    return (_STATIC / "widgets.css").read_text("utf-8")


def _own(name: str) -> str:
    parts = (*_PARTS.get(name, ()), f"{name}.js")
    return "\n".join((_STATIC / part).read_text("utf-8") for part in parts)
