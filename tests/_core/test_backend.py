"""Which backend is used, and that each reads and writes as the standard library does."""

from __future__ import annotations

import json
import sys
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import voicelive_events
from voicelive_events import DecodeError
from voicelive_events._core import backend as backends
from voicelive_events._core import jsontext
from voicelive_events._core.backend import Backend, backend
from voicelive_events._core.base64text import decode_base64, encode_base64, is_base64
from voicelive_events._core.jsontext import dumps, loads

from ..backends import BACKENDS, parsed_by
from .models import Colour, Point

LONG = 4200  # characters: long enough to be read in another way


@pytest.fixture(params=BACKENDS)
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    with parsed_by(request.param):
        yield request.param


def test_the_backend_that_is_asked_for(parser: str) -> None:
    assert voicelive_events.json_backend() == parser


def test_a_backend_that_nobody_knows() -> None:
    with parsed_by("bogus"), pytest.raises(ValueError) as raised:  # noqa: PT011
        loads("{}")
    assert str(raised.value) == ("VOICELIVE_EVENTS_JSON: expected 'json' or 'msgspec', got 'bogus'")


def test_a_backend_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", None)
    with parsed_by("msgspec"), pytest.raises(ImportError):
        loads("{}")
    with parsed_by(None):
        assert loads("{}") == {}
        assert voicelive_events.json_backend() == "json"


def test_the_backend_that_is_found() -> None:
    with parsed_by(None):
        assert voicelive_events.json_backend() == "msgspec"


def test_each_package_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("pybase64", "jiter"):
        monkeypatch.setitem(sys.modules, package, None)
    with parsed_by(None):
        found = backend()
        assert found.name == "msgspec"
        assert found.parse_flat is found.parse
        assert found.encode is not None
        assert decode_base64("AA==") == b"\0"
        assert encode_base64(b"\0") == "AA=="
        assert is_base64("AA==")
        assert not is_base64("AA=")


def test_what_the_backend_says_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Backend(
        "json",
        parse=lambda text: ["parsed", text],
        parse_flat=lambda text: ["long", len(text)],
        decode_base64=lambda text: text.encode(),
        encode_base64=lambda data: data.decode(),
        base64_size=lambda text: len(text) if text == "none" else None,
        encode=lambda tree: b"written",
    )
    monkeypatch.setattr(backends, "in_use", said)
    assert loads("{}") == ["parsed", "{}"]
    assert loads(f'{{"a": "{"x" * LONG}"}}') == ["long", LONG + 9]
    assert decode_base64("none") == b"none"
    assert encode_base64(b"none") == "none"
    assert is_base64("none")
    assert dumps({}) == "written"


# --- A long text: mostly one string -----------------------------------------------------------

AUDIO = "QUJD" * (LONG // 4)
LONG_TEXTS = {
    "audio": f'{{"type": "t", "delta": "{AUDIO}", "i": 1}}',
    "audio first": f'{{"delta": "{AUDIO}", "i": null}}',
    "another alphabet": f'{{"delta": "{"ä€😀" * LONG}"}}',
    "as a key": f'{{"{AUDIO}": 1}}',
    "twice, the first long": f'{{"a": "{AUDIO}", "a": "x"}}',
    "twice, the second long": f'{{"a": "x", "a": "{AUDIO}"}}',
    "no string": f'{{"a": {"1" * LONG}}}',
    "a float": f'{{"a": "{AUDIO}", "b": 1.5}}',
    "blanks": f'{{"a": "x", {" " * LONG} "b": "y"}}',
    "blanks at the end": f'{{"a": "x"}}{" " * LONG}',
    "escapes": '{"a": "' + r"\"\\\n\u00e4" * LONG + '"}',
    "a quote before": '{"a": "x\\"' + AUDIO + '"}',
    "a quote behind": '{"a": "' + AUDIO + '\\"x"}',
    "many members": "{" + ",".join(f'"{i}": "{i}"' for i in range(LONG)) + "}",
    "a bare string": f'"{AUDIO}"',
}
LONG_NO_JSON = {
    "a control character": f'{{"a": "{AUDIO}\n{AUDIO}"}}',
    "no end": f'{{"a": "{AUDIO}',
    "no closing brace": f'{{"a": "{AUDIO}"',
    "two strings": f'{{"a": "x" {AUDIO} "b": "y"}}',
    "trailing data": f'{{"a": "{AUDIO}"}} x',
    "no number": f'{{"a": "{AUDIO}", "b": NaN}}',
    "no number, deeper": f'{{"a": "{AUDIO}", "b": {{"c": NaN}}}}',
    "too large": f'{{"a": "{AUDIO}", "b": 1e400}}',
    "too small": f'{{"a": "{AUDIO}", "b": -1e400}}',
    "too large, under a key that comes again": f'{{"a": "{AUDIO}", "b": 1e400, "b": 1}}',
}


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_a_long_text(parser: str, name: str) -> None:
    text = LONG_TEXTS[name]
    assert len(text) > LONG
    expected = json.loads(text)
    for form in (text, text.encode(), bytearray(text.encode())):
        tree = loads(form)
        assert tree == expected
        assert not isinstance(tree, dict) or list(tree) == list(expected)


@pytest.mark.parametrize("name", LONG_NO_JSON)
def test_a_long_text_that_is_no_json(parser: str, name: str) -> None:
    text = LONG_NO_JSON[name]
    for form in (text, text.encode()):
        with pytest.raises(DecodeError):
            loads(form)


def test_a_long_text_with_what_stands_for_the_string(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can know it, yet even then no string would be lost or come twice."""
    monkeypatch.setattr(backends, "MARK", "mark")
    with parsed_by("json"):
        text = f'{{"a": "{AUDIO}", "mark": 1}}'
        assert loads(text) == json.loads(text)


def test_the_standard_library_is_given_the_rest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = backends._parse
    monkeypatch.setattr(
        backends, "_parse", lambda text: parse(text) if len(text) < LONG else refuse()
    )
    with parsed_by("json"):
        assert loads(LONG_TEXTS["audio"]) == json.loads(LONG_TEXTS["audio"])


def refuse(*_: object) -> NoReturn:
    pytest.fail("the slow way was taken")


def test_audio_is_read_in_the_quick_way(parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_judged", refuse)
    monkeypatch.setattr(jsontext, "_is_shallow", refuse)
    text = LONG_TEXTS["audio"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend(), "parse", refuse)
        assert loads(text) == json.loads(text)
        assert loads(text.encode()) == json.loads(text)


def test_only_what_jiter_reads_otherwise_is_parsed_again() -> None:
    parse_flat = backends._jiter_parser(lambda text: ["again", text])
    audio, number = LONG_TEXTS["audio"], LONG_TEXTS["a float"]
    assert parse_flat(audio) == json.loads(audio)
    assert parse_flat(number) == ["again", number]


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.floats() | st.none()), st.text())
@example({}, '"' * 4000)
@example({"a": "\\"}, "\\" * 4000)
def test_any_long_text(members: dict[str, Any], seed: str) -> None:
    text = json.dumps({**members, "long": (seed + "x") * (LONG // (len(seed) + 1) + 1)})
    found = {name: outcome(name, text) for name in BACKENDS}
    assert found["json"] == found["msgspec"]


def outcome(name: str, text: str) -> object:
    with parsed_by(name):
        try:
            return json.dumps(loads(text))
        except DecodeError as error:
            return str(error)


# --- Writing ----------------------------------------------------------------------------------

STANDARD = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
LEAVES = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.none()
TREES = st.recursive(
    LEAVES | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(TREES)
@example([0.0001, 0.00009999, 1e16, 9999999999999998.0, -0.0, 0.1])
@example(["\x7f", "ä\x00", "\ud800", "😀", "\u2028"])
@example([2**64, -(2**63) - 1])
def test_one_text_whoever_writes_it(tree: Any) -> None:
    for name in BACKENDS:
        with parsed_by(name):
            assert dumps(tree) == STANDARD.encode(tree)


def test_most_trees_are_written_in_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_encoder", None)
    tree = {
        "a": [1, "a", None, True, [0.0, [Colour.RED]]],
        "b": {"c": 1e-4},
        "d": Point(x=1, y=2.5),
    }
    with parsed_by("msgspec"):
        assert dumps(tree) == STANDARD.encode(tree)


ORDERED = OrderedDict(a=1, delta=AUDIO, b=2)
ORDERED.move_to_end("a")
LONG_STRINGS = {
    "audio": {"a": "ä", "delta": AUDIO, "b": [{"c": None}], 1: True},
    "audio twice": {"a": AUDIO, "b": AUDIO},
    "audio, and a quote": {"a": AUDIO + '"'},
    "audio inside": {"a": {"b": AUDIO}},
    "audio in an array": [AUDIO],
    "an order of its own": ORDERED,
    "words": {"a": "It is foggy. " * LONG},
    "another alphabet": {"a": "ä" * LONG},
    "audio alone": AUDIO,
}


@pytest.mark.parametrize("name", LONG_STRINGS)
def test_a_long_string_is_written_like_any(parser: str, name: str) -> None:
    assert dumps(LONG_STRINGS[name]) == STANDARD.encode(LONG_STRINGS[name])


def test_long_base64_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []

    class Watched(json.JSONEncoder):
        def encode(self, o: Any) -> str:
            written.append(o)
            return super().encode(o)

    monkeypatch.setattr(jsontext, "_encoder", Watched(separators=(",", ":")))
    with parsed_by("json"):
        text = dumps({"type": "t", "audio": AUDIO})
    assert text == f'{{"type":"t","audio":"{AUDIO}"}}'
    assert [AUDIO in tree.values() for tree in written] == [False]


def test_models_and_enums_are_written(parser: str) -> None:
    tree = [Point(x=1, y=2.5), {"a": Colour.RED, "b": [Colour.RED]}]
    assert dumps(tree) == '[{"x":1,"y":2.5},{"a":"red","b":["red"]}]'


class Text(str):
    __slots__ = ()


NOT_JSON = {
    "nan": {"a": float("nan")},
    "infinite": [float("inf")],
    "bytes": {"a": b"x"},
    "bytes as a key": {b"x": 1},
    "an object": [object()],
    "a set": [{1}],
}


@pytest.mark.parametrize("name", NOT_JSON)
def test_what_json_has_not_is_refused(parser: str, name: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        dumps(NOT_JSON[name])


def test_what_only_the_standard_library_writes(parser: str) -> None:
    assert dumps({1: (2, 3), None: True, "a": Text("b")}) == '{"1":[2,3],"null":true,"a":"b"}'


def test_an_order_of_its_own_is_written(parser: str) -> None:
    ordered = OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    assert dumps({"x": [ordered]}) == '{"x":[{"b":2,"a":1}]}'


class Backwards(list[int]):
    def __iter__(self) -> Iterator[int]:
        return reversed(self)


def test_an_iterator_of_its_own_is_written(parser: str) -> None:
    assert dumps({"x": Backwards([1, 2])}) == json.dumps(
        {"x": Backwards([1, 2])}, separators=(",", ":")
    )


def test_a_tree_that_holds_itself(parser: str) -> None:
    tree: list[Any] = []
    tree.append(tree)
    with pytest.raises(ValueError, match="Circular"):
        dumps(tree)
