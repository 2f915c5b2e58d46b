"""The page of the API versions is what the classes say."""

from __future__ import annotations

import pytest

from voicelive_events import ApiVersion, Model, VoiceLiveEvent

from .classes import DECODABLE, EVENTS, names, sample
from .versions import MARKER, PAGE, main, span, tables


def test_the_page_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert printed == tables()
    assert PAGE.read_text("utf-8").partition(MARKER)[1:] == (MARKER, printed.removeprefix(MARKER))


def test_the_tables_hold_events_of_both_directions_and_fields() -> None:
    _, client, service, fields = tables().split("\n## ")
    assert client.startswith("Events that the client sends\n")
    assert "| `input_audio.clear` | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |  |\n" in client
    assert "| `rtc.call.sdp.create` |  |  |  |  | ✓ |  |  |  |\n" in client
    assert service.startswith("Events that the service sends\n")
    assert "| `response.audio.delta` | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |  |\n" in service
    assert "| `rtc.call.error` |  |  |  |  | ✓ |  |  |  |\n" in service
    assert "| `MCPServer.connector_id` | v1 |\n" in fields
    assert "| `MCPServer.server_url` | required in 2026-01-01-preview to 2026-07-31" in fields
    assert "| `SessionSettings.type` | v1; required in v1 |\n" in fields


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        ((), "in no published definition"),
        (["v1"], "v1"),
        (["2026-07-31-preview", "v1"], "2026-07-31-preview, v1"),
        (["2026-07-15", "2026-07-31-preview", "v1"], "2026-07-15 to v1"),
        (["2026-06-01-preview", "2026-07-31-preview", "v1"], None),
        (tuple(ApiVersion), "2025-05-01-preview to v1"),
    ],
)
def test_versions_in_words(versions: tuple[str, ...], words: str | None) -> None:
    assert span(versions) == (words or ", ".join(versions))


every_version = pytest.mark.parametrize("version", ApiVersion)


@every_version
@pytest.mark.parametrize("model", DECODABLE, ids=names(DECODABLE))
def test_what_a_version_has_not(model: type[Model], version: ApiVersion) -> None:
    """Of every class, with all of its fields and with those alone that every version requires."""
    made = model.from_dict(sample(model, nested=1))
    found = {problem.loc for problem in made.problems(api_version=version)}
    assert {loc for loc in found if len(loc) == 1} == {
        (info.wire_name,)
        for info in made.fields()
        if (info.versions and version not in info.versions)
        or (info.role == "discriminator" and is_event_of_others(model, version))
    }
    bare = model.from_dict(sample(model, full=False))
    missing = {p.loc for p in bare.problems(api_version=version) if p.code == "missing"}
    assert {loc for loc in missing if len(loc) == 1} == {
        (info.wire_name,) for info in made.fields() if version in info.required_in
    }


def is_event_of_others(model: type[Model], version: ApiVersion) -> bool:
    """Whether *model* is an event of published versions, among which *version* is none."""
    if not issubclass(model, VoiceLiveEvent):
        return False
    return bool(model.api_versions) and version not in model.api_versions


def test_there_is_something_that_not_every_version_has() -> None:
    assert sum(is_event_of_others(event, ApiVersion.V1) for event in EVENTS) > 10
