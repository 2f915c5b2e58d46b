"""The same as the recipes, in one process and without an engine: what they are measured against."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from voicelive_events.archive import read_sessions
from voicelive_events.metrics import session_metrics


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("output", type=Path)
    parser.add_argument("--workers")
    options = parser.parse_args()
    begin = time.perf_counter()
    sessions, report = read_sessions(options.archive, session_metrics)
    seconds = time.perf_counter() - begin
    rows = ({"session": name, **found._asdict()} for name, found in sorted(sessions.items()))
    options.output.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    print(f"\n{report}\n{len(sessions)} sessions in {seconds:.2f} s")


if __name__ == "__main__":
    main()
