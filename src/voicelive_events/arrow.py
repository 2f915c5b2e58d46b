"""Events as rows, for Arrow and Parquet and all that reads them: DuckDB, pandas, Spark.

Needs pyarrow, which the extra `arrow` installs. Not part of the package's own namespace: import it
from `voicelive_events.arrow`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeAlias

from ._extras import missing

try:
    import pyarrow as pa
except ImportError as error:
    raise missing(error, __name__, "pyarrow", "arrow") from None

from ._core.describe import describe
from ._core.jsontext import dumps
from ._core.model import Model
from ._event import VoiceLiveEvent
from ._reading import readable
from .archive import LoggedEvent
from .client.base import ClientEvent
from .recording import Record
from .server.base import ServerEvent

__all__ = ["event_schema", "to_arrow", "to_batches"]

Source: TypeAlias = ServerEvent | ClientEvent | Record | LoggedEvent

_BATCH = 4096  # events
_BATCH_SIZE = 2**24  # characters of their texts
_INT64 = range(-(2**63), 2**63)

_HOLDERS = (dict, list)

_HALF_PAIR = re.compile("[\ud800-\udfff]")

_IDS = ("event_id", "response_id", "item_id", "call_id")
_INDEXES = ("output_index", "content_index")
_TEXTS = ("delta", "text", "transcript", "arguments")


def _struct(*numbers: str, **structs: pa.DataType) -> pa.DataType:
    return pa.struct([*((name, pa.int64()) for name in numbers), *structs.items()])


_USAGE = _struct(
    *("total_tokens", "input_tokens", "output_tokens"),
    input_token_details=_struct(
        *("cached_tokens", "text_tokens", "audio_tokens", "image_tokens"),
        cached_tokens_details=_struct("text_tokens", "audio_tokens", "image_tokens"),
    ),
    output_token_details=_struct("text_tokens", "audio_tokens", "reasoning_tokens"),
)
_SCHEMA = pa.schema(
    [
        ("session", pa.string()),
        ("n", pa.int64()),
        ("time", pa.timestamp("us", "UTC")),
        ("direction", pa.string()),
        ("type", pa.string()),
        *((name, pa.string()) for name in _IDS),
        *((name, pa.int64()) for name in _INDEXES),
        ("text", pa.string()),
        ("audio_bytes", pa.int64()),
        ("usage", _USAGE),
        ("event", pa.string()),
        ("exact", pa.string()),
    ]
)


def event_schema() -> pa.Schema:
    """The columns, which are the same for whatever events and classes there are:

    - `session`, `n`, `time`: what a record says of the event; null for an event by itself
    - `direction`: `received` or `sent`
    - `type`, `event_id`, `response_id`, `item_id`, `call_id`, `output_index`, `content_index`: the
      event's own
    - `text`: what was said or written: its `delta`, `text`, `transcript` or `arguments`
    - `audio_bytes`: how many bytes of audio it has
    - `usage`: the tokens of its response, in the form of a `TokenUsage`
    - `event`: all of the event as JSON text, without its audio
    - `exact`: the same in ASCII, where `event` has the sign U+FFFD for half a surrogate pair, which
      JSON may hold and UTF-8 may not

    What is absent, null or of another type than its column is null there.
    """
    return _SCHEMA


def to_arrow(events: Iterable[Source]) -> pa.Table:
    """All of *events* as one table, with the columns of `event_schema`."""
    return pa.Table.from_batches(to_batches(events), _SCHEMA)


def to_batches(events: Iterable[Source]) -> Iterator[pa.RecordBatch]:
    """As `to_arrow`, in batches of bounded size, for a log that is larger than memory.

    *events* are events, or records that have more to say of them. A record without an event is
    passed over.
    """
    rows: list[_Row] = []
    size = 0
    for each in events:
        row = _row(each)
        if row is not None:
            rows.append(row)
            size += sum(len(value) for value in row if isinstance(value, str))
        if len(rows) == _BATCH or size > _BATCH_SIZE:
            yield _batch(rows)
            rows, size = [], 0
    if rows:
        yield _batch(rows)


_Row: TypeAlias = tuple[Any, ...]


def _batch(rows: list[_Row]) -> pa.RecordBatch:
    columns = zip(_SCHEMA, zip(*rows, strict=True), strict=True)
    return pa.record_batch([pa.array(values, field.type) for field, values in columns], _SCHEMA)


def _row(source: Source) -> _Row | None:
    session: str | None = None
    n: int | None = None
    time: datetime | None = None
    event: object = source
    if isinstance(source, Record | LoggedEvent):
        session, n, time, event = source.session, source.n, source.time, source.event
        if event is None:
            return None
    if not isinstance(event, VoiceLiveEvent):
        raise TypeError(f"expected events or records of them, got {describe(event)}")
    sizes: list[int] = []
    items = _without_audio(event, sizes)
    text, exact = _json(items)
    get = items.get
    return (
        _text(session),
        _int(n),
        time,
        "sent" if isinstance(event, ClientEvent) else "received",
        _text(get("type")),
        *[_text(get(name)) for name in _IDS],
        *[_int(get(name)) for name in _INDEXES],
        next((_text(get(name)) for name in _TEXTS if isinstance(get(name), str)), None),
        sum(sizes) if sizes else None,
        _usage(get("response")),
        text,
        exact,
    )


def _without_audio(tree: Any, sizes: list[int]) -> Any:
    """*tree* without its audio, whose bytes go to *sizes*. What is no base64 stays."""
    if isinstance(tree, list):
        return [_without_audio(each, sizes) for each in tree]
    if not isinstance(tree, dict):
        return tree
    audio = _audio_fields(type(tree))
    kept = {}
    for key, value in tree.items():
        data = readable(partial(getattr, tree, audio[key])) if key in audio else None
        if data is not None:
            sizes.append(len(data))
        else:
            kept[key] = _without_audio(value, sizes) if isinstance(value, _HOLDERS) else value
    return kept


@cache
def _audio_fields(kind: type) -> dict[str, str]:
    """The attributes of *kind* that hold audio, by their names on the wire."""
    fields = kind.fields() if issubclass(kind, Model) else ()
    return {each.wire_name: each.name for each in fields if each.format == "base64"}


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _json(tree: Mapping[str, Any]) -> tuple[str, str | None]:
    """*tree* as JSON text, and once more if it is not exactly that."""
    text = _encode(tree)
    written = _text(text)
    assert written is not None
    return written, None if written == text else dumps(tree)


def _text(value: object) -> str | None:
    """*value* if it is a text, as it can be written in UTF-8."""
    if not isinstance(value, str):
        return None
    if value.isascii():
        return str(value)
    return _HALF_PAIR.sub("\ufffd", value)


def _int(value: object) -> int | None:
    return value if type(value) is int and value in _INT64 else None


def _usage(response: object) -> Any:
    return _fitting(response.get("usage"), _USAGE) if isinstance(response, dict) else None


def _fitting(value: object, kind: pa.DataType) -> Any:
    """What of *value* is of *kind*: a number, or an object with such members."""
    if not pa.types.is_struct(kind):
        return _int(value)
    if not isinstance(value, dict):
        return None
    return {field.name: _fitting(value.get(field.name), field.type) for field in kind}
