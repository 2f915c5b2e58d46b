"""A fake connection: it plays a session, and keeps what is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Self

from ..client.base import ClientEvent
from ..recording import Frame
from ..server.base import ServerEvent
from ._sessions import ScriptedSession

__all__ = ["AsyncFakeConnection", "FakeConnection"]

_OVER = "the session has no more events, or the connection is closed"


class _Connection:
    """What a blocking connection and one to be awaited have in common."""

    def __init__(
        self,
        session: ScriptedSession | Sequence[ServerEvent],
        answer: Callable[[ClientEvent], object] | None = None,
    ) -> None:
        self.sent: list[ClientEvent] = []
        """What the client has sent so far."""
        self.is_closed: bool = False
        """Whether the client has closed the connection."""
        self._events = session.events if isinstance(session, ScriptedSession) else session
        self._played = 0
        self._answer = answer

    def _take(self, frame: Frame) -> None:
        if self.is_closed:
            raise ConnectionError("the connection is closed")
        if isinstance(frame, Mapping):
            event = ClientEvent.from_dict(frame, strict=True)
        else:
            event = ClientEvent.from_json(frame, strict=True)
        self.sent.append(event)
        if self._answer is not None:
            self._answer(event)

    def _next(self) -> str | None:
        """The next frame, None if there is none yet or the connection is closed."""
        if self.is_closed or self._played == len(self._events):
            return None
        event = self._events[self._played]
        self._played += 1
        return event.to_json()


class FakeConnection(_Connection):
    """A connection for blocking code: frames of a *session* come from it, one after the other.

    What the client sends is checked strictly, and stands in `sent`. *answer* is called with each
    event of it, and may add to *session*, so that more comes::

        session = ScriptedSession()

        def answer(event: ClientEvent) -> None:
            if isinstance(event, ClientEventResponseCreate):
                session.reply("Hello.")

        connection = FakeConnection(session, answer)
        run_my_agent(connection)
        assert [event.type for event in connection.sent] == ["session.update", "response.create"]

    Where no more comes, iteration ends.
    """

    def send(self, frame: Frame) -> None:
        """Take a *frame* of the client, JSON text or a mapping.

        Raises `DecodeError` if it is no event, `ValidationError` if it is one with problems, and
        `ConnectionError` if the connection is closed.
        """
        self._take(frame)

    def recv(self) -> str:
        """The next frame. Raises `ConnectionError` if none will come."""
        frame = self._next()
        if frame is None:
            raise ConnectionError(_OVER)
        return frame

    def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection: nothing can be sent or received any more."""
        self.is_closed = True

    def __iter__(self) -> Iterator[str]:
        while (frame := self._next()) is not None:
            yield frame

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncFakeConnection(_Connection):
    """A `FakeConnection` for code that awaits: it is used alike.

    With an *answer* it waits for what the client will send where no more comes yet, until the
    client closes it.
    """

    def __init__(
        self,
        session: ScriptedSession | Sequence[ServerEvent],
        answer: Callable[[ClientEvent], object] | None = None,
    ) -> None:
        super().__init__(session, answer)
        self._news = asyncio.Event()

    async def send(self, frame: Frame) -> None:
        """As `FakeConnection.send`."""
        self._take(frame)
        self._news.set()

    async def recv(self) -> str:
        """The next frame. Raises `ConnectionError` if none will come."""
        frame = await self._wait()
        if frame is None:
            raise ConnectionError(_OVER)
        return frame

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection: nothing can be sent or received any more."""
        self.is_closed = True
        self._news.set()

    async def _wait(self) -> str | None:
        """The next frame, None if none will come."""
        await asyncio.sleep(0)  # as at a socket, others run meanwhile
        while (frame := self._next()) is None and self._answer and not self.is_closed:
            self._news.clear()
            await self._news.wait()
        return frame

    async def __aiter__(self) -> AsyncIterator[str]:
        while (frame := await self._wait()) is not None:
            yield frame

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()
