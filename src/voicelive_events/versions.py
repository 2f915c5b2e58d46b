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
"""Every version, in the order of release."""


def _since(first: ApiVersion) -> tuple[ApiVersion, ...]:
    return ALL[ALL.index(first) :]


SINCE_2025_10_01 = _since(ApiVersion.V2025_10_01)
SINCE_2026_01_01 = _since(ApiVersion.V2026_01_01_PREVIEW)
SINCE_2026_04_10 = _since(ApiVersion.V2026_04_10)
SINCE_2026_06_01 = _since(ApiVersion.V2026_06_01_PREVIEW)
SINCE_2026_07_15 = _since(ApiVersion.V2026_07_15)

V2026_06_01_ONLY: tuple[ApiVersion, ...] = (ApiVersion.V2026_06_01_PREVIEW,)
V2026_06_01_AND_V1: tuple[ApiVersion, ...] = (*V2026_06_01_ONLY, ApiVersion.V1)
V2026_07_31_ONLY: tuple[ApiVersion, ...] = (ApiVersion.V2026_07_31_PREVIEW,)
V1_ONLY: tuple[ApiVersion, ...] = (ApiVersion.V1,)

DATED = ALL[:-1]
"""Every version before v1, which has it no more or under another name."""

DATED_SINCE_2026_01_01 = SINCE_2026_01_01[:-1]
DATED_SINCE_2026_04_10 = SINCE_2026_04_10[:-1]

UNPUBLISHED: tuple[ApiVersion, ...] = ()
"""In no published definition: documented, or seen in live frames."""
