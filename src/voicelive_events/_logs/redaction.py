"""What must not be shown: credentials, told by a declaration, by their names and by their looks.

A tree is masked by its names, and so is a text that is a JSON object or array. Any other text is
scanned once, in linear time, for the shapes in which credentials come: ``name=value``,
``name: value``, options, elements of XML, queries and authorities of URLs, and the tokens of
well-known services. That is best effort: what nothing announces is a text like others. Where it is
unclear how far a value goes, more is hidden rather than less.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from functools import cache, lru_cache
from typing import Any

from .._core.fields import FieldInfo
from .._core.jsontext import MAX_DEPTH, loads
from .._core.model import Model
from ..errors import DecodeError, Problem

__all__ = [
    "HIDDEN",
    "data_size",
    "declared_fields",
    "holds_secret",
    "is_secret",
    "is_secret_pair",
    "masked",
    "problem_text",
    "redacted",
    "shown_problem",
]

HIDDEN = "<hidden>"

_PACKAGE = __name__.partition(".")[0]

_LONG = 200  # characters; no word is so long
_BASE64 = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9+/]+={0,2}")


# --- Names ------------------------------------------------------------------------------------

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # of snake_case, kebab-case, camelCase
_LETTERS = re.compile(r"[a-z]+")

_OPENS = "api | access | account | functions? | master | private | secret | shared | subscription"
"""What stands before `key` where the key opens something."""

_SECRET_NAME = re.compile(
    rf"""
    pass_?(?: w(?:or)?d | phrase | code ) | credential | authorization | cookie
    | connection_?string | auth_?(?: code | key ) | sessid | client_?assertion | code_?verifier
    | device_?code
    | secret (?!ar)
    | (?: {_OPENS} ) _?key (?! _?id | _?name )
    | (?<![a-z]) (?: o?auth | bearer | headers | jwt | pwd | sig ) (?![a-z])
    | (?: token | pwd | signature | (?<![a-z]) (?: pass | sas | otp )  # `token_details` only count
        | (?<![a-z])
          (?! (?: cache | event | foreign | group | idempotency | index | item | map | message
                | object | partition | public | routing | row | sort ) _key )
          [a-z]+ _keys?
      ) (?: _value )? $
    """,
    re.VERBOSE,
)
"""A name in lower case, its words joined by ``_``."""

_PARAMETERS = frozenset({"code", "key", "ticket"})
"""What is a credential where it is a parameter of a URL, and may be anything elsewhere."""

_NAMING = ("name", "key", "header")
"""Where an object has the name of its own `value`, as in ``{"name": "Cookie", "value": "..."}``."""


def is_secret(name: str) -> bool:
    """Whether what has this *name* is a credential."""
    return _names_secret(name) if len(name) <= _LONG else _names_secret.__wrapped__(name)


@lru_cache(maxsize=1024)  # the same few names come with every event
def _names_secret(name: str) -> bool:
    # Read in both ways: `authToken` has two words, `TOKEN` and `ToKeN` have one.
    lower = name.lower()
    readings = ("_".join(_WORDS.findall(name)).lower(), "_".join(_LETTERS.findall(lower)))
    return any(map(_SECRET_NAME.search, readings))


# --- Trees ------------------------------------------------------------------------------------


def masked(value: Any, depth: int = 0, *, media: bool = False) -> Any:
    """*value* in plain JSON without its credentials, and without the data of *media*.

    *depth* is how many levels it stands below the top. JSON in texts in JSON could be nested
    without bound: what is deeper than an event can be is hidden.
    """
    if isinstance(value, str):
        return (not media and data_size(value)) or redacted(value, depth)
    if not isinstance(value, dict | list):
        return value
    if depth >= MAX_DEPTH:
        return HIDDEN
    if isinstance(value, list):
        return [
            [item[0], HIDDEN] if is_secret_pair(item) else masked(item, depth + 1, media=media)
            for item in value
        ]
    declared = declared_fields(type(value))
    shown = {}
    for key, item in value.items():
        info = declared.get(key)
        if holds_secret(value, key):
            item = HIDDEN
        elif not media and info and info.format == "base64" and isinstance(item, str):
            item = f"<{len(item)} chars>"
        else:
            item = masked(item, depth + 1, media=media)
        shown[redacted(key, depth)] = item
    return shown


def is_secret_pair(item: Any) -> bool:
    """Whether *item*, an element of a list, is one as in ``["api-key", "..."]``: headers are listed
    so."""
    return (
        isinstance(item, list)
        and len(item) == 2
        and isinstance(item[0], str)
        and is_secret(item[0])
        and item[1] is not None
    )


def holds_secret(holder: dict[str, Any], key: str) -> bool:
    """Whether what stands under *key* in *holder* is a credential. What is null, true, false or
    empty is none.

    Our own classes declare which fields hold one: the `token` of a log probability is a word. In
    those of a user the names count as well.
    """
    if isinstance(holder[key], bool) or holder[key] in (None, "", [], {}):
        return False
    names: list[Any] = [key]
    if info := declared_fields(type(holder)).get(key):
        is_ours = type(holder).__module__.partition(".")[0] == _PACKAGE
        names = [] if is_ours else [key, info.name]
    if key.lower() == "value":
        names += map(holder.get, _NAMING)
    is_named = any(isinstance(name, str) and is_secret(name) for name in names)
    return is_named or (info is not None and info.secret)


@cache
def declared_fields(kind: type) -> dict[str, FieldInfo]:
    """The declared fields by their names on the wire; none if *kind* is no model."""
    return {info.wire_name: info for info in kind.fields()} if issubclass(kind, Model) else {}


def data_size(text: str) -> str | None:
    """The size of *text* if it is no text but data in base64: audio, video, a key exchange."""
    is_data = len(text) > _LONG and _BASE64.fullmatch(text) is not None
    return f"<{len(text)} chars>" if is_data else None


# --- Texts ------------------------------------------------------------------------------------


def redacted(text: str, depth: int = 0) -> str:
    """*text* without the credentials that announce themselves in it; *depth* as of `masked`."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            tree = loads(text)
        except DecodeError:
            return _scanned(text)
        shown = masked(tree, depth, media=True)
        if shown != tree:
            return json.dumps(shown, ensure_ascii=False)
    return _scanned(text)  # a tree, too: of keys that come twice it has one alone


def _is_token(text: str) -> bool:
    """Whether *text* is no name of what only follows, as in ``bearer token: ...``."""
    return text[-1] not in ":=" or not is_secret(text[:-1])


def _is_basic(text: str) -> bool:
    """Whether *text* is a user and a password, or the beginning of them, in base64."""
    try:
        return b":" in b64decode(text[: len(text) // 4 * 4])
    except ValueError:
        return False


_SCHEMES = {"bearer": _is_token, "basic": _is_basic}
"""Schemes of authorization that are words of the language, too."""

# Every quantifier is possessive or bounded, and no two attempts begin in one run of characters: so
# none of them is looked at more than a few times, whatever the text.

_PEM = r"-----BEGIN\ [A-Z0-9\ ]{0,40} PRIVATE\ KEY (?s:.*?) (?: -----END[A-Z0-9\ ]*+----- | \Z )"

_TOKEN = r"""
    eyJ[\w.-]{6,}+                                          # JWT
    | gh[oprsu]_\w{8,}+ | github_pat_\w++ | glpat-[\w-]++   # GitHub, GitLab
    | sk-(?=[a-z-]*+[A-Z0-9_])[\w-]{8,}+ | hf_\w{16,}+      # OpenAI and others, Hugging Face
    | (?:dop_v1|gsk|r8|shpat|whsec)_\w{16,}+ | (?:nvapi|pplx|pypi|xai|xapp)-[\w-]{16,}+
    | (?:AKIA|ASIA)[A-Z0-9]{12,}+                           # AWS
    | [A-Za-z0-9]{52}JQQJ9[A-Za-z0-9=]{8,}+ | [\w.~]{3}[0-9]Q~[\w.~-]{16,}+   # Azure, Entra
    | AIza[\w-]{16,}+ | ya29\.[\w-]++                       # Google
    | xox[a-z]-[\w-]++ | [rs]k_(?:live|test)_\w++ | SG\.[\w-]++\.[\w-]++ | npm_\w{16,}+
    """

_BEARER = r"""(?i: (?: bearer (?: \s | %20 )++ )++ ["']?+
    (?! (?: of | and | or | is | was | for | in | to | on | with | who | that | the | tokens?
          | auth\w*+ | schemes? | headers? | credentials? | bonds? | shares? ) \b ) )"""

_USERINFO = r"""
    [^\s/?\#@:\[]*+ : (?! \d*+ (?![\w@]) )                  # no port, so a password, be it cut off
    (?: (?: (?: (?!//) [^\s@] )*+ @ )++ | [^\s/"'<>]*+ )
    | (?: [^\s/?\#@]*+ @ )++"""

_QUOTES = r"""["'`*\\\s\]),;]*+
    (?: (?: u002[27] | %2[27] | &(?:quot|apos|\#3[49]); ) ["'`*\\\s\]),;]*+ ){0,3}+"""

_ANNOUNCED = re.compile(
    rf"""
    < (?: [\w.-]++ : )? (?P<element> [\w.-]++ ) (?= (?P<tag> \s*+ (?: > | (?= [^<>]*+ > ) ) ) )
    | (?<![\w-]) (?=[\w/-]) (?:
        (?P<token> {_PEM} | {_TOKEN} )
        | {_BEARER} (?: (?= (?P<bearer> [^\s"'<>\\]++ ) ) )?
        | (?i: basic ) \s++ (?= (?P<basic> [A-Za-z0-9+/]++ ) )
        | // (?P<userinfo> {_USERINFO} )
        | (?: -u | --user ) [\s=]++ (?P<user> [^\s:]++ : \S++ )
        | --? (?P<option> \w [\w.-]*+ ) (?= (?P<blank> [ \t]++ ) \S )
        | (?: (?<= \(["'] ) | (?<= \(b["'] ) ) (?P<argument> [\w-]++ )
          (?= (?P<comma> ["'] [ ]*+ , [ ]*+ b? ) ["'] )
        | (?: (?P<query> (?<=[?&\#]) | (?<=&amp;) | (?<=%) (?:3F|26) ) | (?<=%) [23][0-9A-F] )?
          (?P<name>
            (?i: (?: {_OPENS} | azure | encryption | openai | signing | speech | storage )
                 [ .] keys? | connection [ .] string ) | [\w-]++ )
          (?= (?P<gap> {_QUOTES} (?: (?i: is | was | value | content ) \b {_QUOTES} )?+ )
              (?P<sign> (?: =[=>]?+ | -> | \uff1d | %3D ) [ \t]*+
                | (?: :(?!:)=?+ | \uff1a | %3A ) \s*+ ) )
    )""",
    re.VERBOSE,
)
"""What looks like a credential; or a name, followed by what stands between it and its value."""

_NOTHING = re.compile(r"(?:null|None|[Tt]rue|[Ff]alse)[ \t]*+(?:[,}\])\r\n]|\Z)")
_QUOTE = re.compile(r"""\\{0,15}+["'`]""")

_WORD = re.compile(r"\S*+")
_IN_QUERY = re.compile(r"""[^\s"<>&#\\]*+""")
_IN_ELEMENT = re.compile(r"(?:\s|<!\[CDATA\[)*+[^<\n]*+")
_TO_NEXT_NAME = re.compile(
    rf"""(?: {_PEM} | (?! [\s,;&|] \s? ["'`]? [\w.-]++ ["'`]? [ \t]*+ = ) [^\n] )*+""", re.VERBOSE
)
_LINE = re.compile(rf"(?: {_PEM} | [^\n] )*+", re.VERBOSE)
_INDENTED_LINE = re.compile(rf"\n++ (?P<indent> [ \t]++ ) {_LINE.pattern}", re.VERBOSE)

_COMPOUND = re.compile(r"authorization|cookie|headers", re.IGNORECASE)
"""Names of what may itself consist of ``name=value``."""


_ESCAPED = re.compile(
    r"\\{1,15}+u00(2[36d]|3[\dadf]|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\da])", re.IGNORECASE
)
"""A character of a name, or of what stands around it, as JSON may write it."""


def _scanned(text: str) -> str:
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    shown = _without_announced(plain)
    return text if shown == plain else shown


def _without_announced(text: str) -> str:
    shown: list[str] = []
    done = at = 0
    while found := _ANNOUNCED.search(text, at):
        start, end = _credential(text, found)
        if start < end:
            shown += text[done:start], HIDDEN
            done = at = end
        else:
            at = found.end()
    return "".join((*shown, text[done:]))


def _credential(text: str, found: re.Match[str]) -> tuple[int, int]:
    """From where to where the credential goes that was *found* in *text*; empty if it is none."""
    kind = found.lastgroup
    if kind in ("token", "user"):
        return found.span(kind)
    if kind == "userinfo":
        return found.start(kind), found.end() - found[0].endswith("@")
    if kind in _SCHEMES:
        return found.span(kind) if _SCHEMES[kind](found[kind]) else (0, 0)
    name = found["element"] or found["option"] or found["argument"] or found["name"]
    in_query = found["query"] is not None and name in _PARAMETERS
    return _value(text, found) if name and (in_query or is_secret(name)) else (0, 0)


def _value(text: str, found: re.Match[str]) -> tuple[int, int]:
    """As `_credential`, where the name of one was found."""
    start = found.end(found.lastgroup or 0)
    if found["element"]:
        return start, _end(_IN_ELEMENT, text, start)
    if _NOTHING.match(text, start):
        return 0, 0
    if quote := _QUOTE.match(text, start):
        return quote.end(), _closing(quote[0], text, quote.end())
    if found["option"]:
        return start, _end(_WORD, text, start)
    around = "" if found["gap"].strip() else _opened_before(found.start("name"), text)
    if around:  # as in "name: value"
        return start, _closing(around, text, start)
    if not found["sign"].startswith(("=", "\uff1d", "%3D")) or _COMPOUND.search(found["name"]):
        return start, _block_end(text, found.start("name"), start)
    return start, _end(_TO_NEXT_NAME if found["query"] is None else _IN_QUERY, text, start)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _opened_before(name: int, text: str) -> str:
    """The quotation mark that stands right before a *name*, as it is escaped."""
    mark = text[name - 1 : name]
    if mark not in ('"', "'", "`"):
        return ""
    escapes = text[max(name - 16, 0) : name - 1]
    return escapes[len(escapes.rstrip("\\")) :] + mark


def _closing(quote: str, text: str, start: int) -> int:
    """Where *quote*, a quotation mark that may be escaped, closes what it opened before *start*."""
    at = text.find(quote, start)
    while at >= 0:
        after = at + len(quote)
        is_escaped = at > start and text[at - 1] == "\\"  # once more than the one that opened
        is_doubled = text.startswith(quote, after)
        if not (is_escaped or is_doubled or text[after : after + 1].isalnum()):
            return at
        at = text.find(quote, after + len(quote) if is_doubled and not is_escaped else after)
    return len(text)


def _block_end(text: str, name: int, start: int) -> int:
    """The end of the line of a value, and of those below that are indented deeper than its name."""
    line = text.rfind("\n", 0, name) + 1
    indent = len(text[line:name]) - len(text[line:name].lstrip())
    end = _end(_LINE, text, start)
    while (below := _INDENTED_LINE.match(text, end)) and len(below["indent"]) > indent:
        end = below.end()
    return end


# --- Problems ---------------------------------------------------------------------------------


def problem_text(problem: Problem) -> str:
    """*problem* in words; one at a place with a credential's name keeps the value to itself."""
    return str(shown_problem(problem))


def shown_problem(problem: Problem) -> Problem:
    """*problem* without the value, where a credential's name stands in the path."""
    is_hidden = any(is_secret(key) for key in problem.loc if isinstance(key, str))
    return problem._replace(
        loc=tuple(_redacted(key) if isinstance(key, str) else key for key in problem.loc),
        expected=_redacted(problem.expected),
        got="a hidden value" if is_hidden else _redacted(problem.got),
    )


def _redacted(text: str) -> str:
    return _redacted_short(text) if len(text) <= _LONG else redacted(text)


@lru_cache(maxsize=1024)  # a list of a million wrong elements has the same problem a million times
def _redacted_short(text: str) -> str:
    return redacted(text)
