"""The page of the API versions is what the classes say."""

from __future__ import annotations

import pytest

from voicelive_events import ApiVersion

from .versions import MARKER, PAGE, main, span, tables


def test_the_page_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert printed == tables()
    assert PAGE.read_text("utf-8").partition(MARKER)[1:] == (MARKER, printed.removeprefix(MARKER))


def test_the_tables_hold_events_and_fields() -> None:
    table = tables()
    assert "| `response.audio.delta` | yes | yes | yes | yes | yes | yes | yes |  |\n" in table
    assert "| `rtc.call.error` |  |  |  |  | yes |  |  |  |\n" in table
    assert "| `MCPServer.connector_id` | v1 |\n" in table


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
