"""What the site makes of tables and of sessions at a terminal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

nodes = pytest.importorskip("docutils.nodes", reason="needs the group docs")
site_reading = pytest.importorskip("site_reading", reason="needs the group docs")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("conversation.item.create", ["conversation.", "item.", "create"]),
        ("azure-ai-voicelive", ["azure-ai-voicelive"]),
        ("2026-07-31-preview", ["2026-07-31-", "preview"]),
        (".html", [".html"]),
        ("1.05x", ["1.05x"]),
        ("--port PORT", ["--port ", "PORT"]),
        ("Item(call_id=MAX)", ["Item(", "call_id=", "MAX)"]),
        ("ResponseAudioDeltaEvent", ["ResponseAudioDeltaEvent"]),
        (
            "ServerEventConversationItemInputAudioTranscriptionCompleted",
            ["ServerEventConversationItem", "InputAudioTranscription", "Completed"],
        ),
        ('RequestSession({"temperature":"hot"})', ['RequestSession({"temperature":"hot"})']),
        ("", []),
    ],
)
def test_where_a_text_may_be_broken(text: str, parts: list[str]) -> None:
    assert site_reading.pieces(text) == parts


def finished(cell: Any, part: type[Any] = nodes.tbody) -> Any:
    """The cell of a table on the page `versions`, as it is written."""
    entry = nodes.entry("", nodes.paragraph("", "", cell))
    table = nodes.table("", nodes.tgroup("", part("", nodes.row("", entry))))
    names = ["voicelive_events.Problem", "voicelive_events.testing.service.speech"]
    names += ["voicelive_events.recording", "voicelive_events.recording.Recorder.wrap"]
    known = {name: SimpleNamespace(docname="api", node_id=name.lower()) for name in names}
    app = SimpleNamespace(
        env=SimpleNamespace(domains={"py": SimpleNamespace(objects=known)}),
        builder=SimpleNamespace(get_relative_uri=lambda page, to: f"{to}.html"),
    )
    document = nodes.Element("", table)
    site_reading.finish_tables(app, document, "versions")
    return entry.children[0]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("session.update", "reference/events/session.update.html"),
        ("session.updated", "reference/events/session.updated.html"),
        ("Problem", "api.html#voicelive_events.problem"),
        ("Recorder.wrap", "api.html#voicelive_events.recording.recorder.wrap"),
        ("voicelive_events.recording", "api.html#voicelive_events.recording"),
    ],
)
def test_a_name_in_a_table_is_a_link(name: str, uri: str) -> None:
    [link] = finished(nodes.literal("", name)).children
    assert (link["refuri"], link.astext()) == (uri, name)
    assert [str(part) for part in link.findall(nodes.Text)] == site_reading.pieces(name)


@pytest.mark.parametrize(("text", "parts"), [("a.b", ["a.", "b"]), ("speech", ["speech"])])
def test_what_has_no_page_stays_as_it_is(text: str, parts: list[str]) -> None:
    """A word of the language, too, though it is the name of a function."""
    [code] = finished(nodes.literal("", text)).children
    assert (type(code), list(map(str, code.children))) == (nodes.literal, parts)


def test_what_is_a_link_stays_as_it_is() -> None:
    [link] = finished(nodes.reference("", "", nodes.literal("", "Problem"), refuri="x")).children
    assert [each["refuri"] for each in link.findall(nodes.reference)] == ["x"]
    text = nodes.inline("", "", nodes.literal("", "Problem"), nodes.Text(" of it"))
    [link] = finished(nodes.reference("", "", text, refuri="x")).children
    assert [each["refuri"] for each in link.findall(nodes.reference)] == ["x"]
    assert link.astext() == "Problem of it"


def test_the_headings_of_the_menu_have_a_level() -> None:
    context = {"furo_navigation_tree": '<p class="caption" role="heading">Start</p>'}
    site_reading.finish_page(None, "index", "page.html", context, None)
    assert context["furo_navigation_tree"] == (
        '<p class="caption" role="heading" aria-level="2">Start</p>'
    )


def test_a_check_mark_is_read_out() -> None:
    mark = finished(nodes.Text("✓"))
    assert mark.astext() == '<span role="img" aria-label="yes">✓</span>'


@pytest.mark.parametrize("part", [nodes.thead, nodes.tbody])
def test_the_name_of_a_version_is_broken_before_its_last_word(part: type[Any]) -> None:
    cell = finished(nodes.Text("from 2026-07-31-preview, if at all"), part)
    first, second = cell.findall(nodes.inline)
    assert (first.astext(), second.astext()) == ("2026-07-31-", "preview,")
    assert first["classes"] == second["classes"] == ["pre"]
    assert cell.astext() == "from 2026-07-31-preview, if at all"


def test_parameters_that_have_a_line_each_are_a_list() -> None:
    defined = "<dl>\n<dt>term</dt>\n<dd>meaning</dd>\n</dl>"
    context = {
        "furo_navigation_tree": "",
        "body": f'<dt class="sig py">(\n<dl>\n<dd>one,</dd>\n</dl>\n)</dt>{defined}',
    }
    site_reading.finish_page(None, "index", "page.html", context, None)
    parameter = '<dd role="listitem">one,</dd>'
    assert context["body"] == (
        f'<dt class="sig py">(\n<dl role="list">\n{parameter}\n</dl>\n)</dt>{defined}'
    )


def test_of_a_session_at_a_terminal_the_prompt_and_the_rest_are_told_apart() -> None:
    tokens = site_reading.Console().get_tokens("$ voicelive-events check\n  #9 Error  $.type: if\n")
    assert [(str(kind), text) for kind, text in tokens] == [
        ("Token.Generic.Prompt", "$ "),
        ("Token.Text", "voicelive-events check\n"),
        ("Token.Generic.Output", "  #9 Error  $.type: if\n"),
    ]
