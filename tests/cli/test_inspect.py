"""What `inspect` adds to the listing and the summary: filters, files, JSON, following."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..frames import (
    CLEARED,
    Frame,
    at,
    audio,
    content,
    created,
    done,
    encode,
    message,
    said,
    session,
    started,
    stopped,
)
from .conftest import Inspect, Run

CALL = {
    "type": "response.output_item.done",
    "response_id": "resp_1",
    "output_index": 0,
    "item": {
        "type": "function_call",
        "id": "item_1",
        "call_id": "call_1",
        "name": "get_weather",
        "arguments": '{"city": "Bergen", "api_key": "CANARY"}',
        "status": "completed",
    },
}
MCP_ITEM = {"type": "mcp_call", "server_label": "guide", "name": "search", "arguments": "{}"}
MCP_CALL = CALL | {"item": MCP_ITEM}
ERROR = {"type": "error", "error": {"message": "It broke.", "code": "broken"}}
TURN = [
    at(0, started()),
    at(1, stopped()),
    at(1.1, message("item_user")),
    at(1.2, created()),
    at(1.5, audio(48_000)),
    at(3, done()),
]


def json_lines(result: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.lines]


# --- The summary ---------------------------------------------------------------------------


def test_a_turn_with_times(inspect: Inspect) -> None:
    result = inspect(*TURN)
    assert result.listing[4].startswith("   5     1.500 ← ResponseAudioDelta    ")
    assert result.totals["duration"] == "3.00 s"
    assert result.totals["user turns"] == "1"
    assert result.totals["responses"] == "1 (1 completed)"
    assert result.totals["latency"] == (
        "0.50 s median, 0.50 s to 0.50 s, from the end of a turn to its answer (1)"
    )


def test_tool_calls_with_arguments(inspect: Inspect) -> None:
    result = inspect(CALL, MCP_CALL, CALL | {"item": MCP_ITEM | {"arguments": 5}})
    assert result.totals["tool calls"] == "2"
    assert result.section("Tool calls") == [
        '#1 get_weather  {"city": "Bergen", "api_key": "<hidden>…',
        "#2 guide.search  {}",
    ]


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (ERROR, '#1 Error  "It broke."  code=broken'),
        (done(status="failed"), "#1 ResponseDone  status=failed  response_id=resp_1"),
        (done(status="incomplete"), "#1 ResponseDone  status=incomplete  response_id=resp_1"),
        (
            {"type": "mcp_list_tools.failed", "item_id": "item_1"},
            "#1 McpListToolsFailed  item_id=item_1",
        ),
        ({"type": "of.tomorrow.failed"}, "#1 UnknownServerEvent  of.tomorrow.failed"),
    ],
)
def test_errors(inspect: Inspect, frame: dict[str, Any], text: str) -> None:
    result = inspect(frame)
    assert result.totals["errors"] == "1"
    assert result.section("Errors") == [text]


@pytest.mark.parametrize("frame", [done(), done(status="cancelled"), {"type": "response.done"}])
def test_no_errors(inspect: Inspect, frame: dict[str, Any]) -> None:
    assert inspect(frame).totals["errors"] == "0"


def test_examples_are_bounded(inspect: Inspect) -> None:
    long = ERROR | {"error": {"message": "x " * 9000, "code": "c" * 9000}}
    result = inspect(*[long] * 30)
    section = result.section("Errors")
    assert (len(section), section[-1]) == (21, "and 10 more")
    assert max(map(len, section)) <= 400


def test_summary_alone(inspect: Inspect) -> None:
    result = inspect(CLEARED, "oops", options=["--summary"])
    assert result.lines[:2] == ["", "Summary"]
    assert result.totals["undecodable lines"] == "1"


# --- Filters -------------------------------------------------------------------------------


def test_filters_choose_what_is_listed_and_the_summary_is_of_all(inspect: Inspect) -> None:
    result = inspect(said("a"), CLEARED, "oops", said("b"), options=["--type", "*transcript*"])
    assert [line.split()[0] for line in result.listing] == ["1", "4"]
    assert result.totals["frames"] == "4"
    assert result.totals["frames listed"] == "2"
    assert result.totals["undecodable lines"] == "1"
    assert result.code == 1


def test_filters_by_item_and_response(inspect: Inspect) -> None:
    other = said("b") | {"item_id": "item_2"}
    options = ["--item", "item_2", "--response", "resp_1"]
    assert [line.split()[0] for line in inspect(said("a"), other, options=options).listing] == ["2"]


def test_audio_that_is_not_listed_counts(inspect: Inspect) -> None:
    assert inspect(audio(48_000), CLEARED, options=["--type", "x"]).totals["audio received"] == (
        "1.00 s"
    )


def test_types_by_class_and_what_is_excluded(inspect: Inspect) -> None:
    options = ["--type", "*Transcript*", "--type", "!*.done"]
    frames = [said("a"), CLEARED, content("response.audio_transcript.done", transcript="a")]
    assert [line.split()[0] for line in inspect(*frames, options=options).listing] == ["1"]


def test_by_direction(inspect: Inspect) -> None:
    frames = [CANCEL, CLEARED]
    for direction, number in (("sent", "1"), ("received", "2")):
        result = inspect(*frames, options=["--direction", direction])
        assert [line.split()[0] for line in result.listing] == [number]
        assert result.totals["frames listed"] == "1"


def test_a_glob_that_matches_nothing_says_so(inspect: Inspect) -> None:
    options = ["--type", "session.*", "--type", "*.cleared", "--item", "!item 1"]
    result = inspect(CLEARED, options=options)
    assert (result.code, len(result.listing)) == (0, 1)
    assert result.err.splitlines() == [
        'voicelive-events: --type "session.*": it matches no event of the log',
        'voicelive-events: --item "!item 1": it matches no event of the log',
    ]


# --- Both directions -----------------------------------------------------------------------

CANCEL = {"type": "response.cancel", "event_id": "mine"}


def test_what_was_sent_and_what_it_was_answered_by(inspect: Inspect) -> None:
    error = {"message": "There is none.", "event_id": "mine"}
    typed = message("item_user") | {"type": "conversation.item.create"}
    frames = [
        at(0, CANCEL),
        at(1, {"type": "error", "error": error}),
        at(2, typed),
        at(2.1, message("item_user")),
        at(3, audio(480)),
    ]
    result = inspect(*frames)
    assert [
        re.sub("  +", "  ", line.strip()).split("  item_id=")[0] for line in result.listing
    ] == [
        "1  0.000 → ResponseCancel",
        '2  1.000 ← Error  "There is none."  answers #1',
        "3  2.000 → ConversationItemCreate  message  role=user  status=completed",
        "4  2.100 ← ConversationItemCreated  message  role=user  status=completed  answers #3",
        "5  3.000 ← ResponseAudioDelta  10 ms  answers #3 after 1.00 s",
    ]
    assert result.totals["latency"].startswith("1.00 s median")


def test_an_event_that_came_before_answers_nothing(inspect: Inspect) -> None:
    update = {"type": "session.update", "session": {}}
    updated = session(model="m") | {"event_id": "a"}
    result = inspect(update, update, updated, updated)
    assert ["answers" in line for line in result.listing] == [False, False, True, False]


def test_an_interruption_shows(inspect: Inspect) -> None:
    result = inspect(created(), started(), done(status="cancelled"))
    assert ["interruption" in line for line in result.listing] == [False, False, True]


def test_json_of_what_was_sent(inspect: Inspect) -> None:
    named = {"type": "session.update", "session": {"input_audio_format": "g711_ulaw"}}
    append = {"type": "input_audio_buffer.append", "audio": "AAAA"}
    _, event, _ = json_lines(inspect(named, append, options=["--json"]))
    assert (event["direction"], event["class"]) == ("sent", "ClientEventInputAudioBufferAppend")
    assert event["audio_s"] == 3 / 8000


def test_json_of_an_answer(inspect: Inspect) -> None:
    events = json_lines(inspect(*TURN, options=["--json"]))
    assert [(e["answers"], e["latency_s"]) for e in events[3:5]] == [(None, None), (2, 0.5)]


def test_lines_begin_anew_in_each_file(run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(encode([CANCEL]))
    error = {"type": "error", "error": {"message": "m", "event_id": "mine"}}
    (tmp_path / "b").write_bytes(encode([error]))
    assert "answers" not in run("inspect", str(tmp_path / "a"), str(tmp_path / "b")).out


# --- Runs of deltas ------------------------------------------------------------------------


def test_deltas_are_one_line(inspect: Inspect) -> None:
    result = inspect(*[audio(1920), said("a ")] * 14, CLEARED)
    assert [line.split()[:5] for line in result.listing] == [
        ["1", "←", "ResponseAudioDelta", "x14", "560"],
        ["2", "←", "ResponseAudioTranscriptDelta", "x14", '"a'],
        ["29", "←", "OutputAudioBufferCleared"],
    ]
    assert result.totals["frames"] == "29"


@pytest.mark.parametrize("options", [["--unfold"], ["--type", "*.delta"], ["--json"]], ids=str)
def test_each_delta_by_itself(inspect: Inspect, options: list[str]) -> None:
    result = inspect(*[audio(1920)] * 14, options=options)
    lines = result.lines[:-1] if options == ["--json"] else result.listing
    assert len(lines) == 14


def test_other_filters_fold_what_they_let_pass(inspect: Inspect) -> None:
    frames = [audio(480), {"type": "response.cancel"}, audio(480)]
    assert len(inspect(*frames, options=["--direction", "received"]).listing) == 1


@pytest.mark.parametrize("end", ["oops", CLEARED])
def test_what_is_held_back_comes_in_its_place(inspect: Inspect, end: Frame) -> None:
    result = inspect(CLEARED, audio(480), audio(480), end, audio(480))
    assert ["ResponseAudioDelta" in line for line in result.listing] == [False, True, False, True]


def test_what_is_held_back_is_listed_before_the_next_file(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes(encode([audio(480)] * 2))
    result = run("inspect", str(tmp_path / "a"), str(tmp_path / "b"))
    assert ["x2" in line for line in result.listing] == [False, True, False, False, True]


def test_what_is_held_back_is_listed_before_the_run_ends(
    run: Callable[..., Run], log: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    result = run("inspect", str(log(audio(480), audio(480))), "--follow")
    assert ["x2" in line for line in result.listing] == [True]


# --- Padding -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [[], ["--content"], ["--json"], ["--json", "--content"]], ids=str
)
def test_padding_is_not_shown(inspect: Inspect, options: list[str]) -> None:
    padded = said("a") | {"obfuscation": "PAD"}
    frames = [padded, padded, CLEARED, padded, {"type": "of.tomorrow", "obfuscation": "PAD"}]
    result = inspect(*frames, options=options)
    assert (result.code, "of.tomorrow" in result.out) == (0, True)
    assert "PAD" not in result.out
    assert "obfuscation" not in result.out


# --- Several files -------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    (tmp_path / "a.jsonl").write_bytes(encode([CLEARED]))
    (tmp_path / "b.jsonl").write_bytes(encode(["oops", at(0, ERROR), at(2, CALL)]))
    return [str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl")]


def test_several_files(run: Callable[..., Run], two: list[str]) -> None:
    result = run("inspect", *two)
    assert [line.strip().partition(" ←")[0] for line in result.listing] == [
        f"==> {two[0]} <==",
        "1",
        "",
        f"==> {two[1]} <==",
        "line 1: not an event: expected JSON, got 'o' at column 1 (Expecting value)",
        "2     0.000",
        "3     2.000",
    ]
    assert result.section("Errors")[0].startswith(f"{two[1]}:2 Error  ")
    assert result.section("Tool calls")[0].startswith(f"{two[1]}:3 get_weather  ")
    assert (result.totals["frames"], result.totals["duration"]) == ("4", "2.00 s")
    assert result.err == "voicelive-events: 1 of 4 lines could not be decoded\n"


# --- Several sessions ----------------------------------------------------------------------


MIXED: list[Frame] = [
    {"session": "a", "n": 1, "event": CLEARED},
    {"session": "a", "n": 2, "event": said("Hi")},
    {"session": "b\x1b c", "n": 1, "event": CLEARED},
    "oops",
    {"session": "a", "n": 3, "event": said(" you")},
]


def test_a_session_that_is_named_has_a_title(inspect: Inspect) -> None:
    result = inspect(*MIXED)
    assert [line.strip().split("  ")[0] for line in result.listing] == [
        "==> session a <==",
        "1 ← OutputAudioBufferCleared",
        "2 ← ResponseAudioTranscriptDelta",
        "",
        r'==> session "b\x1b c" <==',
        "3 ← OutputAudioBufferCleared",
        "line 4: not an event: expected JSON, got 'o' at column 1 (Expecting value)",
        "",
        "==> session a <==",
        "5 ← ResponseAudioTranscriptDelta",
    ]
    assert result.totals["frames"] == "5"


def test_the_title_names_file_and_session(
    run: Callable[..., Run], two: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_bytes(encode(MIXED[:1]))
    titles = [line for line in run("inspect", *two).lines if line.startswith("==>")]
    assert titles == [f"==> {two[0]}, session a <==", f"==> {two[1]} <=="]


def test_one_session_of_several(inspect: Inspect) -> None:
    result = inspect(*MIXED, options=["--session", "a"])
    assert (result.listing[0], len(result.listing)) == ("==> session a <==", 3)
    assert 'x2  "Hi you"' in result.listing[2]
    assert (result.code, result.totals["frames"]) == (0, "3")


def test_the_session_stands_in_the_json(inspect: Inspect) -> None:
    *events, _ = json_lines(inspect(*MIXED, options=["--json"]))
    assert [event.get("session") for event in events] == ["a", "a", "b\x1b c", None, "a"]


# --- JSON ----------------------------------------------------------------------------------


def test_json_of_an_event(inspect: Inspect) -> None:
    event, _ = json_lines(inspect(at(0, CALL), options=["--json"]))
    assert event == {
        "kind": "event",
        "file": "standard input",
        "line": 1,
        "session": None,
        "time": "2027-01-15T08:00:00+00:00",
        "direction": "received",
        "type": "response.output_item.done",
        "class": "ServerEventResponseOutputItemDone",
        "response_id": "resp_1",
        "item_id": "item_1",
        "audio_s": None,
        "tool_call": {
            "name": "get_weather",
            "arguments": '{"city": "Bergen", "api_key": "<hidden>…',
        },
        "answers": None,
        "latency_s": None,
        "problems": [],
    }


def test_json_of_audio_and_problems(inspect: Inspect) -> None:
    frames = [audio(4800), audio(2) | {"delta": "!!"}]
    good, bad, _ = json_lines(inspect(*frames, options=["--json"]))
    assert good["audio_s"] == 0.1
    assert bad["audio_s"] is None
    assert bad["problems"] == [
        {
            "path": "$.delta",
            "code": "invalid_value",
            "expected": "base64 text",
            "got": "string '!!'",
        }
    ]


def test_json_of_more_problems_than_anybody_reads(inspect: Inspect) -> None:
    event = json_lines(inspect(session(modalities=[1] * 1234), options=["--json"]))[0]
    assert (len(event["problems"]), event["more_problems"]) == (1000, 234)
    assert event["problems"][-1]["path"] == "$.session.modalities[999]"


def test_json_with_content_has_the_event_without_its_secrets(inspect: Inspect) -> None:
    frame = {"type": "of.tomorrow", "token": "CANARY", "text": "hello"}
    event = json_lines(inspect(frame, options=["--json", "--content"]))[0]["event"]
    assert event == frame | {"token": "<hidden>"}
    assert "hello" not in inspect(frame, options=["--json"]).out


def test_json_shows_no_credentials(inspect: Inspect) -> None:
    frames = [session(metadata={"api_key": 7777777}), '"Bearer 7777777"']
    result = inspect(*frames, options=["--json", "--content"])
    assert json_lines(result)[0]["problems"][0]["got"] == "a hidden value"
    assert "7777777" not in result.out + result.err


def test_json_of_a_failed_line(inspect: Inspect) -> None:
    result = inspect(CLEARED, "oops", options=["--json"])
    assert json_lines(result)[1] == {
        "kind": "undecodable",
        "file": "standard input",
        "line": 2,
        "error": "expected JSON, got 'o' at column 1 (Expecting value)",
    }
    assert result.code == 1


def test_json_summary(inspect: Inspect) -> None:
    summary = json_lines(inspect(*TURN, CALL, {"type": "new"}, options=["--json"]))[-1]
    assert summary == {
        "kind": "summary",
        "frames": 8,
        "undecodable": 0,
        "models": [],
        "voices": [],
        "api": "dated",
        "duration_s": 3.0,
        "audio_s": 1.0,
        "audio_sent_s": 0.0,
        "user_turns": 1,
        "responses": {"completed": 1},
        "interruptions": 0,
        "latency_s": {"count": 1, "min": 0.5, "median": 0.5, "max": 0.5},
        "tokens": {"input": 0, "cached": 0, "output": 0},
        "tool_calls": 1,
        "errors": 0,
        "problems": 0,
        "classes": {
            "InputAudioBufferSpeechStarted": 1,
            "InputAudioBufferSpeechStopped": 1,
            "ConversationItemCreated": 1,
            "ResponseCreated": 1,
            "ResponseAudioDelta": 1,
            "ResponseDone": 1,
            "ResponseOutputItemDone": 1,
            "UnknownServerEvent": 1,
        },
        "unknown_types": {"new": 1},
    }


def test_json_without_times_says_null(inspect: Inspect) -> None:
    event, summary = json_lines(inspect(CLEARED, options=["--json"]))
    assert event["time"] is summary["duration_s"] is summary["latency_s"] is None


def test_json_summary_alone(inspect: Inspect) -> None:
    options = ["--json", "--summary"]
    assert [line["kind"] for line in json_lines(inspect(CLEARED, "oops", options=options))] == [
        "summary"
    ]


@pytest.mark.parametrize("nasty", ["\x7f", "\x1b[2J", "\u202e", "\ud800", "a\nb"])
def test_json_is_safe_to_print(inspect: Inspect, nasty: str) -> None:
    frames = [json.dumps(said(nasty)), json.dumps({"type": nasty})]
    result = inspect(*frames, options=["--json", "--content"])
    assert all(line.isprintable() and line.isascii() for line in result.lines)
    assert json_lines(result)[0]["event"]["delta"] == nasty


# --- Following -----------------------------------------------------------------------------


def test_follow_goes_on_until_it_is_interrupted(
    run: Callable[..., Run], log: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = log(CLEARED)
    pending = [b'{"type": "input_audio_', b'buffer.cleared"}\n']

    def write(seconds: float) -> None:
        if not pending:
            raise KeyboardInterrupt
        with path.open("ab") as stream:
            stream.write(pending.pop(0))

    monkeypatch.setattr("time.sleep", write)
    result = run("inspect", str(path), "--follow")
    assert [line.split()[2] for line in result.listing] == [
        "OutputAudioBufferCleared",
        "InputAudioBufferCleared",
    ]
    assert (result.totals["frames"], result.code) == ("2", 130)


@pytest.mark.parametrize("more", [[], ["--json"]], ids=str)
def test_a_glob_that_matched_nothing_until_the_interrupt_says_so(
    run: Callable[..., Run],
    log: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    result = run("inspect", str(log(CLEARED)), "--follow", "--type", "x", *more)
    assert result.code == 130
    assert result.err == "voicelive-events: --type x: it matches no event of the log\n"


@pytest.mark.parametrize("argv", [["--sample"], ["a", "b"]], ids=" ".join)
def test_follow_takes_one_file(run: Callable[..., Run], argv: list[str]) -> None:
    result = run("inspect", *argv, "--follow")
    assert result == (2, "", "voicelive-events: --follow takes one file\n")


def test_unreadable_audio_in_the_listing_only(inspect: Inspect) -> None:
    result = inspect(content("response.audio.delta", delta=5), options=["--json"])
    assert json_lines(result)[0]["audio_s"] is None
