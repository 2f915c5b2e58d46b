"""Sphinx builds the site from here: ``sphinx-build -W -n docs build/docs``."""

import sys
from pathlib import Path

from voicelive_events import __version__

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "voicelive-events"
author = "The voicelive-events developers"
project_copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "api_reference",
    "event_pages",
    "site_reading",
]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_*", "examples"]

nitpicky = True
# What the annotations name and no page describes: other libraries, and type variables. Of a
# type with a comma in it Sphinx may look up the pieces.
nitpick_ignore_regex = [
    ("py:.*", r"(collections|typing|typing_extensions|datetime|os|pathlib)\..*"),
    ("py:.*", r"(hypothesis|opentelemetry|pyarrow)\..*"),
    ("py:.*", r"Any|Literal|TypeIs|datetime|tuple\[.*"),
    ("py:.*", r"voicelive_events\..*\.(Frame|Event|AnyModel|Connection|Item|Result)"),
]

add_module_names = False
python_maximum_signature_line_length = 100  # longer ones have a line for each parameter
toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True

pygments_dark_style = "github-dark"
copybutton_prompt_text = "$ "  # of a session at a terminal the command alone is copied

html_theme = "furo"
html_title = f"voicelive-events {version}"
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_use_index = False  # of two thousand fields, most of them named alike
html_copy_source = False
html_show_sphinx = False
