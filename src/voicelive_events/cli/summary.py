"""What is said below the listing."""

from __future__ import annotations

from collections import Counter

from .._logs.summary import Examples, Summary
from .console import Writer

__all__ = ["write_summary"]

_STYLES = {
    "errors": "bold red",
    "undecodable lines": "bold red",
    "unknown types": "yellow",
    "problems": "yellow",
}
"""Colours of the totals that are not 0."""


def write_summary(summary: Summary, out: Writer) -> None:
    """Write *summary* for people."""
    totals = summary.totals()
    styles = ["" if total == "0" else _STYLES.get(name, "") for name, total in totals.items()]
    out.table("Summary", list(totals.items()), styles)
    _write_examples(out, "Tool calls", summary.calls)
    _write_examples(out, "Errors", summary.errors, "red")
    _write_counts(out, "Events by class", summary.classes)
    _write_counts(out, "Unknown types", summary.unknown)
    if summary.other_unknown:
        out.paragraph(f"  and {summary.other_unknown} events of further types", indent="  ")
    _write_examples(out, "Problems", summary.problems, "yellow")


def _write_examples(out: Writer, title: str, examples: Examples, style: str = "") -> None:
    """Write a section of the summary, if there is anything to say."""
    if not examples.count:
        return
    out.title(title)
    for text in examples.first:
        out.paragraph(f"  {text}", indent="    ", style=style)
    if unlisted := examples.count - len(examples.first):
        out.line(f"  and {unlisted} more")


def _write_counts(out: Writer, title: str, counts: Counter[str]) -> None:
    """Write the names with their counts, highest first; nothing if there are none."""
    if counts:
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        out.table(title, [(str(count), name) for name, count in ranked])
