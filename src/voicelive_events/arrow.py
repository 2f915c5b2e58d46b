"""Events as flat rows, for Arrow and Parquet and all that reads them: DuckDB, pandas, Spark.

Needs pyarrow, which the extra `arrow` installs. Not part of the package's own namespace: import it
from `voicelive_events.arrow`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, get_args

import pyarrow as pa

from .errors import FieldError
from .server.base import ServerEvent

__all__ = ["event_schema", "to_arrow", "to_batches"]

_BATCH = 4096  # events
_AUDIO_BYTES, _REST = "audio_bytes", "rest"
_INT64 = range(-(2**63), 2**63)


def event_schema() -> pa.Schema:
    """The columns of the flat view: one for each field that any class of events has.

    A column has the field's name on the wire. It holds whole numbers if that is what all of its
    classes declare; else it holds texts as they are, and anything else as JSON text. Two more
    follow: `audio_bytes`, the number of bytes of an event's audio, whose base64 text is left out,
    and `rest`, as JSON text what is in no column: fields that no class knows, and the few values
    that their column cannot hold. A null stands for a field that is null or absent.
    """
    kinds: dict[str, set[pa.DataType]] = {}
    classes: list[type[ServerEvent]] = [ServerEvent, *ServerEvent.registry().values()]
    for cls in classes:
        for info in cls.fields():
            kinds.setdefault(info.wire_name, set()).add(_kind(info.annotation))
    columns = [
        (name, kind.pop() if len(kind) == 1 else pa.string()) for name, kind in kinds.items()
    ]
    return pa.schema([*columns, (_AUDIO_BYTES, pa.int64()), (_REST, pa.string())])


def to_arrow(events: Iterable[ServerEvent]) -> pa.Table:
    """All of *events* as one table, with the columns of `event_schema`."""
    return pa.Table.from_batches(to_batches(events), event_schema())


def to_batches(events: Iterable[ServerEvent]) -> Iterator[pa.RecordBatch]:
    """As `to_arrow`, in batches of some thousand events, for a log that is larger than memory."""
    schema = event_schema()
    events = iter(events)
    while rows := [_row(event, schema) for event in islice(events, _BATCH)]:
        yield pa.RecordBatch.from_pylist(rows, schema)


def _kind(annotation: Any) -> pa.DataType:
    is_int = {annotation, *get_args(annotation)} <= {int, int | None, type(None)}
    return pa.int64() if is_int else pa.string()


def _row(event: ServerEvent, schema: pa.Schema) -> dict[str, Any]:
    row: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, value in event.items():
        column = schema.get_field_index(key)
        if value is None or column < 0 or key in (_AUDIO_BYTES, _REST):
            rest |= {} if value is None else {key: value}
        elif schema.field(column).type == pa.int64():
            (row if type(value) is int and value in _INT64 else rest)[key] = value
        elif not isinstance(value, str):
            row[key] = json.dumps(value)
        else:
            (row if _is_unicode(value) else rest)[key] = value
    for info in event.fields():
        if info.format == "base64":
            with suppress(FieldError):  # what is no base64 stays a text
                audio = getattr(event, info.name)
                row[_AUDIO_BYTES], row[info.wire_name] = len(audio), None
    if rest:
        row[_REST] = json.dumps(rest)
    return row


def _is_unicode(text: str) -> bool:
    """Whether *text* can be written as UTF-8: JSON may hold half a surrogate pair."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
