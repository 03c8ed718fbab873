"""Sphinx's configuration of the site; it stands beside the sources that are made."""

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert

project = "mnist-course"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_show_copyright = False
html_copy_source = False
nb_execution_mode = "off"
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
autodoc_typehints = "description"
# An ellipsis in a lesson's code, and headings that begin with the second level, are meant.
suppress_warnings = ["misc.highlighting_failure", "myst.header", "mystnb.unknown_mime_type"]
# Formulas as MathML, which browsers draw themselves: no script, and nothing from a server.
html_math_renderer = "mathml"


def setup(app: Any) -> None:
    """Register the formulas' writer with Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(convert(node.astext(), display="block"))
    raise nodes.SkipNode
