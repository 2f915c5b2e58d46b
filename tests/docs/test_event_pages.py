"""The reference pages that are written from the classes."""

from __future__ import annotations

import ast
import json
import re
from enum import Enum
from pathlib import Path
from typing import Any

import event_pages
import pytest

from voicelive_events import (
    ApiVersion,
    AzureSemanticVad,
    AzureStandardVoice,
    ClientEvent,
    Model,
    ResponseContentEvent,
    ResponseSession,
    ServerEvent,
    SpeechTurnDetection,
    VoiceLiveEvent,
)

from ..classes import (
    CLIENT_EVENTS,
    DECODABLE,
    ENUMS,
    EVENTS,
    MODELS,
    SERVER_EVENTS,
    is_shared_base,
    names,
)

PAGES = event_pages.pages()
EXAMPLE = re.compile(r"^## Example\n\n```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SENT_EXAMPLE = re.compile(
    r"^```python\n(.*?)^```\n\n`event\.to_json\(strict=True\)`, .*?\n\n```json\n(.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


UNPUBLISHED = "In no published API version: only documented, or seen in live frames."


def pages_of(name: str) -> list[str]:
    """The pages that describe the class of this name."""
    return [page for page in PAGES.values() if f"{{py:class}} {name}\n" in page]


def test_every_event_has_a_page_and_nothing_else_has() -> None:
    folder = "reference/events/"
    found = {path for path in PAGES if path.startswith(folder)}
    tags = {f"{folder}{info.constant}.md" for e in EVENTS for info in e.fields()[:1]}
    assert len(tags) == len(EVENTS)
    assert found == {*tags, f"{folder}index.md", f"{folder}shared.md"}


@pytest.mark.parametrize("event", SERVER_EVENTS, ids=names(SERVER_EVENTS))
def test_the_example_of_a_page_decodes(event: type[ServerEvent]) -> None:
    [page] = pages_of(event.__name__)
    [payload] = EXAMPLE.findall(page)
    decoded = ServerEvent.from_json(payload, strict=True)
    assert type(decoded) is event
    assert decoded.problems(unknown=True) == []
    assert decoded.event_id
    assert len(payload) < 10_000


def test_no_type_is_in_both_directions() -> None:
    """So all pages are in one folder, and a log of both directions needs no direction."""
    types = [[e.fields()[0].constant for e in each] for each in (CLIENT_EVENTS, SERVER_EVENTS)]
    assert min(map(len, types)) >= 21
    assert set.intersection(*map(set, types)) == set()


@pytest.mark.parametrize("event", CLIENT_EVENTS, ids=names(CLIENT_EVENTS))
def test_the_examples_of_a_page_make_what_they_say(event: type[ClientEvent]) -> None:
    """Some version of the service takes each, and each program needs nothing but itself."""
    [page] = pages_of(event.__name__)
    shown = SENT_EXAMPLE.findall(page)
    assert len(shown) == page.count("```json") == page.count("```python") >= 1
    for program, written in shown:
        namespace: dict[str, Any] = {}
        exec(program, namespace)
        made = namespace["event"]
        assert type(made) is event
        assert json.loads(made.to_json(strict=True)) == json.loads(written)
        assert ClientEvent.from_json(written, strict=True).problems(unknown=True) == []
        assert any(made.problems(api_version=version) == [] for version in event.api_versions)


def test_an_example_is_made_of_classes_by_keywords() -> None:
    """No mapping stands for a model, which a type checker refuses."""
    programs = [each.program for examples in event_pages.sent().values() for each in examples]
    nodes = [node for program in programs for node in ast.walk(ast.parse(program))]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    assert len(calls) > len(programs)
    assert [call.args for call in calls if call.args] == []
    given = [keyword for call in calls for keyword in call.keywords]
    dicts = {keyword.arg for keyword in given if isinstance(keyword.value, ast.Dict)}
    assert dicts == {"authorization_headers", "parameters"}
    lists = [keyword.value for keyword in given if isinstance(keyword.value, ast.List)]
    assert [each for each in lists if any(isinstance(e, ast.Dict) for e in each.elts)] == []


def test_an_example_says_what_it_is_of_where_there_are_several() -> None:
    several = [examples for examples in event_pages.sent().values() if len(examples) > 1]
    assert len(several) >= 3
    for examples in several:
        assert all(re.fullmatch(r"[A-Z].*\.", example.about) for example in examples)


def test_the_index_has_both_directions() -> None:
    index = PAGES["reference/events/index.md"]
    client, service = index.split("\n## ")[1:]
    assert client.startswith("Sent by the client\n")
    assert service.startswith("Sent by the service\n")
    assert "[`session.update`](session.update.md)\n: Changes settings" in client
    assert "[`session.updated`](session.updated.md)\n: " in service
    links = re.compile(r"^\[`[\w.]+`\]\(", re.MULTILINE)
    assert len(links.findall(client)) == len(CLIENT_EVENTS)
    assert len(links.findall(service)) == len(SERVER_EVENTS)


@pytest.mark.parametrize(
    ("tag", "sender"), [("session.update", "client"), ("session.updated", "service")]
)
def test_a_page_says_who_sends_the_event(tag: str, sender: str) -> None:
    assert f"\nSent by the {sender}.\n" in PAGES[f"reference/events/{tag}.md"]


def test_a_page_links_what_answers() -> None:
    link = "[`session.updated`](/reference/events/session.updated.md)"
    assert f"Answered by {link} with" in PAGES["reference/events/session.update.md"]


@pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
def test_a_page_has_every_field_with_its_meaning(model: type[Model]) -> None:
    if model is Model:
        assert pages_of("Model") == []  # docs/reference/model.md has it
        return
    bases = [base for base in model.__mro__ if base in MODELS and base is not Model]
    sections = [section(each) for each in (bases if is_shared_base(model) else [model])]
    for info in model.fields():
        declared = f":::{{py:attribute}} {info.name}\n"
        rest = next(each.partition(declared)[2] for each in sections if declared in each)
        type_, _, text = rest.partition("\n\n")
        assert type_ == f":type: {event_pages.type_text(info.annotation)}"
        if info.is_constant:
            assert re.match(r"Always `[^`\n]+`\. \*", text)
        else:
            assert info.doc
            assert unlinked(text).startswith(f"{info.doc} *")


def section(model: type[Model]) -> str:
    """What the pages have of a class."""
    [page] = pages_of(model.__name__)
    return page.partition(f"{{py:class}} {model.__name__}\n")[2].partition("\n::::\n")[0]


@pytest.mark.parametrize(
    ("model", "shown"),
    [
        (ResponseContentEvent, ["content_index"]),
        (SpeechTurnDetection, ["auto_truncate", "create_response", "interrupt_response"]),
        (ServerEvent, ["type", "event_id"]),
    ],
)
def test_a_base_that_no_object_is_of_shows_what_it_adds(
    model: type[Model], shown: list[str]
) -> None:
    assert re.findall(r"^:::\{py:attribute\} (\w+)$", section(model), re.MULTILINE) == shown


def test_a_link_is_made_once() -> None:
    assert [path for path, page in PAGES.items() if "}{" in page] == []


def unlinked(text: str) -> str:
    return re.sub(r"\[(`[\w.]+`)\]\([\w./]+\)", r"\1", text.replace("{py:obj}", ""))


def field_of(model: str, name: str) -> str:
    """What a page says of a field."""
    [page] = pages_of(model)
    below = page.partition(f"{{py:class}} {model}\n")[2]
    below = below.partition(f":::{{py:attribute}} {name}\n")[2]
    return below.partition("\n\n")[2].partition("\n:::")[0]


@pytest.mark.parametrize(
    ("model", "name", "says"),
    [
        ("ServerEventError", "type", "Always `error`. *Required.*"),
        ("Truncation", "type", "Always `retention_ratio`. *Required.*"),
        ("ResponseItem", "object", "Always `realtime.item`. *May be absent or null.*"),
        (
            "RequestSession",
            "temperature",
            "0.8 by default, as the service's pages do. *May be absent or null.*",
        ),
        (
            "RequestSession",
            "type",
            " *May be absent or null. Only in API versions: v1. Required in API versions: v1.*",
        ),
        (
            "RequestSession",
            "tracing",
            "null. `None` is stored, and sent as null. Only in API versions: v1.*",
        ),
        (
            "ClientEventRtcCallSdpCreate",
            "sdp_offer",
            " *Required. Not shown in reprs, problems and errors.*",
        ),
        ("ClientEventSessionUpdate", "type", "Always `session.update`. *Required.*"),
        (
            "ResponseSession",
            "handoff",
            f" *May be absent or null. The service alone writes it. {UNPUBLISHED}*",
        ),
        (
            "OutputSettings",
            "modalities",
            " *May be absent or null. Only in API versions: all before v1.*",
        ),
        ("ResponseSession", "id", " *May be absent or null. The service alone writes it.*"),
        ("ResponseSession", "prompt", " *May be absent or null. Only in API versions: v1.*"),
    ],
)
def test_what_a_page_derives_of_a_field(model: str, name: str, says: str) -> None:
    assert field_of(model, name).endswith(says)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("ServerEventError", "In every API version."),
        ("ServerEventResponseAudioDelta", "In API versions: all before v1."),
        ("ServerEventRateLimitsUpdated", "In API versions: v1."),
        ("RealtimeCallEvent", "In API versions: 2026-07-31-preview."),
        ("ServerEventResponseFoundryAgentCallFailed", UNPUBLISHED),
        ("ClientEventSessionUpdate", "In every API version."),
        ("ClientEventBYOMCredentialUpdate", "In API versions: v1."),
        ("VoiceLiveEvent", ""),
        ("ServerEvent", ""),
        ("ClientEvent", ""),
        ("ResponseEvent", ""),
        ("UnknownServerEvent", ""),
        ("AzureVoice", ""),
    ],
)
def test_a_page_says_which_versions_have_an_event(event: str, says: str) -> None:
    [page] = pages_of(event)
    about = page.partition(f"{{py:class}} {event}\n")[2].partition(":::{py:attribute}")[0]
    assert [line for line in about.splitlines() if "API version" in line] == [says] * bool(says)


def test_a_page_says_which_classes_a_family_has() -> None:
    [page] = pages_of("Tool")
    about = page.partition("{py:class} Tool\n")[2].partition(":::{py:attribute}")[0]
    assert about.partition("By its")[2] == (
        " `type`, an object is of the class:\n\n"
        "- `function`: {py:class}`FunctionTool`\n"
        "- `foundry_agent`: {py:class}`FoundryAgentTool`\n"
        "- `mcp`: {py:class}`MCPServer`\n"
        "- any other: `Tool` itself, with its data\n\n"
    )
    pages = [page for page in PAGES.values() if "an object is of the class" in page]
    families = re.findall(r"^- any other: `(\w+)`", "".join(pages), re.MULTILINE)
    open_ones = [model for model in DECODABLE if not issubclass(model, VoiceLiveEvent)]
    open_ones = [m for m in open_ones if m.registry() and m not in m.registry().values()]
    assert sorted(families) == sorted(names(open_ones)) != []


def test_a_page_says_which_classes_a_second_tag_tells_apart() -> None:
    [page] = pages_of("ConversationRequestItem")
    about = page.partition("{py:class} ConversationRequestItem\n")[2]
    of_a_message = (
        "  - `system`: {py:class}`SystemMessageItem`\n"
        "  - `user`: {py:class}`UserMessageItem`\n"
        "  - `assistant`: {py:class}`AssistantMessageItem`\n"
        "  - any other: `MessageItem` itself, with its data\n"
    )
    assert f"- `message`: {{py:class}}`MessageItem`, by its `role`:\n{of_a_message}- `" in about
    own = page.partition("{py:class} MessageItem\n")[2]
    classes = f"By its `role`, an object is of the class:\n\n{of_a_message}".replace("  -", "-")
    assert classes in own


@pytest.mark.parametrize("enum", ENUMS, ids=names(ENUMS))
def test_a_page_has_every_enum_value(enum: type[Enum]) -> None:
    [page] = pages_of(enum.__name__)
    for member in enum:
        assert f"{{py:attribute}} {member.name}\n:value: {json.dumps(repr(member.value))}" in page


@pytest.mark.parametrize(
    ("enum", "member", "says"),
    [
        ("Modality", "TEXT", "Written text."),
        ("ServerEventType", "ERROR", "The tag of {py:class}`ServerEventError`."),
        ("ClientEventType", "SESSION_UPDATE", "The tag of {py:class}`ClientEventSessionUpdate`."),
        (
            "ToolType",
            "MCP",
            "The tag of {py:class}`MCPServer`, {py:class}`ToolChoiceMCPSelection`.",
        ),
        ("ResponseStatus", "FAILED", "An error ended the response."),
        ("OpenAIVoiceName", "ALLOY", ""),
    ],
)
def test_what_a_page_says_of_an_enum_value(enum: str, member: str, says: str) -> None:
    assert field_of(enum, member) == says


def test_types_read_as_in_the_source() -> None:
    types = {info.name: event_pages.type_text(info.annotation) for info in ResponseSession.fields()}
    assert types["tools"] == "list[Tool] | None"
    assert types["max_response_output_tokens"] == "int | Literal['inf'] | None"
    assert types["expires_at"] == "datetime | None"
    assert types["metadata"] == "dict[str, str] | None"
    assert types["greeting"] == "Any"
    assert type_of_tag(ServerEvent.registry()["response.done"]) == (
        "Literal[ServerEventType.RESPONSE_DONE]"
    )
    assert type_of_tag(AzureStandardVoice) == "Literal[AzureVoiceType.AZURE_STANDARD]"


def type_of_tag(model: type[Model]) -> str:
    """As a type checker shows it."""
    return event_pages.type_text(model.fields()[0].annotation)


def test_the_model_that_the_index_names_is_in_every_version() -> None:
    """`Source` says where it was read, which newcomers took for the one version that has it."""
    assert (
        "`AzureSemanticVad`, for instance, is in every one"
        in event_pages.pages()["reference/models/index.md"]
    )
    assert "Source: Voice Live API 2026-07-15." in (AzureSemanticVad.__doc__ or "")
    data = Path(__file__).parents[1] / "data"
    for version in ApiVersion:
        definition = json.loads((data / f"client-{version}.json").read_text("utf-8"))
        assert "AzureSemanticVad" in definition["models"], version
