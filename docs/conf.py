"""How the documentation is built: `tox -e docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "authing"
author = "The authing developers"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"authing {release}"
html_show_copyright = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "inherited-members": "BaseException, Model, str, int"}
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # what a docstring says about attributes is its text; autodoc lists them
suppress_warnings = ["ref.python"]  # `list` in a signature is the type, not one of the fields of that name
default_role = "code"  # docstrings are written as Markdown: `this` is code


def mark_programs(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Make what stands indented under a paragraph of a docstring a program, as it is in Markdown."""
    marked: list[str] = []
    for line in lines:
        above = next((text for text in reversed(marked) if text), "")
        if line.startswith("    ") and marked and not marked[-1] and above and not above.startswith(" "):
            if not above.endswith(":") or above.endswith("::"):
                marked += ["::", ""]
            elif " " in above:
                marked += [".. code-block:: python", ""]
        marked.append(line)
    lines[:] = marked


def setup(app: Sphinx) -> None:
    """Tie in what Sphinx does not do by itself."""
    app.connect("autodoc-process-docstring", mark_programs, priority=400)  # before napoleon reads the sections
