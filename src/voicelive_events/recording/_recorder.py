"""Writing a recording while the session runs."""

from __future__ import annotations

import json
import os
import stat
import threading
import time
import warnings
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeAlias, TypeVar, cast

from .._core.jsontext import copy_tree, dumps, is_deep, loads
from ..errors import DecodeError
from ._line import decoded
from ._masking import is_bare_media, masked_text, masked_tree
from ._packing import SUFFIXES, Compression, check_is_there, pack
from ._record import Direction
from ._wrapper import Recorded

__all__ = ["Frame", "Recorder", "put_aside", "steady_clock"]

Frame: TypeAlias = str | bytes | bytearray | memoryview | Mapping[str, Any]
"""What passes on a connection: text or bytes, or an event."""

Connection = TypeVar("Connection")


class Recorder:
    """Writes what is received and sent as it passes, one line of JSON for each frame.

    As a context manager it is closed at its end. Each line is flushed: a crash loses at most the
    one that is being written.

    **A recorder never breaks a session.** If the file cannot be opened or written, recording stops:
    the error is the recorder's `failure`, is given to *on_error* and is warned of once, as a
    `RuntimeWarning`. All methods then do nothing. They may be called from any thread.

    :param path: the file, or one that is open already, which is then left open. A file that is
        there before is renamed as by `rotate`, never overwritten.
    :param session: stands in every line, and tells the session from others of an archive.
    :param mask: whether credentials are hidden: the secret fields of the events, and what is called
        like one; in texts, what announces itself as one, as well as that can be told.
    :param max_bytes: the size at which the file is rotated; by default it never is.
    :param compression: how files that were rotated are compressed.
    :param on_error: called with what stopped the recorder.
    :param clock: gives the time in Unix seconds; by default it starts with the system's clock and
        never steps back.

    Raises `ValueError` for a *compression* that is none of the two, `ImportError` for one that is
    not installed.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | IO[bytes] | IO[str],
        *,
        session: str | None = None,
        mask: bool = True,
        max_bytes: int | None = None,
        compression: Compression = "gzip",
        on_error: Callable[[Exception], object] | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        check_is_there(compression)
        self.failure: Exception | None = None
        """What stopped the recorder; None while it records."""
        self._session = session
        self._mask = mask
        self._max_bytes = max_bytes
        self._compression: Compression = compression
        self._on_error = on_error
        self._clock = clock or steady_clock()
        self._lock = threading.RLock()
        self._packing: list[threading.Thread] = []
        self._n = 0
        self._size = 0
        self._file: Any = None
        self._path: Path | None = None
        if isinstance(path, str | os.PathLike):
            self._path = Path(path)
            self._attempt(self._open)
        else:
            self._file = path

    def received(self, frame: Frame) -> None:
        """Record a *frame* that came from the service, be it an event or not."""
        self._attempt(partial(self._record, "received", frame))

    def sent(self, frame: Frame) -> None:
        """Record a *frame* that goes to the service, be it an event or not."""
        self._attempt(partial(self._record, "sent", frame))

    def closed(self, code: int | None = None, reason: str = "") -> None:
        """Record that the connection ended: *code* and *reason* are those of the close frame."""
        self._attempt(partial(self._record_end, code, reason))

    def wrap(self, connection: Connection) -> Connection:
        """*connection*, of websockets, aiohttp or azure-ai-voicelive, in a form that records what
        is sent and received through it, and its end. For the rest it is as the connection itself.
        It may also be the context manager that gives a connection.

        A frame is recorded before it is sent, for its answer comes after it.
        """
        return cast("Connection", Recorded(connection, self))

    def rotate(self) -> None:
        """Go on in a new file. What was recorded so far is kept beside it, numbered before the
        suffix, as in ``session-000001.jsonl.gz``, and is compressed in a thread of its own.

        A file that was given open, and one that is no regular file, is not rotated.
        """
        self._attempt(self._rotate)

    def close(self) -> None:
        """Close the file, if the recorder opened it, and wait until old ones are compressed."""
        with self._lock:
            file, self._file = self._file, None
            packing, self._packing = self._packing, []
        if file is not None and self._path is not None:
            self._attempt(file.close)
        for thread in packing:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # Lines.

    def _record(self, direction: Direction, frame: Any) -> None:
        self._write({"direction": direction, **self._content(frame)})

    def _record_end(self, code: int | None, reason: str) -> None:
        self._write({"closed": {"code": code, "reason": self._masked_text(reason)}})

    def _content(self, frame: Any) -> dict[str, Any]:
        """What a line says of *frame*."""
        if is_bare_media(frame):
            return {"event": frame}  # at once, uncopied: a recording has more of these than others
        if isinstance(frame, bytearray | memoryview):
            frame = bytes(frame)
        if not isinstance(frame, str | bytes):
            frame = _plain(frame)
        tree = None
        with suppress(DecodeError):
            tree = loads(frame) if isinstance(frame, str | bytes) else frame
        if isinstance(tree, dict):
            content = {"event": self._masked(tree)}
            # The envelope is one level more than the event: that may be more than can be read.
            return {"frame": dumps(content["event"])} if is_deep(content) else content
        if isinstance(frame, bytes):
            try:
                frame = frame.decode()
            except UnicodeDecodeError:
                return {"frame": b64encode(frame).decode(), "encoding": "base64"}
        return {"frame": self._masked_text(frame)}

    def _masked_text(self, text: str) -> str:
        return masked_text(text) if self._mask else text

    def _masked(self, tree: dict[str, Any]) -> Any:
        if not self._mask:
            return tree
        with suppress(DecodeError):  # no event: names alone tell credentials
            tree, _ = decoded(tree)
        return masked_tree(tree)

    def _write(self, content: dict[str, Any]) -> None:
        if self._file is None:
            raise ValueError("the recorder is closed")
        self._n += 1
        line: dict[str, Any] = {"n": self._n, "time": round(self._clock(), 6)}
        if self._session is not None:
            line["session"] = self._session
        text = dumps(line | content) + "\n"
        self._file.write(text if hasattr(self._file, "encoding") else text.encode())
        self._file.flush()
        self._size += len(text)
        if self._max_bytes is not None and self._size >= self._max_bytes:
            self._rotate()

    # Files.

    def _open(self) -> None:
        assert self._path is not None
        put_aside(self._path)
        self._file = self._path.open("ab")
        self._size = 0

    def _rotate(self) -> None:
        if self._path is None or self._file is None or not self._size:
            return
        state = os.fstat(self._file.fileno())
        if not stat.S_ISREG(state.st_mode):
            return
        # Another recorder of the same path has its own file there, or writes to this one.
        is_own = _is_at(self._path, state) and state.st_size == self._size
        self._file.close()
        part = _set_aside(self._path) if is_own else None
        self._open()
        if part is not None:
            thread = threading.Thread(target=self._pack, args=(part,), name=f"pack {part.name}")
            thread.start()
            self._packing = [each for each in self._packing if each.is_alive()] + [thread]

    def _pack(self, part: Path) -> None:
        try:
            pack(part, self._compression)
        except Exception as error:  # it stays as it is, and the recorder goes on
            self._tell(error, f"{part} was not compressed")

    # Errors.

    def _attempt(self, act: Callable[[], object]) -> None:
        """Do one thing of a session that must not fail for it."""
        with self._lock:
            if self.failure is not None:
                return
            try:
                act()
                return
            except Exception as error:
                failure = self.failure = error
                file, self._file = self._file, None
        if file is not None and self._path is not None:
            with suppress(Exception):
                file.close()
        self._tell(failure, "recording has stopped")

    def _tell(self, error: Exception, what: str) -> None:
        with suppress(Exception):  # a warning may be made an error
            warnings.warn(f"{what}: {error}", RuntimeWarning, stacklevel=4)
        if self._on_error is not None:
            with suppress(Exception):
                self._on_error(error)


def _plain(frame: Any) -> Any:
    """What is written of *frame*, which is neither text nor bytes: an event as plain JSON; another
    library's object as JSON text of what it holds; of anything else the name of its type."""
    with suppress(Exception):  # of code that is not ours
        if isinstance(frame, Mapping):
            with suppress(DecodeError):
                return copy_tree(frame)
        if isinstance(frame, Mapping) or hasattr(frame, "model_dump"):
            return json.dumps(_nearest(frame))
    return f"<{type(frame).__name__}>"


def _nearest(value: Any) -> Any:
    """What is nearest to *value* in JSON."""
    if hasattr(value, "model_dump"):  # of pydantic
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        items = value.items()
        return {key: _nearest(item) for key, item in items if type(item).__name__ not in _NOT_SENT}
    if isinstance(value, list | tuple):
        return [_nearest(item) for item in value]
    is_json = value is None or isinstance(value, str | int | float)
    return value if is_json else f"<{type(value).__name__}>"


_NOT_SENT = ("NotGiven", "Omit")
"""Classes of OpenAI's client for what it leaves out."""


def steady_clock() -> Callable[[], float]:
    """The system's time as it was, in seconds, going on steadily."""
    start = time.time() - time.monotonic()
    return lambda: start + time.monotonic()


def _is_at(path: Path, state: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.stat(), state)
    except FileNotFoundError:
        return False


def put_aside(path: Path) -> None:
    """Rename what is at *path*, if anything is: whoever writes there still goes on doing so."""
    if path.is_file() and path.stat().st_size:
        _set_aside(path)


def _set_aside(path: Path) -> Path:
    """Rename the file *path*, to a name beside it that no file has, compressed or not; they sort
    as they were made."""
    for number in count(1):
        part = path.with_name(f"{path.stem}-{number:06}{path.suffix}")
        if not any(part.with_name(part.name + suffix).exists() for suffix in SUFFIXES.values()):
            try:
                part.open("xb").close()  # so that no other recorder takes the name
            except FileExistsError:
                continue
            return path.replace(part)
    raise AssertionError("there is always another number")
