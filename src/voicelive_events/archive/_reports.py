"""What was read of an archive, and what was passed over."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .._core.documented import documented

__all__ = ["ArchiveReport", "FileReport", "archive_report"]

_LISTED = 20  # files


# No `from __future__ import annotations` above: `help` would show the types as text.
@documented
@dataclass(slots=True)
class FileReport:
    """What was read of a file, and what was passed over."""

    file: str
    """The name of the file."""

    lines: int = 0
    """Lines that are not blank."""

    events: int = 0
    """Those of them that are events of a session."""

    passed_over: Counter[str] = field(default_factory=Counter)
    """Lines that gave nothing, by the reason."""

    damage: str = ""
    """Why the file could not be read, or not to its end."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was passed over."""
        return not self.passed_over and not self.damage

    def __str__(self) -> str:
        text = f"{self.file}: {_counts(self.lines, self.passed_over)}"
        return f"{text}; not read to its end: {self.damage}" if self.damage else text


@documented
@dataclass(slots=True)
class ArchiveReport:
    """What was read of an archive. As text it tells what was passed over, where, and why."""

    files: Sequence[FileReport]
    """The reports of its files, in order."""

    @property
    def events(self) -> int:
        """Events of sessions in all files."""
        return sum(each.events for each in self.files)

    @property
    def passed_over(self) -> Counter[str]:
        """Lines that gave nothing, by the reason."""
        return sum((each.passed_over for each in self.files), Counter())

    def __str__(self) -> str:
        damaged = [str(each) for each in self.files if not each.is_whole]
        more = len(damaged) - _LISTED
        lines = sum(each.lines for each in self.files)
        return "\n".join(
            [
                *damaged[:_LISTED],
                *([f"and {more:,} more files"] if more > 0 else ()),
                f"{self.events:,} events in {len(self.files):,} files: "
                + _counts(lines, self.passed_over),
            ]
        )


def _counts(lines: int, passed_over: Counter[str]) -> str:
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in passed_over.most_common())
    text = f"{passed_over.total():,} of {lines:,} lines passed over"
    return f"{text} ({reasons})" if reasons else text


def archive_report(reports: Iterable[FileReport]) -> ArchiveReport:
    """The *reports* of the parts of an archive as one, with one for each file."""
    files: dict[str, FileReport] = {}
    for each in reports:
        whole = files.setdefault(each.file, FileReport(each.file))
        whole.lines += each.lines
        whole.events += each.events
        whole.passed_over += each.passed_over
        whole.damage = whole.damage or each.damage
    return ArchiveReport([files[file] for file in sorted(files)])
