"""Print what was said and called in a recording, one line an item.

python narrow_items.py session.jsonl
"""

import sys
from collections.abc import Iterator

from voicelive_events import (
    AudioContentPart,
    ContentPart,
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMessageItem,
    ServerEventResponseDone,
    TextContentPart,
)
from voicelive_events.recording import read_recording


def line(item: ResponseItem) -> str:
    match item:
        case ResponseMessageItem():
            return f"{item.role}: {' '.join(map(words, item.content))}"
        case ResponseFunctionCallItem():
            return f"call: {item.name}({item.arguments})"
        case ResponseFunctionCallOutputItem():
            return f"output: {item.output}"
        case _:  # of another class, or of one that this version does not know
            return f"{item.type}: {item.id}"


def words(part: ContentPart) -> str:
    if isinstance(part, TextContentPart):
        return part.text or ""
    if isinstance(part, AudioContentPart):
        return part.transcript or ""
    return f"({part.type})"


def lines(path: str) -> Iterator[str]:
    """What each response is made of, when it is done."""
    for record in read_recording(path):
        if isinstance(record.event, ServerEventResponseDone):
            yield from map(line, record.event.response.output or [])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("give the path of a recording")
    for text in lines(sys.argv[1]):
        print(text)
