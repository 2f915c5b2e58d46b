"""What pydantic asks of a model that is the type of a field. Imported when pydantic asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import pydantic_core
from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from ..errors import DecodeError, ValidationError
from .describe import PathKey, describe
from .families import ModelClass
from .jsonschema import JSONSchema, described

__all__ = ["core_schema_of", "json_schema_of"]


def core_schema_of(model: ModelClass) -> CoreSchema:
    """How pydantic validates and serialises a field of the type *model*."""

    def validate(value: object, _: object) -> Any:
        return _validated(model, value)

    validate.__name__ = model.__name__  # pydantic names it, in a union for instance
    # Nothing is validated by it: it says by which tags a union with a discriminator chooses.
    tags = core_schema.typed_dict_schema(
        {
            wire: core_schema.typed_dict_field(core_schema.literal_schema([tag]))
            for wire, tag in model._schema.tags.items()
        }
    )
    return core_schema.no_info_wrap_validator_function(
        validate,
        tags,
        ref=_core_ref(model),
        serialization=core_schema.plain_serializer_function_ser_schema(model.as_dict),
    )


def _core_ref(model: ModelClass) -> str:
    return f"{model.__module__}.{model.__qualname__}:{id(model)}"


# --- Validation ------------------------------------------------------------------------------


def _validated(model: ModelClass, value: object) -> Any:
    """*value* if it is an instance already, else the one that it decodes as without problems."""
    if isinstance(value, model):
        return value
    try:
        return model.from_dict(value, strict=True)
    except ValidationError as error:
        lines = [
            _line(problem.code, f"expected {problem.expected}", problem.got, problem.path)
            for problem in error.problems
        ]
    except DecodeError as error:
        text, _, path = str(error).rpartition(", at ")
        lines = [_line("decode_error", text or path, describe(value), path)]
    raise pydantic_core.ValidationError.from_exception_data(model.__name__, lines)


def _line(code: Any, text: str, got: str, path: str) -> InitErrorDetails:
    """One error for pydantic. Its text shows the input, so that is what came in words."""
    return {"type": PydanticCustomError(code, text), "loc": tuple(_keys(path)), "input": got}


_STEP = re.compile(r'\.(\w+)|\[([0-9]+)\]|\["((?:[^"\\]|\\.)*)"\]')


def _keys(path: str) -> Iterable[PathKey]:
    """The keys of a JSON path."""
    for name, index, quoted in _STEP.findall(path):
        yield int(index) if index else name or re.sub(r"\\(.)", r"\1", quoted)


# --- JSON Schema -----------------------------------------------------------------------------

_describing: ContextVar[tuple[ModelClass, ...]] = ContextVar("describing", default=())
"""The models whose schema is being made, from the outermost: one may hold models of its class."""


def json_schema_of(model: ModelClass, handler: GetJsonSchemaHandler) -> JSONSchema:
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
