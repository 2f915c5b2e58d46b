"""JSON Schema, draft 2020-12, of a model: what `Model.problems` says, in the words of that draft.

As there, unknown fields, enum values and tags are no fault. What the draft has no word for, or
none that every number would have to repeat: it takes ``3.0`` for an integer, an integer that is
too large for a float for a number, and any depth of nesting.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeAlias

from .codecs import (
    AnyCodec,
    Base64Codec,
    BoolCodec,
    Codec,
    ConstantCodec,
    EnumCodec,
    FloatCodec,
    IntCodec,
    NullCodec,
    StrCodec,
    UnixTimeCodec,
)
from .containers import DictCodec, ListCodec, ModelCodec, UnionCodec
from .dispatch import kinds_of
from .fields import FieldInfo
from .schema import ModelMeta

__all__ = ["JSONSchema", "Reference", "described", "json_schema"]

JSONSchema: TypeAlias = dict[str, Any]

Reference: TypeAlias = Callable[[Any], JSONSchema]
"""Gives the schema that points to the one of a model or an enum."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Groups of four; the last may be padded.
_BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"

# What a datetime holds: the years 1 to 9999.
_FIRST_SECOND, _END = -62135596800, 253402300800


def json_schema(model: ModelMeta) -> JSONSchema:
    """One document for *model*; everything that it refers to stands in its ``$defs``."""
    definitions: dict[str, JSONSchema] = {}
    names: dict[Any, str] = {}

    def reference(target: Any) -> JSONSchema:
        if target is model:
            return {"$ref": "#"}
        if target not in names:
            names[target] = name = _free_name(target.__name__, definitions)
            definitions[name] = {}  # taken, for it may refer to itself
            definitions[name] = described(target, reference)
        return {"$ref": f"#/$defs/{names[target]}"}

    document = {"$schema": _DIALECT, **described(model, reference)}
    return {**document, "$defs": dict(sorted(definitions.items()))} if definitions else document


def _free_name(name: str, taken: dict[str, JSONSchema]) -> str:
    """*name*, or that with a number where another class is called so as well."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}{number}"
    return free


def described(target: Any, reference: Reference) -> JSONSchema:
    """The schema of a model or an enum, in which *reference* stands for each class that it names.

    A model with classes below it is one of those, or of a kind that none of them is.
    """
    if issubclass(target, Enum):
        values = [member.value for member in target]
        return {**_heading(target), "type": "string", "enum": values}
    kinds: list[Any] = kinds_of(target)
    if kinds == [target]:
        return {**_heading(target), **_object(target, reference)}
    one_of = [_object(kind, reference) if kind is target else reference(kind) for kind in kinds]
    return {**_heading(target), "oneOf": one_of}


def _heading(target: Any) -> JSONSchema:
    doc = inspect.cleandoc(vars(target).get("__doc__") or "")
    return {"title": target.__name__, **({"description": doc} if doc else {})}


def _object(model: ModelMeta, reference: Reference) -> JSONSchema:
    """The schema of an object that is of exactly *model*."""
    properties = {info.wire_name: _field(info, reference) for info in model._schema.fields.values()}
    dispatch = model._dispatch
    family = dispatch.family
    if family is not None and dispatch.has_free_tag and family.classes:
        # The tag of another class makes another class.
        properties[family.wire_name]["not"] = {"enum": sorted(family.classes)}
    if dispatch.untagged is not None:
        properties[dispatch.untagged] = {"description": "No object of it has one.", "type": "null"}
    required = [info.wire_name for info in model._schema.fields.values() if info.required]
    return {
        "type": "object",
        **({"properties": properties} if properties else {}),
        **({"required": required} if required else {}),
    }


def _field(info: FieldInfo, reference: Reference) -> JSONSchema:
    schema = _value(info._codec, reference)
    if info.nullable:
        schema = _any_of(schema, {"type": "null"})
    notes: JSONSchema = {"description": info.doc} if info.doc else {}
    if info.visibility == "read":
        notes["readOnly"] = True
    return {**notes, **schema}


def _value(codec: Codec, reference: Reference) -> JSONSchema:
    match codec:
        case AnyCodec():
            return {}
        case NullCodec():
            return {"type": "null"}
        case BoolCodec():
            return {"type": "boolean"}
        case IntCodec():
            return {"type": "integer"}
        case FloatCodec():
            return {"type": "number"}
        case StrCodec(named=named):
            string = {"type": "string"}
            return _any_of({"enum": sorted(named)}, string) if named else string
        case EnumCodec(enum=enum, is_open=is_open):
            member = reference(enum)
            return _any_of(member, {"type": "string"}) if is_open else member
        case ConstantCodec():
            return _constant(codec)
        case Base64Codec():
            return {"type": "string", "contentEncoding": "base64", "pattern": _BASE64}
        case UnixTimeCodec():
            return {"type": "number", "minimum": _FIRST_SECOND, "exclusiveMaximum": _END}
        case ModelCodec():
            return _nested(codec, reference)
        case ListCodec(item=item):
            return {"type": "array", "items": _value(item, reference)}
        case DictCodec(item=item):
            return {"type": "object", "additionalProperties": _value(item, reference)}
        case UnionCodec(by_kind=by_kind):
            members = dict.fromkeys(by_kind.values())  # a number stands in it for two kinds
            return _any_of(*(_value(member, reference) for member in members))
        case _:
            raise TypeError(f"no JSON Schema for {type(codec).__name__}")


def _constant(codec: ConstantCodec) -> JSONSchema:
    kind = "string" if codec.type is str else "integer"
    if codec.single is not None:
        return {"type": kind, "const": codec.single}
    return {"type": kind, "enum": list(codec.values)}


def _nested(codec: ModelCodec, reference: Reference) -> JSONSchema:
    choice = codec.choice
    if choice.tag is None:
        return reference(codec.models[0])
    tag = choice.tag
    # The open class of a union stands for the tags that no other class of it has.
    others = {"type": "object", "properties": {tag: {"not": {"enum": sorted(choice.by_tag)}}}}
    none = {"type": "object", "properties": {tag: {"type": "null"}}}
    limits: dict[Any, JSONSchema] = {choice.open: others, choice.untagged: none}
    return {"oneOf": [{**reference(model), **limits.get(model, {})} for model in codec.models]}


def _any_of(*schemas: JSONSchema) -> JSONSchema:
    """Any of *schemas*; those that are such a choice themselves are seen through."""
    if {} in schemas:
        return {}
    members: list[JSONSchema] = []
    for schema in schemas:
        members += schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    return {"anyOf": members}
