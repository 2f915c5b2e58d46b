"""Base64 text: one verdict, whatever decodes it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voicelive_events._core.base64text import decode_base64, encode_base64, is_base64

from ..backends import BACKENDS, parsed_by

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
QUARTETS = r"[A-Za-z0-9+/]{4}"
RFC_4648 = re.compile(rf"(?:{QUARTETS})*(?:[A-Za-z0-9+/]{{2}}==|[A-Za-z0-9+/]{{3}}=)?")


@pytest.fixture(params=BACKENDS, autouse=True)
def decoded_by(request: pytest.FixtureRequest) -> Iterator[None]:
    with parsed_by(request.param):
        yield


@given(st.binary())
def test_there_and_back(data: bytes) -> None:
    text = encode_base64(data)
    assert text == base64.b64encode(data).decode()
    assert decode_base64(text) == data
    assert is_base64(text)


@given(st.text(ALPHABET + "=", max_size=12) | st.text(max_size=8) | st.text("A=\n -_", max_size=9))
@example("AAAA=")
@example("AA==AA==")
def test_exactly_the_grammar(text: str) -> None:
    is_valid = RFC_4648.fullmatch(text) is not None
    assert is_base64(text) == is_valid
    if is_valid:
        assert decode_base64(text) == base64.b64decode(text)
    else:
        with pytest.raises(ValueError):  # noqa: PT011  # three decoders have words of their own
            decode_base64(text)
