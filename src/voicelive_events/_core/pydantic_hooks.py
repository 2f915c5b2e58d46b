"""What pydantic asks of a model that is the type of a field. Imported when pydantic asks."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pydantic_core
from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from ..errors import DecodeError, Problem, ValidationError
from .describe import describe
from .dispatch import Node
from .jsonschema import JSONSchema, described
from .schema import ModelMeta

__all__ = ["core_schema_of", "json_schema_of"]


def core_schema_of(
    model: type[Node], decode: Callable[..., Any], write: Callable[[Any, Any], Any]
) -> CoreSchema:
    """How pydantic validates a field of the type *model*, with *decode*, and serialises it, with
    *write*."""

    def validate(value: object, _: object) -> Any:
        return value if isinstance(value, model) else _validated(model, decode, value)

    validate.__name__ = model.__name__  # pydantic names it, in a union for instance
    # Nothing is validated by it: it says by which tags a union with a discriminator chooses.
    tags = core_schema.typed_dict_schema(
        {
            wire: core_schema.typed_dict_field(core_schema.literal_schema([tag]))
            for wire, tag in model._dispatch.tags.items()
        }
    )
    return core_schema.no_info_wrap_validator_function(
        validate,
        tags,
        ref=_core_ref(model),
        serialization=core_schema.plain_serializer_function_ser_schema(write, info_arg=True),
    )


def _core_ref(model: type[Node]) -> str:
    return f"{model.__module__}.{model.__qualname__}:{id(model)}"


# --- Validation ------------------------------------------------------------------------------


def _validated(model: type[Node], decode: Callable[..., Any], value: object) -> Any:
    """The instance that *value* decodes as without problems."""
    try:
        return decode(value, strict=True)
    except ValidationError as error:
        lines = [
            _line(each, each.code, f"expected {each.expected}", each.got) for each in error.problems
        ]
    except DecodeError as error:
        text = f"expected {error.expected}, got {error.got}"
        lines = [_line(error.problem, "decode_error", text, describe(value))]
    raise pydantic_core.ValidationError.from_exception_data(model.__name__, lines)


def _line(problem: Problem, code: Any, text: str, got: str) -> InitErrorDetails:
    """One error for pydantic. Its text shows the input, so that is what came in words."""
    # What stands in braces pydantic fills in: the text is such a filling itself.
    told = PydanticCustomError(code, "{text}", {"text": text})
    return {"type": told, "loc": problem.loc, "input": got}


# --- JSON Schema -----------------------------------------------------------------------------

_describing: ContextVar[tuple[ModelMeta, ...]] = ContextVar("describing", default=())
"""The models whose schema is being made, from the outermost: one may hold models of its class."""


def json_schema_of(model: ModelMeta, handler: GetJsonSchemaHandler) -> JSONSchema:
    """The schema of *model* in a document of pydantic's, with its references and definitions."""
    around = (*_describing.get(), model)

    def reference(target: Any) -> JSONSchema:
        if target in around:
            return handler(core_schema.definition_reference_schema(_core_ref(target)))
        # Inside another schema, for the handler passes over what it is given itself.
        return handler(core_schema.chain_schema([TypeAdapter(target).core_schema]))

    token = _describing.set(around)
    try:
        return described(model, reference)
    finally:
        _describing.reset(token)
