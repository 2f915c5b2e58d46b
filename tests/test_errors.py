"""The errors: their parts, their texts, and what survives on the way to somebody else."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from voicelive_events import (
    DecodeError,
    FieldError,
    ModelError,
    Problem,
    ResponseSession,
    ServerEvent,
    ServerEventError,
    ServerEventResponseAudioDelta,
    ValidationError,
    iter_events,
)


def raised_by(job: Callable[[], object]) -> ModelError:
    with pytest.raises(ModelError) as raised:
        job()
    return raised.value


def delta(value: Any) -> ServerEvent:
    return ServerEvent.from_dict({"type": "response.audio.delta", "delta": value})


ERRORS: dict[str, tuple[Callable[[], object], type[ModelError], Any, str]] = {
    "no json": (
        lambda: ServerEvent.from_json('{"type": "error", '),
        DecodeError,
        Problem((), "not_json", "JSON", "the end of the text"),
        (
            "expected JSON, got the end of the text at column 19 "
            "(Expecting property name enclosed in double quotes)"
        ),
    ),
    "no utf-8": (
        lambda: ServerEvent.from_json(b'{"a":\n"\xff"}'),
        DecodeError,
        Problem((), "not_json", "UTF-8", "an invalid start byte"),
        "expected UTF-8, got an invalid start byte at line 2 column 2",
    ),
    "too deep": (
        lambda: ServerEvent.from_json("[" * 200 + "]" * 200),
        DecodeError,
        Problem((), "too_deep", "at most 128 levels of nesting", "more"),
        "expected at most 128 levels of nesting, got more at column 129",
    ),
    "no object": (
        lambda: ServerEvent.from_json("[]"),
        DecodeError,
        Problem((), "wrong_type", "an object", "array of 0"),
        "expected an object, got array of 0, at $",
    ),
    "no tag": (
        lambda: ServerEvent.from_dict({}),
        DecodeError,
        Problem(("type",), "missing", "a string", "nothing"),
        "expected a string, got nothing, at $.type",
    ),
    "another tag": (
        lambda: ServerEventError.from_dict({"type": "warning"}),
        DecodeError,
        Problem(("type",), "invalid_value", "'error' of ServerEventError", "string 'warning'"),
        "expected 'error' of ServerEventError, got string 'warning', at $.type",
    ),
    "a line": (
        lambda: list(iter_events(["", "3"])),
        DecodeError,
        Problem((), "wrong_type", "an object", "integer 3"),
        "line 2: expected an object, got integer 3, at $",
    ),
    "a value that JSON has not": (
        lambda: ServerEvent.from_dict({"type": "error", "error": {"message": b"x"}}),
        DecodeError,
        Problem(("error", "message"), "not_json", "a JSON value", "bytes"),
        "expected a JSON value, got bytes, at $.error.message",
    ),
    "strict": (
        lambda: ServerEvent.from_dict({"type": "error", "error": {"message": 3}}, strict=True),
        ValidationError,
        Problem(("error", "message"), "wrong_type", "a string", "integer 3"),
        "1 problem: expected a string, got integer 3, at $.error.message",
    ),
    "a strict line": (
        lambda: list(iter_events(['{"type":"error","error":3,"event_id":3}'], strict=True)),
        ValidationError,
        Problem(("error",), "wrong_type", "ServerEventErrorDetails", "integer 3"),
        (
            "line 1: 2 problems: expected ServerEventErrorDetails, got integer 3, at $.error; "
            "expected a string, got integer 3, at $.event_id"
        ),
    ),
    "an absent field": (
        lambda: delta("").item_id,  # type: ignore[attr-defined]
        FieldError,
        Problem(("item_id",), "missing", "a string", "nothing"),
        "ServerEventResponseAudioDelta.item_id: expected a string, got nothing, at $.item_id",
    ),
    "a wrong field": (
        lambda: delta("AAE").delta,  # type: ignore[attr-defined]
        FieldError,
        Problem(("delta",), "invalid_value", "base64 text", "string 'AAE'"),
        "ServerEventResponseAudioDelta.delta: expected base64 text, got string 'AAE', at $.delta",
    ),
}

every_error = pytest.mark.parametrize("name", ERRORS)


@every_error
def test_an_error_is_made_of_parts(name: str) -> None:
    job, kind, problem, text = ERRORS[name]
    error = raised_by(job)
    assert type(error) is kind
    assert error.problem == problem
    assert (error.loc, error.code, error.expected, error.got) == tuple(problem)
    assert error.path == problem.path
    assert str(error) == text
    assert repr(error) == f"{kind.__name__}({text!r})"


@every_error
def test_an_error_survives_pickle_and_copy(name: str) -> None:
    error = raised_by(ERRORS[name][0])
    error.add_note("seen on Monday")
    twins: list[Any] = [copy.copy(error), copy.deepcopy(error)]
    twins += [pickle.loads(pickle.dumps(error, level)) for level in range(2, 6)]
    for twin in twins:
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.args == error.args
        assert vars(twin) == vars(error)
        assert twin.problem == error.problem
        for name in ("name", "model", "obj", "problems", "position", "reason", "line_number"):
            assert getattr(twin, name, "none") == getattr(error, name, "none")


def test_where_the_standard_library_says() -> None:
    error = raised_by(lambda: ServerEvent.from_json('{"type": "error",\n "error": {"a" 1}}'))
    assert isinstance(error, DecodeError)
    assert error.position == (2, 16)
    assert error.reason == "Expecting ':' delimiter"
    assert error.loc == ()


def test_a_field_error_names_class_and_attribute() -> None:
    error = raised_by(lambda: delta(3).delta)  # type: ignore[attr-defined]
    assert isinstance(error, FieldError)
    assert (error.model, error.name) == ("ServerEventResponseAudioDelta", "delta")


def test_a_place_is_a_tuple() -> None:
    made = ResponseSession.from_dict({"metadata": {"a key of thirty-nine characters, no less": 3}})
    [problem] = made.problems()
    assert problem.loc == ("metadata", "a key of thirty-nine characters, no less")
    assert problem.path == '$.metadata["a key of thirty-nine ch…"]'
    assert str(problem) == f"expected a string, got integer 3, at {problem.path}"
    assert repr(problem) == f"Problem({problem.path!r}, 'wrong_type', {problem._difference()!r})"
    assert problem._replace(loc=("x",)).path == "$.x"


def test_a_text_that_is_set_is_told_what_the_attribute_takes() -> None:
    wrong: Any = ServerEventResponseAudioDelta
    with pytest.raises(TypeError) as raised:
        wrong(delta="AAEC")
    assert str(raised.value) == (
        "ServerEventResponseAudioDelta.delta: expected bytes, got string 'AAEC'"
    )
    with pytest.raises(TypeError) as raised:
        ResponseSession(expires_at=1)  # type: ignore[arg-type]
    assert str(raised.value) == (
        "ResponseSession.expires_at: expected an aware datetime, got integer 1"
    )


def test_the_base_is_told_which_class_to_construct() -> None:
    with pytest.raises(TypeError) as raised:
        ServerEvent(type="error")
    assert str(raised.value) == (
        "ServerEvent: the tag is that of ServerEventError; "
        "construct ServerEventError, or let from_dict choose the class"
    )


def test_problems_are_listed_as_far_as_a_text_may_go() -> None:
    problems = [Problem(("x", n), "wrong_type", "a string", f"integer {n}") for n in range(12)]
    assert str(ValidationError(problems[:1])) == (
        "1 problem: expected a string, got integer 0, at $.x[0]"
    )
    assert str(ValidationError(problems)).startswith(
        "12 problems: expected a string, got integer 0"
    )
    assert str(ValidationError(problems)).endswith("integer 9, at $.x[9]; and 2 more")
    long = [Problem(("x" * 60,) * 9, "wrong_type", "y" * 999, "z" * 80) for _ in range(12)]
    text = str(ValidationError(long))
    assert 4000 < len(text) < 5000
    assert text.endswith("; and 5 more")


def test_a_validation_error_keeps_the_first_problems_and_counts_all() -> None:
    """A frame of 16 MiB may hold millions."""
    frame = {"type": "session.updated", "session": {"modalities": [1] * 3000}}
    error = raised_by(lambda: ServerEvent.from_dict(frame, strict=True))
    assert isinstance(error, ValidationError)
    assert error.problems == tuple(ServerEvent.from_dict(frame).problems()[:1000])
    assert error.count == 3000
    assert str(error).startswith("3000 problems: ")
    assert str(error).endswith("; and 2990 more")
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (again.problems, again.count) == (error.problems, 3000)


def test_a_validation_error_of_few_problems_has_them_all() -> None:
    error = ValidationError([Problem(("a",), "missing", "a string", "nothing")] * 1000)
    assert (len(error.problems), error.count) == (1000, 1000)
