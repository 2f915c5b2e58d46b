"""How far a check looks."""

from __future__ import annotations

__all__ = ["Check"]


class Check:
    """What is asked of a check of a value or a model."""

    __slots__ = ("entered", "nested", "unknown", "version")

    def __init__(
        self, *, nested: bool = True, unknown: bool = False, version: str | None = None
    ) -> None:
        self.nested = nested
        """Whether it enters nested models; a field that is read answers for itself alone."""
        self.unknown = unknown
        """Whether it lists what the service may add: unknown fields, enum values and tags."""
        self.version = version
        """The version of the API that has to have it all; None if none was named."""
        self.entered: set[int] = set()
        """Ids of the models around the place that is looked at; one in itself would never end."""
