"""An event loop in a thread of its own, beside synchronous code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

__all__ = ["LoopThread"]


class LoopThread:
    """A thread with an event loop, in which something is started, and stopped in the end."""

    def __init__(self, start: Callable[[], Any], stop: Callable[[], Any]) -> None:
        self._start_it, self._stop_it = start, stop
        self._thread = threading.Thread(target=self._run, name="voicelive stand-in", daemon=True)
        self._ready: Future[None] = Future()
        self._error: BaseException | None = None

    def start(self) -> None:
        """Raises what the start raised."""
        self._thread.start()
        try:
            self._ready.result()
        except BaseException:
            self._thread.join()
            raise

    def stop(self) -> None:
        """Raises what the stop raised."""
        with suppress(RuntimeError):  # the loop is closed: a script has ended it
            self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:
            self._error = error

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_over = asyncio.Event()
        try:
            await self._start_it()
        except BaseException as error:
            self._ready.set_exception(error)
            return
        self._ready.set_result(None)
        try:
            await self._is_over.wait()
        finally:
            await self._stop_it()
