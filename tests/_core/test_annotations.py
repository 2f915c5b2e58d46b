"""Which annotations have a codec, and why others have none."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Literal

import pytest

from .asking import codec_for
from .models import Animal, Colour, Dog, Message, Node, Point, Ruby


class Plain(Enum):
    A = 1


KINDS = (
    "JSON is str, int, float, bool, None, Any, Literal, "
    "an enum of strings, a Model, list[...], dict[str, ...] or a union of these"
)


NOT_ALONE = "inside a list, a dict or a union it cannot stand"


ONE_KIND = "two of its types are of one JSON kind"


@pytest.mark.parametrize(
    ("annotation", "format", "message"),
    [
        (set[str], None, f"no codec for set[str]: {KINDS}"),
        (tuple[int, ...], None, f"no codec for tuple[int, ...]: {KINDS}"),
        (dict[int, str], None, f"no codec for dict[int, str]: {KINDS}"),
        (list, None, f"no codec for list: {KINDS}"),
        (object, None, f"no codec for object: {KINDS}"),
        ("Point", None, "no codec for 'Point': write the whole annotation as text"),
        (list["Point"], None, "no codec for 'Point': write the whole annotation as text"),
        (bytes, None, f"no codec for bytes without field(format='base64'); {NOT_ALONE}"),
        (list[bytes], None, f"no codec for bytes without field(format='base64'); {NOT_ALONE}"),
        (
            datetime,
            None,
            f"no codec for datetime without field(format='unix-timestamp'); {NOT_ALONE}",
        ),
        (str, "base64", "format 'base64' is for bytes, not str"),
        (bytes | None, "base64", "format 'base64' is for bytes, not bytes | NoneType"),
        (bytes, "hex", "no format 'hex': there are base64, unix-timestamp"),
        (Plain, None, "no codec for Plain: an enum here derives from StrEnum"),
        (Literal[b"x"], None, "no codec for Literal[b'x']: strings or integers only"),
        (Literal[True], None, "no codec for Literal[True]: strings or integers only"),
        (int | float, None, f"no codec for int | float: {ONE_KIND}"),
        (list[int] | list[str], None, f"no codec for list[int] | list[str]: {ONE_KIND}"),
        (
            Point | Ruby | Node,
            None,
            "no codec for a union of Point, Ruby and Node: no common tag to choose by",
        ),
        (
            Message | Ruby,
            None,
            "no codec for a union of Message and Ruby: no common tag to choose by",
        ),
    ],
)
def test_no_codec(annotation: Any, format: str | None, message: str) -> None:
    with pytest.raises(TypeError) as raised:
        codec_for(annotation, format=format)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (dict[str, int] | Point, ONE_KIND),
        (Colour | Literal["x"], ONE_KIND),
        (Animal | Dog | Ruby | Message, "no common tag to choose by"),
    ],
)
def test_no_codec_for_a_union_with_classes(annotation: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f": {message}$"):
        codec_for(annotation)


def test_two_models_of_one_tag() -> None:
    class Emerald(Ruby):
        pass

    with pytest.raises(TypeError) as raised:
        codec_for(Ruby | Emerald)
    assert str(raised.value) == (
        "no codec for a union of Ruby and Emerald: two are chosen by the same tag"
    )


@pytest.mark.parametrize("annotation", [list[int], dict[str, str], int | str, Colour, Any])
def test_nothing_is_adopted_where_no_model_can_be(annotation: Any) -> None:
    assert codec_for(annotation).adopt is None
