"""What makes tables and sessions at a terminal readable on the site, the same on every page.

In tables, the types of events and the public names are links, an identifier is broken between its
parts alone, and a check mark is read out as "yes". Of a `console` block only what follows the
prompt is a command; the rest is shown as it was printed.
"""

from __future__ import annotations

import re
from typing import Any

from api_reference import place_of
from docutils import nodes
from pygments.lexer import RegexLexer, bygroups
from pygments.token import Generic, Text

from voicelive_events import ClientEvent, ServerEvent

__all__ = ["Console", "finish_tables", "pieces", "setup"]


class Console(RegexLexer):
    """Pygments' own takes any `#` or `$` that is printed for a prompt, and colours what follows."""

    name = "A command and what it prints"
    tokens = {  # noqa: RUF012  # as pygments has it
        "root": [(r"^(\$ )(.*\n)", bygroups(Generic.Prompt, Text)), (r".*\n", Generic.Output)]
    }


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx for an extension."""
    app.add_lexer("console", Console)
    app.connect("doctree-resolved", finish_tables)
    app.connect("html-page-context", finish_page, priority=900)  # behind the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def finish_tables(app: Any, doctree: nodes.document, page: str) -> None:
    """Complete the tables of a *page*, when the place of every name is known."""
    for table in doctree.findall(nodes.table):
        for entry in table.findall(nodes.entry):
            if entry.astext() == "✓":
                entry.children = [nodes.raw("", _CHECK, format="html")]
        for text in list(table.findall(nodes.Text)):
            if not isinstance(text.parent, nodes.literal | nodes.raw):
                _part_plain(text)
        for literal in list(table.findall(nodes.literal)):
            place = None if _is_linked(literal) else _place(app, literal)
            _part(literal)
            if place:
                uri = app.builder.get_relative_uri(page, place[0]) + place[1]
                literal.replace_self(
                    nodes.reference("", "", literal.deepcopy(), refuri=uri, internal=True)
                )


def finish_page(
    app: Any, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say what Sphinx leaves open: the level of the menu's headings, and that parameters, a line
    each, are a list and no definitions."""
    menu = context["furo_navigation_tree"]
    context["furo_navigation_tree"] = menu.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )
    if "body" in context:
        context["body"] = _SIGNATURE.sub(_list_parameters, context["body"])


_SIGNATURE = re.compile('<dt class="sig .*?</dt>', re.DOTALL)


def _list_parameters(signature: re.Match[str]) -> str:
    text = signature[0].replace("<dl>", '<dl role="list">')
    return text.replace("<dd>", '<dd role="listitem">')


_CHECK = '<span role="img" aria-label="yes">✓</span>'


def _is_linked(node: nodes.Node | None) -> bool:
    return node is not None and (isinstance(node, nodes.reference) or _is_linked(node.parent))


def _place(app: Any, literal: nodes.literal) -> tuple[str, str] | None:
    """The page of what the *literal* names and where it is there; None if it has none."""
    name = literal.astext()
    if name in ServerEvent.registry() or name in ClientEvent.registry():
        return f"reference/events/{name}", ""
    if re.fullmatch("[a-z]+", name):  # a word such as `speech`, which is also a function's name
        return None
    found = app.env.domains["py"].objects.get(place_of(name) or name)
    return (found.docname, f"#{found.node_id}") if found else None


def _part(literal: nodes.literal) -> None:
    """Give each piece a node of its own: Sphinx writes a span for it, which is never broken."""
    parts = pieces(literal.astext())
    literal.children = []
    literal.extend(map(nodes.Text, parts))


def _part_plain(text: nodes.Text) -> None:
    """The same in plain text, for the names of versions and packages, which have hyphens."""
    between = True
    found: list[nodes.Node] = []
    for part in _IDENTIFIER.split(text.astext()):
        if between:
            found.append(nodes.Text(part))
        else:
            found += [nodes.inline("", piece, classes=["pre"]) for piece in pieces(part)]
        between = not between
    text.parent.replace(text, [node for node in found if node.astext()])


def pieces(text: str) -> list[str]:
    """What is never broken of *text*: its identifiers, or what the dots in them leave.

    A name of a class that is wider than half a phone may be broken between its words, too.
    """
    parts = _BEHIND_A_SIGN.split(text)
    return [piece for part in parts for piece in _SHORT_ENOUGH.findall(part)]


_IDENTIFIER = re.compile(r"(\(?\w+(?:[-._]\w+)+[,;:.)]*)")  # and what clings to it
_BEHIND_A_SIGN = re.compile(r"(?<=\w[.,=(\[|/])(?=[a-zA-Z_])|(?<= )|(?<=\d-)(?=[a-z])")
_SHORT_ENOUGH = re.compile(r"(?=\w{31})\w{1,30}(?=[A-Z][a-z]\w*\.?$)|.+")
