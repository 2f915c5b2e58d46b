"""The responses of a session: one of the conversation at a time, and any number out of band."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ...enums import ResponseStatus
from ...models.responses import ResponseCancelledDetails, ResponseCreateParams
from .._writer import ResponseWriter, SessionWriter
from ._refusals import active_response, no_active_response
from ._scripts import Turn

__all__ = ["Responses"]

_SERVER_ERROR = {
    "type": "server_error",
    "code": "server_error",
    "message": "The server had an error while processing your request.",
}


class Responses:
    """The responses that are under way. *answer* gives one, for a turn, and ends it; *ended* is
    called when that of the conversation has ended, *failed* with what *answer* raised."""

    def __init__(
        self,
        writer: SessionWriter,
        answer: Callable[[Turn, ResponseWriter], Awaitable[None]],
        ended: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._writer = writer
        self._answer = answer
        self._ended = ended
        self._failed = failed
        self._running: dict[str, ResponseWriter] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.latest: str | None = None
        """Id of the response that began last."""

    @property
    def active(self) -> ResponseWriter | None:
        """The response of the conversation, if one is under way."""
        return next((each for each in self._running.values() if each.in_conversation), None)

    def make_room(self, asked: ResponseCreateParams) -> None:
        """End the conversation's response if *asked* to, before the next begins. Raises `Refusal`
        if not."""
        active = self.active
        if active is None or asked.conversation == "none":
            return
        if not asked.cancel_previous:
            raise active_response(active.id)
        self.stop(active, "client_cancelled")

    def begin(self, turn: Turn) -> None:
        """Begin a response."""
        response = self._writer.response(turn.request)
        self.latest = response.id
        self._running[response.id] = response
        task = asyncio.get_running_loop().create_task(self._run(turn, response))
        self._tasks[response.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(response.id, None))

    def cancel(self, response_id: str | None = None) -> None:
        """End a response as the client asks. Raises `Refusal` if it is not there."""
        response = self._running.get(response_id) if response_id else self.active
        if response is None:
            raise no_active_response()
        self.stop(response, "client_cancelled")

    def stop(self, response: ResponseWriter, reason: str) -> None:
        """End a *response* before its end."""
        task = self._tasks.get(response.id)
        if task is not None:
            task.cancel()
        self._forget(response)
        response.end(ResponseStatus.CANCELLED, ResponseCancelledDetails(reason=reason))

    def close(self) -> None:
        """End all of them, and send nothing."""
        for task in self._tasks.values():
            task.cancel()

    async def wait_closed(self) -> None:
        """Wait until none of them runs."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _run(self, turn: Turn, response: ResponseWriter) -> None:
        try:
            await self._answer(turn, response)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # that of pytest.fail is no Exception
            response.end(ResponseStatus.FAILED, {"type": "failed", "error": _SERVER_ERROR})
            self._failed(error)
        finally:
            self._forget(response)

    def _forget(self, response: ResponseWriter) -> None:
        if self._running.pop(response.id, None) is not None and response.in_conversation:
            self._ended()
