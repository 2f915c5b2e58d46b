"""The sets of API versions that events and fields belong to."""

from .enums import ApiVersion

__all__ = [
    "ALL",
    "DATED",
    "DATED_SINCE_2026_01_01",
    "DATED_SINCE_2026_04_10",
    "SINCE_2025_10_01",
    "SINCE_2026_01_01",
    "SINCE_2026_04_10",
    "SINCE_2026_06_01",
    "SINCE_2026_07_15",
    "UNPUBLISHED",
    "V1_ONLY",
    "V2026_06_01_AND_V1",
    "V2026_06_01_ONLY",
    "V2026_07_31_ONLY",
]

ALL = tuple(ApiVersion)
"""Every version of the API, in the order of release."""


def _since(first: ApiVersion) -> tuple[ApiVersion, ...]:
    return ALL[ALL.index(first) :]


SINCE_2025_10_01 = _since(ApiVersion.V2025_10_01)
"""2025-10-01 and every later one, v1 included."""

SINCE_2026_01_01 = _since(ApiVersion.V2026_01_01_PREVIEW)
"""2026-01-01-preview and every later one, v1 included."""

SINCE_2026_04_10 = _since(ApiVersion.V2026_04_10)
"""2026-04-10 and every later one, v1 included."""

SINCE_2026_06_01 = _since(ApiVersion.V2026_06_01_PREVIEW)
"""2026-06-01-preview and every later one, v1 included."""

SINCE_2026_07_15 = _since(ApiVersion.V2026_07_15)
"""2026-07-15 and every later one, v1 included."""

V2026_06_01_ONLY: tuple[ApiVersion, ...] = (ApiVersion.V2026_06_01_PREVIEW,)
"""2026-06-01-preview alone."""

V2026_06_01_AND_V1: tuple[ApiVersion, ...] = (*V2026_06_01_ONLY, ApiVersion.V1)
"""2026-06-01-preview and v1, and none between them."""

V2026_07_31_ONLY: tuple[ApiVersion, ...] = (ApiVersion.V2026_07_31_PREVIEW,)
"""2026-07-31-preview alone."""

V1_ONLY: tuple[ApiVersion, ...] = (ApiVersion.V1,)
"""v1 alone."""

DATED = ALL[:-1]
"""Every version that has a date for a name: all but v1. It is for what v1 has no more, or has under
another name."""

DATED_SINCE_2026_01_01 = SINCE_2026_01_01[:-1]
"""2026-01-01-preview and every later one, without v1."""

DATED_SINCE_2026_04_10 = SINCE_2026_04_10[:-1]
"""2026-04-10 and every later one, without v1."""

UNPUBLISHED: tuple[ApiVersion, ...] = ()
"""None: for what is in no published definition, but documented elsewhere or seen in live frames."""
