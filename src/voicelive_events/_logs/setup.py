"""What sessions were set up with: model, voice and API, as far as their events tell."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .._reading import readable
from ..client.base import ClientEvent
from ..client.session import ClientEventSessionUpdate
from ..enums import ApiVersion
from ..models.session import ResponseSession
from ..server.base import ServerEvent
from ..server.session import SessionEvent
from .redaction import redacted
from .text import word

__all__ = ["Setup"]

_LISTED = 5  # names of each kind
_NAME_CUT = 80  # characters


class Setup:
    """Follows the events of both directions."""

    def __init__(self) -> None:
        self.models: list[str] = []
        """The first few models that sessions were of."""
        self.voices: list[str] = []
        """The first few voices that sessions had."""
        self._marks: Counter[str] = Counter()

    @property
    def api(self) -> str | None:
        """`dated` or `v1`, whose events and fields there were more of; None if nothing tells.

        More, because the service of a dated version sends some that only v1 defines.
        """
        [(name, count)] = self._marks.most_common(1) or [("", 0)]
        return name if count else None

    def include(self, other: Setup) -> None:
        """Take what *other* has seen."""
        self._marks.update(other._marks)
        for ours, theirs in ((self.models, other.models), (self.voices, other.voices)):
            ours += [name for name in theirs if name not in ours][: _LISTED - len(ours)]

    def feed(self, event: ServerEvent | ClientEvent) -> None:
        """Take what *event* says."""
        self._mark(event.api_versions)
        if not isinstance(event, SessionEvent | ClientEventSessionUpdate):
            return
        session = readable(lambda: event.session)
        if session is None:
            return
        for info in session.fields():
            if session.get(info.wire_name) is not None:
                self._mark(info.versions or ())
        if isinstance(session, ResponseSession):
            _add(self.models, session.get("model"))
            _add(self.voices, _voice(session))

    def _mark(self, versions: tuple[str, ...]) -> None:
        if versions == (ApiVersion.V1,):
            self._marks["v1"] += 1
        elif versions and ApiVersion.V1 not in versions:
            self._marks["dated"] += 1


def _voice(session: ResponseSession) -> Any:
    audio = readable(lambda: session.audio)
    output = None if audio is None else readable(lambda: audio.output)
    voice = session.get("voice") if output is None else output.get("voice")
    if isinstance(voice, dict):
        return voice.get("name") or voice.get("id") or voice.get("type")
    return voice


def _add(names: list[str], name: Any) -> None:
    if isinstance(name, str) and name:
        shown = word(redacted(name), _NAME_CUT)
        if shown not in names and len(names) < _LISTED:
            names.append(shown)
