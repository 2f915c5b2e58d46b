"""Standard output as the commands see it."""

from __future__ import annotations

import io

import pytest

from voicelive_events.cli.console import Writer


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def test_a_line_is_one_line_whatever_is_in_it(stream: io.StringIO) -> None:
    Writer(stream).line("a\n\x1b[2J\u202eb")
    assert stream.getvalue() == "a\\n\\x1b[2J\\u202eb\n"


def test_what_is_no_terminal_has_no_width(stream: io.StringIO) -> None:
    out = Writer(stream)
    out.paragraph("word " * 100)
    assert out.width is None
    assert stream.getvalue() == "word " * 100 + "\n"


def test_a_process_without_standard_output_writes_nothing() -> None:
    out = Writer(None)
    out.line("lost")
    out.paragraph("lost")
    out.close_quietly()
    out.abandon()
    assert out.width is None
