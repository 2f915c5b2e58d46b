"""The same as the recipes, in one process and without an engine: what they are measured against."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from voicelive_events.archive import (
    ArchiveReport,
    Excerpt,
    archive_parts,
    archive_report,
    in_order,
    read_part,
)
from voicelive_events.metrics import SessionMetrics, session_metrics


def run(archive: str) -> tuple[list[tuple[str, SessionMetrics]], ArchiveReport]:
    sessions: dict[str, list[Excerpt]] = {}
    reports = []
    for part in archive_parts(archive):
        excerpts, report = read_part(part)
        reports.append(report)
        for excerpt in excerpts:
            sessions.setdefault(excerpt.session, []).append(excerpt)
    found = [(session, session_metrics(in_order(own))) for session, own in sessions.items()]
    return found, archive_report(reports)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("output", type=Path)
    parser.add_argument("--workers")
    options = parser.parse_args()
    begin = time.perf_counter()
    sessions, report = run(options.archive)
    seconds = time.perf_counter() - begin
    rows = (json.dumps({"session": name, **found._asdict()}) for name, found in sorted(sessions))
    options.output.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"\n{report}\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
