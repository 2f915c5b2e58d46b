"""The options that say which events are meant."""

from __future__ import annotations

import argparse

import pytest

from voicelive_events import ServerEvent
from voicelive_events.cli.filters import add_filters, chosen

from ..frames import CLEARED, said


def passes(frame: dict[str, str], *options: str, names: tuple[str, ...] = ()) -> bool:
    parser = argparse.ArgumentParser()
    add_filters(parser, *names)
    return chosen(parser.parse_args(options))(ServerEvent.from_dict(frame))


def test_without_options_all_pass() -> None:
    assert passes(CLEARED)
    assert passes(CLEARED, names=("response",))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--type", "response.*"], True),
        (["--type", "session.*", "--type", "*[a]"], True),
        (["--response", "resp_*", "--item", "item_*", "--type", "*"], True),
        (["--response", "resp_1", "--item", "item_2"], False),
    ],
)
def test_options(options: list[str], expected: bool) -> None:
    assert passes(said("x"), *options) is expected


def test_a_command_may_have_some_of_them() -> None:
    assert passes(said("x"), "--response", "resp_1", names=("response",))
    assert not passes(CLEARED, "--response", "resp_1", names=("response",))
