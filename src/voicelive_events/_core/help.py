"""What `help` and `inspect.signature` show of a model, worked out when somebody asks."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable

from .fields import ABSENT, FieldInfo

__all__ = ["doc_of", "signature_of"]


def signature_of(fields: Iterable[FieldInfo]) -> inspect.Signature:
    """The keywords of a constructor, with their types; one with a default may be left out."""
    return inspect.Signature(
        [
            inspect.Parameter(
                info.name,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=info.annotation,
                default=inspect.Parameter.empty if info.required else ABSENT,
            )
            for info in fields
            if info.constant is None
        ]
    )


def doc_of(doc: str, fields: Iterable[FieldInfo]) -> str:
    """The docstring *doc* of a class, and below it the fields with theirs."""
    listed = textwrap.indent("\n".join(map(_field, fields)), "    ")
    return "\n\n".join(filter(None, (inspect.cleandoc(doc), "Fields:", listed))) + "\n"


def _field(info: FieldInfo) -> str:
    if info.constant is not None:
        return f"{info.name} = {info.constant!r}"
    declared = f"{info.name}: {inspect.formatannotation(info.annotation)}"
    return f"{declared}\n{textwrap.indent(info.doc, '    ')}".rstrip()
