"""Who reads and writes JSON and base64: the standard library, or packages installed for speed.

Whatever a backend refuses, for whatever reason, the standard library judges; what it takes, it
reads exactly as the standard library does.
"""

from __future__ import annotations

import binascii
import json
import json.scanner
import os
from collections.abc import Callable
from typing import Any, Literal, NoReturn, TypeAlias

__all__ = ["BLANK", "INFINITE", "MARK", "Backend", "authority", "backend", "in_use", "json_backend"]

Text: TypeAlias = str | bytes

BLANK = " \t\r\n"
"""White space of JSON."""

INFINITE = (float("inf"), float("-inf"))

MARK = os.urandom(8).hex()
"""Stands for a long string while the rest is read or written; nobody can have sent it."""

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_LITERAL = (*map(chr, range(0x20)), "\\")  # beside the quote, in a string of JSON
_FLOAT = frozenset({float})


class Backend:
    """The functions of one backend."""

    __slots__ = (
        "base64_size",
        "decode_base64",
        "encode",
        "encode_base64",
        "name",
        "parse",
        "parse_flat",
    )

    def __init__(
        self,
        name: Literal["json", "msgspec"],
        *,
        parse: Callable[[Text], Any],
        parse_flat: Callable[[Text], Any],
        decode_base64: Callable[[str], bytes],
        encode_base64: Callable[[bytes], str],
        base64_size: Callable[[str], int | None],
        encode: Callable[[Any], bytes] | None,
    ) -> None:
        self.name: Literal["json", "msgspec"] = name
        self.parse = parse
        """Parses JSON text, or raises an error."""
        self.parse_flat = parse_flat
        """As `parse`, for a long object with no array or object in it: a frame of audio."""
        self.decode_base64 = decode_base64
        """Decodes strict base64, or raises `ValueError`."""
        self.encode_base64 = encode_base64
        """Encodes it, padded."""
        self.base64_size = base64_size
        """How many bytes `decode_base64` makes of the text; None if it does not take it."""
        self.encode = encode
        """Writes a tree of models, dicts, lists and scalars as compact JSON in UTF-8. What else
        it writes JSON does not have."""


in_use: Backend | None = None
"""What `backend` has chosen; None before it was asked for. To look here first saves each frame
the price of a call."""


def backend() -> Backend:
    """The backend in use: the fastest that is installed when it is first asked for.

    The environment variable `VOICELIVE_EVENTS_JSON` overrides it: ``json`` or ``msgspec``.
    Raises `ValueError` if it names another, `ImportError` if it is not there.
    """
    global in_use
    if in_use is None:
        in_use = _fastest(os.environ.get("VOICELIVE_EVENTS_JSON"))
    return in_use


def json_backend() -> Literal["json", "msgspec"]:
    """The parser of `from_json` that is in use: msgspec's if that is installed, else the standard
    library's. What they read is the same.

    The environment variable `VOICELIVE_EVENTS_JSON` chooses one, before the first event is read.
    Raises `ValueError` if it names neither of them, `ImportError` if that is not installed.
    """
    return backend().name


def _fastest(wanted: str | None) -> Backend:
    if wanted not in (None, "json", "msgspec"):
        raise ValueError(f"VOICELIVE_EVENTS_JSON: expected 'json' or 'msgspec', got {wanted!r}")
    if wanted == "json":
        return _STANDARD
    try:
        import msgspec.json  # here, for it costs as much as all the rest of the package
    except ImportError:
        if wanted is not None:
            raise
        return _STANDARD
    parse = msgspec.json.Decoder().decode
    decode_base64, encode_base64, base64_size = _base64_functions()
    return Backend(
        "msgspec",
        parse=parse,
        parse_flat=_jiter_parser(parse),
        decode_base64=decode_base64,
        encode_base64=encode_base64,
        base64_size=base64_size,
        encode=msgspec.json.encode,
    )


def _jiter_parser(parse: Callable[[Text], Any]) -> Callable[[Text], Any]:
    """jiter reads a long string, such as a piece of audio, faster than *parse*."""
    try:
        import jiter
    except ImportError:
        return parse

    def parse_flat(text: Text) -> Any:
        data = text.encode() if isinstance(text, str) else text
        tree = jiter.from_json(data, catch_duplicate_keys=True)
        # To jiter NaN is a number, and one beyond the range of a float infinite; under a key that
        # comes again it would not be seen.
        return tree if _FLOAT.isdisjoint(map(type, tree.values())) else parse(text)

    return parse_flat


def _base64_functions() -> tuple[
    Callable[[str], bytes], Callable[[bytes], str], Callable[[str], int | None]
]:
    try:
        import pybase64
    except ImportError:
        return _decode_base64, _encode_base64, _base64_size
    decode = pybase64.b64decode

    # By place: names take as long again as the decoding of a short piece of audio.

    def decode_base64(text: str) -> bytes:
        return decode(text, None, True)

    def base64_size(text: str) -> int | None:
        try:
            return len(decode(text, None, True))
        except ValueError:
            return None

    return decode_base64, pybase64.b64encode_as_string, base64_size


# --- The standard library ---------------------------------------------------------------------


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite_float(digits: str) -> float:
    number = float(digits)
    if number in INFINITE:
        raise ValueError(digits)
    return number


authority = json.JSONDecoder(parse_float=_finite_float, parse_constant=_refuse_constant)
"""What says whether a text is JSON as RFC 8259 has it."""

_scan: Callable[[str, int], tuple[Any, int]] = json.scanner.make_scanner(authority)  # type: ignore[arg-type]


def _parse(text: Text) -> Any:
    """As the authority, at less cost: bytes are decoded without guessing their encoding, and white
    space is looked for only where it stands in the way."""
    if not isinstance(text, str):
        text = text.decode()
    tree, end = _scan(text, 0)
    if end != len(text) and text[end:].strip(BLANK):
        raise ValueError
    return tree


def _parse_flat(text: Text) -> Any:
    """As `_parse`, for a text that is mostly one string: it is put in after the rest was parsed.

    The scanner looks at each character of a string. To search it for the few that JSON does not
    allow there pays for a piece of audio: the row `decode` of the benchmark.
    """
    if not isinstance(text, str):
        text = text.decode()
    middle = len(text) // 2
    start, end = text.rfind('"', 0, middle) + 1, text.find('"', middle)
    string = text[start:end]
    if any(map(string.__contains__, _NOT_LITERAL)):
        return _parse(text)
    tree = _parse(f"{text[:start]}{MARK}{text[end:]}")
    for key, value in tree.items():
        if value == MARK:
            tree[key] = string
            return tree
    return _parse(text)


def _decode_base64(text: str) -> bytes:
    data = binascii.a2b_base64(text)
    # What is not of the alphabet, or padding too much, is passed over: then the length tells.
    if len(text) != (len(data) + 2) // 3 * 4:
        raise ValueError("characters that are no base64")
    return data


def _encode_base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _base64_size(text: str) -> int | None:
    """The same without decoding it."""
    if len(text) % 4 or not text.isascii():
        return None
    # What is left without the alphabet can only be padding, and that stands at the end.
    rest = text.encode().translate(None, _ALPHABET)
    if rest not in (b"", b"=", b"==") or not text.endswith(rest.decode()):
        return None
    return len(text) // 4 * 3 - len(rest)


_STANDARD = Backend(
    "json",
    parse=_parse,
    parse_flat=_parse_flat,
    decode_base64=_decode_base64,
    encode_base64=_encode_base64,
    base64_size=_base64_size,
    encode=None,
)
