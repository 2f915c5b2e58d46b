"""The face of the assistant while it speaks."""

from __future__ import annotations

__all__ = ["still_face"]

_MS_PER_FRAME = 16
"""Frames come some sixty times a second."""
_BLENDSHAPES = 55


def still_face(start_ms: float, length_ms: float) -> tuple[list[list[float]], int]:
    """The frames of a face that does not move, for a stretch of audio, and the index of the first
    of them."""
    first, end = (int(ms // _MS_PER_FRAME) for ms in (start_ms, start_ms + length_ms))
    return [[0.0] * _BLENDSHAPES for _ in range(first, end)], first
