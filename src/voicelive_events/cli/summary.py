"""What is said below the listing."""

from __future__ import annotations

from collections import Counter

from .._logs.summary import Examples, Summary
from .._logs.text import duration
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
    totals = _totals(summary)
    styles = ["" if total == "0" else _STYLES.get(name, "") for name, total in totals.items()]
    out.table("Summary", ("", ""), list(totals.items()), styles)
    _write_examples(out, "Tool calls", summary.calls)
    _write_examples(out, "Errors", summary.errors, "red")
    _write_counts(out, "Events by class", "class", summary.classes)
    _write_counts(out, "Unknown types", "type", summary.unknown)
    if summary.other_unknown:
        out.paragraph(f"  and {summary.other_unknown} events of further types", indent="  ")
    _write_examples(out, "Problems", summary.problems, "yellow")


def _totals(summary: Summary) -> dict[str, str]:
    talk = summary.talk
    listed = {} if summary.passed is None else {"frames listed": str(summary.passed)}
    return {
        "frames": str(summary.frames),
        **listed,
        "model": ", ".join(summary.setup.models) or "unknown",
        "voice": ", ".join(summary.setup.voices) or "unknown",
        "API": summary.setup.api or "unknown",
        "duration": _duration(summary),
        "audio received": _audio(summary),
        "audio sent": duration(summary.audio.seconds_sent),
        "user turns": str(talk.user_turns),
        "responses": _with_parts(talk.responses),
        "interruptions": str(talk.interruptions),
        "latency": _latency(summary),
        "tokens": ", ".join(f"{count} {name}" for name, count in talk.tokens.items()) or "0",
        "tool calls": str(summary.calls.count),
        "errors": str(summary.errors.count),
        "unknown types": f"{'more than ' if summary.other_unknown else ''}{len(summary.unknown)}",
        "undecodable lines": str(summary.undecodable),
        "problems": str(summary.problems.count),
    }


def _duration(summary: Summary) -> str:
    seconds = summary.clock.seconds
    return "unknown: the log has no times" if seconds is None else duration(seconds)


def _audio(summary: Summary) -> str:
    seconds, unmeasured = duration(summary.audio.seconds), summary.audio.unmeasured
    return (
        f"{seconds}, and {unmeasured} bytes in a format of unknown rate" if unmeasured else seconds
    )


def _latency(summary: Summary) -> str:
    latency = summary.talk.latency
    if latency is None:
        return "none measured"
    shortest, median, longest = map(duration, latency)
    turns = len(summary.talk.latencies)
    return f"{median} median, {shortest} to {longest}, from end of speech to audio ({turns})"


def _with_parts(counts: Counter[str]) -> str:
    parts = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{counts.total()} ({parts})" if parts else "0"


def _write_examples(out: Writer, title: str, examples: Examples, style: str = "") -> None:
    """Write a section of the summary, if there is anything to say."""
    if not examples.count:
        return
    out.title(title)
    for text in examples.first:
        out.paragraph(f"  {text}", indent="    ", style=style)
    if unlisted := examples.count - len(examples.first):
        out.line(f"  and {unlisted} more")


def _write_counts(out: Writer, title: str, header: str, counts: Counter[str]) -> None:
    """Write the names with their counts, highest first; nothing if there are none."""
    if not counts:
        return
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    out.table(title, ("count", header), [(str(count), name) for name, count in ranked])
