"""A connection that records what passes."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any, Protocol, Self

__all__ = ["Recorded"]

_SENDING = frozenset({"send", "send_str", "send_text", "send_bytes", "send_binary", "send_json"})
_RECEIVING = frozenset({"recv", "recv_bytes", "receive", "receive_str", "receive_text"}) | {
    "receive_bytes",
    "receive_json",
}
_CLOSE = {"code": int, "reason": str}  # attributes of an error that tells of a close frame
_ABNORMAL = 1006  # what RFC 6455 has for a connection that ended without a close frame


class _Recorder(Protocol):
    def received(self, frame: Any, /) -> None: ...
    def sent(self, frame: Any, /) -> None: ...
    def closed(self, code: int | None = None, reason: str = "") -> None: ...


class Recorded:
    """Stands for *connection*, be it a blocking one or one to be awaited."""

    def __init__(self, connection: Any, recorder: _Recorder) -> None:
        self._connection = self._context = connection
        self._recorder = recorder
        self._has_ended = False

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._connection, name)
        if name in _SENDING:
            return partial(self._send, value)
        if name in _RECEIVING:
            return partial(self._call, value, self._receive)
        if name == "close":
            return partial(self._call, value, self._end)
        if getattr(value, "_connection", None) is self._connection:
            # Azure's and OpenAI's `connection.session` and the like, which send by themselves.
            value = copy.copy(value)
            value._connection = self
        return value

    def __iter__(self) -> Iterator[Any]:
        try:
            for frame in self._connection:
                yield self._receive(frame)
        except Exception as error:
            self._end_by(error)
            raise
        self._end()

    async def __aiter__(self) -> AsyncIterator[Any]:
        try:
            async for frame in self._connection:
                yield self._receive(frame)
        except Exception as error:
            self._end_by(error)
            raise
        self._end()

    def __next__(self) -> Any:
        return self._call(self._connection.__next__, self._receive)

    def __anext__(self) -> Any:
        return self._call(self._connection.__anext__, self._receive)

    def __enter__(self) -> Self:
        return self._entered(self._context.__enter__())

    def __exit__(self, *error: object) -> Any:
        return self._end(self._context.__exit__(*error))

    async def __aenter__(self) -> Self:
        return self._entered(await self._context.__aenter__())

    async def __aexit__(self, *error: object) -> Any:
        return self._end(await self._context.__aexit__(*error))

    def _entered(self, connection: Any) -> Self:
        """This object. What was wrapped may be a `connect`, of which the *connection* comes now."""
        if connection is not None:
            self._connection, self._has_ended = connection, False
        return self

    def _send(self, send: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        for frame in (*args, *kwargs.values())[:1]:
            self._recorder.sent(_data(frame))
        return self._call(send, lambda result: result, *args, **kwargs)

    def _call(
        self, call: Callable[..., Any], then: Callable[[Any], Any], *args: Any, **kwargs: Any
    ) -> Any:
        """What *call* gives, now or when it is awaited, handed to *then*."""
        try:
            result = call(*args, **kwargs)
        except Exception as error:
            self._end_by(error)
            raise
        return self._await(result, then) if isinstance(result, Awaitable) else then(result)

    async def _await(self, result: Awaitable[Any], then: Callable[[Any], Any]) -> Any:
        try:
            done = await result
        except Exception as error:
            self._end_by(error)
            raise
        return then(done)

    def _receive(self, frame: Any) -> Any:
        if hasattr(frame, "send"):  # `async for connection in connect(...)`, which reconnects
            return Recorded(frame, self._recorder)
        kind = getattr(frame.type, "name", "") if _is_message(frame) else None
        if kind is None:
            self._recorder.received(_data(frame))
        elif kind in ("TEXT", "BINARY"):
            self._recorder.received(frame.data)
        elif kind == "CLOSE":
            self._end_with(frame.data, frame.extra)
        elif kind == "ERROR":
            self._end_with(_ABNORMAL, "")
        elif kind in ("CLOSING", "CLOSED"):
            self._end()
        return frame

    # The end.

    def _end(self, result: Any = None) -> Any:
        """Note that the connection has ended, as it says itself; gives *result* back."""
        code, reason = (getattr(self._connection, f"close_{name}", None) for name in _CLOSE)
        self._end_with(code, reason)
        return result

    def _end_by(self, error: Exception) -> None:
        """Note it if that is what *error* says."""
        closed: Any = getattr(error, "rcvd", error)
        if closed is not error:  # of websockets, where `code` is deprecated
            self._end_with(*(_ABNORMAL, "") if closed is None else (closed.code, closed.reason))
        elif isinstance(error, StopIteration | StopAsyncIteration):
            self._end()
        elif all(isinstance(getattr(error, name, None), kind) for name, kind in _CLOSE.items()):
            self._end_with(*(getattr(error, name) for name in _CLOSE))

    def _end_with(self, code: Any, reason: Any) -> None:
        if not self._has_ended:
            self._has_ended = True
            code = int(code) if isinstance(code, int) else None
            self._recorder.closed(code, reason if isinstance(reason, str) else "")


def _is_message(frame: Any) -> bool:
    """Whether *frame* is a message of aiohttp: its type, its data and something extra."""
    return isinstance(frame, tuple) and hasattr(frame, "type") and hasattr(frame, "extra")


def _data(frame: Any) -> Any:
    """The data of *frame*, if it is a message of wsproto, which httpx-ws gives too."""
    kind = type(frame)
    is_message = kind.__name__ in ("TextMessage", "BytesMessage") and hasattr(frame, "data")
    return frame.data if is_message else frame
