"""Credentials are told by what declares them and by their names, and hidden."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelive_events import (
    IceServer,
    LogProbProperties,
    MCPServer,
    Model,
    Problem,
    ServerEvent,
    field,
)
from voicelive_events._logs.meter import AudioMeter
from voicelive_events._logs.redaction import is_secret, masked, problem_text, redacted
from voicelive_events._logs.wording import Wording

from ..frames import content

CANARY = "CANARY"
ICE = {"urls": ["turn:turn.example.com"], "username": "u", "credential": f"{CANARY}-3"}
NAMES = [
    "authorization",
    "Authorization",
    "headers",
    "HEADERS",
    "credential",
    "password",
    "secret",
    "token",
    "TOKEN",
    "ToKeN",
    "api_key",
    "api-key",
    "Api-Key",
    "apiKey",
    "apikey",
    "access_token",
    "accessToken",
    "client_secret",
    "clientSecret",
    "db_password",
    "DB_PASS",
    "x-api-key",
    "api_keys",
    "Ocp-Apim-Subscription-Key",
    "x-functions-key",
    "AccountKey",
    "SharedAccessKey",
    "sharedaccesskey",
    "secondaryKey",
    "AZURE_OPENAI_KEY",
    "aws_secret_access_key",
    "private_key_pem",
    "token_value",
    "token1",
    "Set-Cookie",
    "connectionString",
    "X-Amz-Signature",
    "sig",
    "auth",
    "access.key",
    "authkey",
    "auth_code",
    "PHPSESSID",
    "client_assertion",
    "code_verifier",
    "pass_word",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_credentials(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "total_tokens",
        "max_output_tokens",
        "input_token_details",
        "token_type",
        "SharedAccessKeyName",
        "access_key_id",
        "prompt_cache_key",
        "public_key",
        "monkey",
        "secretary",
        "text",
        "key",
        "item_id",
        "keyboard",
        "author",
        "session_id",
        "error_code",
        "event.key",
        "a",
        "",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret(name)


def _secret_fields() -> Iterator[Any]:
    for model in (MCPServer, IceServer):
        yield from (info for info in model.fields() if info.secret)


def test_declared_secrets_need_no_telling_name() -> None:
    fields = list(_secret_fields())
    assert [info.name for info in fields] == ["authorization", "headers", "credential"]


class Vault(Model):
    pin: str = field(secret=True)
    code: str = field(name="secret_code")
    password: str = field(name="pw1")


def test_a_class_of_a_user_counts_by_its_names_too() -> None:
    vault = {"pin": CANARY, "secret_code": CANARY, "pw1": CANARY}
    assert masked([Vault.from_dict(vault)]) == [dict.fromkeys(vault, "<hidden>")]


def test_what_our_own_classes_declare_is_known_better_than_by_its_name() -> None:
    word = {"token": " token=a", "logprob": -0.5, "bytes": [97]}
    assert masked(LogProbProperties.from_dict(word)) == word | {"token": " token=<hidden>"}
    assert masked(word)["token"] == "<hidden>"


def test_masked_keeps_all_else() -> None:
    ice = IceServer.from_dict(ICE)
    assert masked([ice, {"a": None, "token": None}]) == [
        {"urls": ICE["urls"], "username": "u", "credential": "<hidden>"},
        {"a": None, "token": None},
    ]
    assert ice["credential"] == f"{CANARY}-3"


def test_masked_is_a_pair_of_name_and_value() -> None:
    header = {"name": "X-Api-Key", "value": CANARY, "b": 1}
    assert masked([header, {"name": "b", "value": 1}]) == [
        header | {"value": "<hidden>"},
        {"name": "b", "value": 1},
    ]


def test_masked_is_a_pair_in_a_list() -> None:
    pairs = [["X-Api-Key", CANARY], ["Accept", "b"], ["token", None], ["token", 1, 2]]
    assert masked(pairs) == [["X-Api-Key", "<hidden>"], *pairs[1:]]
    assert masked({"required": ["token", "city"]}) == {"required": ["token", "city"]}


def test_what_is_true_or_false_or_empty_is_no_credential() -> None:
    tree = {"has_password": True, "token": False, "api_key": "", "headers": {}, "secret": []}
    assert masked(tree) == tree
    assert masked({"password": 1234, "token": 0}) == {"password": "<hidden>", "token": "<hidden>"}


def test_masked_looks_into_keys() -> None:
    assert masked({f"https://me:{CANARY}@h/": 1}) == {"https://<hidden>@h/": 1}


def nested(tree: Any, levels: int) -> str:
    """*tree* as JSON in a JSON object, in JSON in a JSON object, and so on."""
    for _ in range(levels):
        tree = {"body": json.dumps(tree), "n": 1}
    return json.dumps(tree)


@pytest.mark.parametrize("levels", [0, 1, 2, 8])
def test_json_in_json_is_a_tree(levels: int) -> None:
    tree = {"password": [CANARY, {"a": CANARY}], "city": "Bergen"}
    assert redacted(nested(tree, levels)) == nested(tree | {"password": "<hidden>"}, levels)


def test_json_is_written_anew_only_where_something_is_hidden() -> None:
    text = '{"city":"Bergen",\n"a":[1.50,2e3]}'
    assert redacted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f'{{"password":"{CANARY}","password":null}}',
        f'{{"city":"Bergen","token":"{CANARY}"',
        f'{{"pass\\u0077ord":"{CANARY}"}}',
        f'{{"pass\\u0077ord":"{CANARY}"',
        f'Got {{\\"\\\\u0074oke\\\\u006E\\":\\"{CANARY}\\"}}',
        f'Got this: {{"password":"{CANARY}"}}',
        f'{{"password":"{CANARY}"}}\n{{"password":"{CANARY}"}}',
        "[" * 5000 + f'"token={CANARY}"' + "]" * 5000,
        nested({"password": CANARY}, 4)[:-20],
    ],
    ids=[
        "twice",
        "cut off",
        "escaped",
        "escaped, cut off",
        "escaped twice, amid",
        "amid",
        "lines",
        "deep",
        "cut off inside",
    ],
)
def test_json_that_is_not_quite_json(text: str) -> None:
    assert CANARY not in redacted(text)


def test_json_in_texts_is_followed_no_deeper_than_events_are_nested() -> None:
    tree: Any = {"pin": 1}
    for _ in range(5):
        for _ in range(100):
            tree = [tree]
        tree = json.dumps(tree)
    assert "<hidden>" in redacted(tree)
    assert '{"pin"' not in redacted(tree).replace("\\", "")


def test_masked_keeps_media_where_it_may() -> None:
    event = ServerEvent.from_dict(content("response.audio.delta", delta="AbC1" * 60, token=CANARY))
    assert masked(event)["delta"] == "<240 chars>"
    assert masked(event, media=True) == {**event, "token": "<hidden>"}
    text = json.dumps({"image": "AbC1" * 60, "token": CANARY})
    assert redacted(text) == text.replace(CANARY, "<hidden>")


def test_problem_at_a_credential() -> None:
    problem = Problem(("a", "x-api-key", "b"), "wrong_type", "a string", f"integer {CANARY}")
    assert problem_text(problem) == 'expected a string, got a hidden value, at $.a["x-api-key"].b'
    header = Problem(("metadata", "token", "value"), "wrong_type", "a string", f"integer {CANARY}")
    assert CANARY not in problem_text(header)
    loc = ("usage", "input_token_details", "text_tokens")
    usage = Problem(loc, "wrong_type", "an integer", "null")
    assert problem_text(usage) == str(usage)


def test_media_in_a_nested_model_is_a_length() -> None:
    event = ServerEvent.from_dict(content("response.audio.delta", delta="AAAA"))
    assert masked({"inner": event})["inner"]["delta"] == "<4 chars>"
    assert Wording(AudioMeter(), content=True).text(event).count("AAAA") == 0


SHOWN = [
    # Headers and YAML: the rest of the line, and what is indented below it.
    ("Authorization: Bearer CANARY, sorry", "Authorization: <hidden>"),
    ("Ocp-Apim-Subscription-Key: CANARY\nHost: h", "Ocp-Apim-Subscription-Key: <hidden>\nHost: h"),
    ("x-functions-key: CANARY", "x-functions-key: <hidden>"),
    ("Cookie: a=1; b=CANARY\r\nHost: h", "Cookie: <hidden>\nHost: h"),
    ("Set-Cookie: sid=CANARY; Path=/", "Set-Cookie: <hidden>"),
    ("password: it's CANARY, @CANARY\nuser: bob", "password: <hidden>\nuser: bob"),
    ("db:\n  password: a CANARY\n  host: h", "db:\n  password: <hidden>\n  host: h"),
    ("headers:\n  X-A: b\n\n  X-B: CANARY\nhost: h", "headers:\n  <hidden>\nhost: h"),
    ("pwd: >-\n  CANARY\n  CANARY\nhost: h", "pwd: <hidden>\nhost: h"),
    ("a=ice-pwd:CANARY", "a=ice-pwd:<hidden>"),
    ("API key: CANARY", "API key: <hidden>"),
    ("Azure key: CANARY", "Azure key: <hidden>"),
    ("Connection string: CANARY", "Connection string: <hidden>"),
    ("My password is: CANARY", "My password is: <hidden>"),
    ("Password\uff1aCANARY", "Password\uff1a<hidden>"),
    ("**Password**: CANARY", "**Password**: <hidden>"),
    ("password -> CANARY", "password -> <hidden>"),
    ("storage.account.access.key: CANARY", "storage.account.access.key: <hidden>"),
    # Pairs: up to the next name.
    ("user=bob password=a CANARY host=h", "user=bob password=<hidden> host=h"),
    ("AZURE_SPEECH_KEY=CANARY\nREGION=x", "AZURE_SPEECH_KEY=<hidden>\nREGION=x"),
    ("$env:FOO_TOKEN = CANARY", "$env:FOO_TOKEN = <hidden>"),
    ("Name=x;AccountKey=CANARY==;Suffix=y", "Name=x;AccountKey=<hidden>;Suffix=y"),
    (
        "Endpoint=sb://h/;SharedAccessKeyName=Root;SharedAccessKey=CANARY=",
        "Endpoint=sb://h/;SharedAccessKeyName=Root;SharedAccessKey=<hidden>",
    ),
    ("h:6380,password=CAN,ARY CANARY,ssl=True", "h:6380,password=<hidden>,ssl=True"),
    ("Cookie=a=1; b=CANARY", "Cookie=<hidden>"),
    ("a=1&client_secret=CANARY&b=2", "a=1&client_secret=<hidden>&b=2"),
    # In quotes, escaped in any way, or cut off.
    ("{'api_key': 'a \"CANARY', 'city': 'x'}", "{'api_key': '<hidden>', 'city': 'x'}"),
    ('Got {"password": "a\\" CANARY", "b": 1}', 'Got {"password": "<hidden>", "b": 1}'),
    ('{\\"password\\":\\"a CANARY\\",\\"b\\":1}', '{\\"password\\":\\"<hidden>\\",\\"b\\":1}'),
    ("password='it''s CANARY' b", "password='<hidden>' b"),
    ("'password: it's CANARY' b", "'password: <hidden>' b"),
    ('"X-Api-Key: CANARY" -H "A: b"', '"X-Api-Key: <hidden>" -H "A: b"'),
    ('settings["api_key"] = "CANARY"  # x', 'settings["api_key"] = "<hidden>"  # x'),
    ('{"a": 1, "api_key": "CANARY', '{"a": 1, "api_key": "<hidden>'),
    ("{\\u0022token\\u0022:\\u0022CANARY\\u0022}", "{\\u0022token\\u0022:<hidden>"),
    ('{"url": "h?a=1\\u0026code=CANARY', '{"url": "h?a=1&code=<hidden>'),
    ("\\u003fcode\\u003dCANARY", "?code=<hidden>"),
    ("password\\u003a CANARY", "password: <hidden>"),
    ("&quot;password&quot;:&quot;CANARY&quot;", "&quot;password&quot;:<hidden>"),
    ('{"token": {"a": "CANARY"}, "b"', '{"token": <hidden>'),
    ('{"password": "", "token": null, "b"', '{"password": "", "token": null, "b"'),
    ('{"api_key": true, "token": "CANARY"}', '{"api_key": true, "token": "<hidden>"}'),
    ("password: CANARY\nhas_password: true\nb", "password: <hidden>\nhas_password: true\nb"),
    # As arguments and in tuples.
    ('headers.set("x-api-key", "a CANARY")', 'headers.set("x-api-key", "<hidden>")'),
    ("[(b'authorization', b'Bearer CANARY')]", "[(b'authorization', b'<hidden>')]"),
    # Where the name is a value itself.
    ('"name": "Cookie", "value": "CANARY", "b"', '"name": "Cookie", "value": "<hidden>", "b"'),
    ('<add key="password" value="CANARY"/>', '<add key="password" value="<hidden>"/>'),
    ('<meta name="csrf-token" content="CANARY">', '<meta name="csrf-token" content="<hidden>">'),
    # XML and options.
    ("<a><s:Password>CANARY</s:Password><b>", "<a><s:Password><hidden></s:Password><b>"),
    ("<secret>\n  <![CDATA[CANARY]]>\n</secret>", "<secret><hidden>\n</secret>"),
    ('<secret type="x">CANARY</secret><b>', "<secret <hidden></secret><b>"),
    (
        'run --api-key CANARY --user-id bob -password "a CANARY" b',
        'run --api-key <hidden> --user-id bob -password "<hidden>" b',
    ),
    ("curl -u bob:CANARY h", "curl -u <hidden> h"),
    # URLs.
    ("https://h/?token=CANARY&x=1 is no", "https://h/?token=<hidden>&x=1 is no"),
    ("https://h/?code=CANARY&x=1", "https://h/?code=<hidden>&x=1"),
    ("https://h/?sv=1&sig=CANARY%3D&se=2", "https://h/?sv=1&sig=<hidden>&se=2"),
    ("https://h/?key=CANARY#access_token=CANARY", "https://h/?key=<hidden>#access_token=<hidden>"),
    ("?u=https%3A%2F%2Fh%3Fcode%3DCANARY", "?u=https%3A%2F%2Fh%3Fcode%3D<hidden>"),
    ("?u=a%2Csig%3DCANARY", "?u=a%2Csig%3D<hidden>"),
    ('href="/?a=1&amp;code=CANARY&amp;b=2"', 'href="/?a=1&amp;code=<hidden>&amp;b=2"'),
    ("https://me:CANARY@h/", "https://<hidden>@h/"),
    ("postgres://me:CAN/A@CANARY@h/db", "postgres://<hidden>@h/db"),
    ("redis://:CANARY@h and https://CANARY@h", "redis://<hidden>@h and https://<hidden>@h"),
    ("'https://me:CANARY", "'https://<hidden>"),
    # What is told by its looks.
    ("use Bearer CANARY now", "use Bearer <hidden> now"),
    ("Bearer token: CANARY", "Bearer token: <hidden>"),
    ("Bearer password: CANARY", "Bearer password: <hidden>"),
    ("Basic bWU6Q0FOQVJZ is", "Basic <hidden> is"),
    ("with eyJhbGciOiJub25lIn0.CANARY.CANARY it", "with <hidden> it"),
    ("ghp_CANARYCANARY sk-proj-CANARY1 AKIACANARYCANARY12", "<hidden> <hidden> <hidden>"),
    ("gsk_CANARYCANARYCANARY pypi-CANARYCANARYCANARY", "<hidden> <hidden>"),
    ("a -----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY----- b", "a <hidden> b"),
    ("key -----BEGIN PRIVATE KEY-----\\nCANARY", "key <hidden>"),
    (
        "PRIVATE_KEY=-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\nb",
        "PRIVATE_KEY=<hidden>\nb",
    ),
    (
        "private_key: -----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----\nb",
        "private_key: <hidden>\nb",
    ),
]
"""Texts, and what is shown of them."""

READABLE = [
    "The token ran out of the 512 input tokens.",
    "my password is hard to remember, and the secret of good coffee is water",
    "The key: practice. The bearer of bad news. Basic JavaScript, a basic understanding.",
    "max_output_tokens=4096, input_token_details: {}, token_type: x, prompt_cache_key=x",
    "monkey: 1, secretary: Ann, author: x, compass=1, passport: 2",
    "code=no_response, std::token::x, Password reset: click",
    "https://h/path@x:y http://localhost:8080, http://[::1]:80/ https://h/?to=me@h&a=1",
    "At 10:30 I said: yes // or so",
    "I would not --force it - no",
    "What's the wifi password? I forgot my password. Can you reset it?",
    "Access denied due to invalid subscription key or wrong API endpoint.",
    "Incorrect API key provided. the api key is invalid, the bearer token is missing",
    "Authorization failed: no such user; Authentication failed; authorization required",
    "SyntaxError: Unexpected token < in JSON at position 0",
    "token limit exceeded: 4096, tokens: 5, token count: 512, token bucket: 5",
    "Code review: look at line 5. code: 404, status code: 200, zip code: 90210, QR code: scan it",
    "keyboard: qwerty, key: value, foreign key: user_id, primary key: id, Press any key: continue",
    "key-value: store, item_key: a, key in d: x, foo(key=lambda x: x), sort(key=len)",
    "cookie recipe: butter, sugar, flour; The signature dish: salmon; sigma=0.5; sig figs",
    "passport: X123, compass: north, passing=true, authority=x, secret santa: Bob",
    "OAuth is a standard. JWT expired, eyJ is how JWTs begin. sk-learn, AKIA, ska-music",
    "basic plan: $5, basic auth is deprecated, bearer bonds: 5%, public_key: abc",
    "https://example.com/?codec=opus&sign=1&q=hello&page=2 https://docs.x/?code_sample=1",
    "https://medium.com/@user/post-1 https://maps.example.com/@60.39,5.32,12z",
    "turn:turn.example.com stun:stun.l.google.com:19302 git@github.com:a/b.git a@b:c",
    "std::string key = get(); user:group, sudo -u www-data: x, -p 8080, C:\\Users\\x",
    "country_code=NO language_code: en-US, expires_in=3600, api_version: 2025-10-01",
    'call("city", "Bergen") and ("monkey", "banana")',
    "caf\\u0065: \\u0041 is A",
    "-----BEGIN CERTIFICATE-----\nabc",
    '{"a": null, "headers": null, "b": [1.0, "x: y"]}',
    '{"has_password": true, "monkey": [["a", "b"]], "required": ["a", "b"]}',
    "passwordless: true",
    "",
]


@pytest.mark.parametrize(("text", "shown"), SHOWN, ids=[text for text, _ in SHOWN])
def test_credentials_in_the_middle_of_a_text(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert redacted(shown) == shown


@pytest.mark.parametrize("text", READABLE)
def test_what_announces_no_credential_stays_readable(text: str) -> None:
    assert redacted(text) == text


def text_of(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(alphabet, max_size=12)


ANY = "aB1 ,;:@=&<>\"'\\/%{}[]()|é"
FORMS: dict[str, tuple[Callable[[str, str], str], str]] = {
    "header": ("{}: {}".format, ANY.replace('"', "").replace("'", "")),
    "pair": ("{}={}".format, "aB1 ,;:@&<>/%{}()|é"),
    "json": (lambda name, value: json.dumps({name: value}), ANY + "\n"),
    "json in json": (lambda name, value: nested({name: value}, 2), ANY + "\n"),
    "json cut off": (lambda name, value: json.dumps({"a": 1, name: value})[:-1], ANY + "\n"),
    "json amid": (lambda name, value: f"Got {json.dumps({name: value})}", ANY + "\n"),
    "repr": (lambda name, value: f"Got { ({name: value, 'b': 1})!r}", ANY.replace("\\", "")),
    "query": (lambda name, value: f"https://h/?a=1&{name}={quote(value)}&b=2", ANY),
    "element": ("<a><{0}>{1}</{0}></a>".format, ANY.replace("<", "")),
    "option": ("run --{} {} --b".format, "aB1,;:@&/%{}()|é"),
    "quoted option": ('run --{} "{}" --b'.format, ANY.replace('"', "").replace("\\", "")),
}


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
def test_a_value_behind_the_name_of_a_credential_never_appears(form: str, data: Any) -> None:
    write, alphabet = FORMS[form]
    before, after = data.draw(text_of(alphabet)), data.draw(text_of(alphabet))
    text = write(data.draw(st.sampled_from(NAMES)), f"{before}{CANARY}{after}")
    around = st.sampled_from(["", "Note:\n", "he said, "])
    assert CANARY not in redacted(data.draw(around) + text)


@given(st.lists(st.sampled_from([*READABLE[:-4], *"\"'{}[](),\n", "Bergen", "a: b"]), max_size=8))
def test_a_text_without_the_name_of_a_credential_is_unchanged(parts: list[str]) -> None:
    text = " ".join(parts)
    assert redacted(text) == text


HOSTILE = {
    "a-a-a-": "a-",
    "pairs": "key=",
    "secret pairs": "token=a ",
    "quotes": '"',
    "secret quotes": "password=' ",
    "escapes": '\\"',
    "percent": "%22",
    "braces": "{",
    "brackets": "[",
    "Bearer": "Bearer ",
    "word": "a",
    "base64": "aB3/",
    "URLs": "//a:b",
    "elements": "<a ",
    "blocks": "token:\n ",
    "PEM": "-----BEGIN ",
    "query": "&sig=",
    "colons": "key: key: key:",
    "tokens": "eyJ.eyJ.",
    "arguments": '("token", ',
    "unicode escapes": "\\u0074",
    "blank": " ",
}


def seconds(text: str) -> float:
    start = process_time()
    redacted(text)
    return process_time() - start


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_the_time_is_linear(unit: str) -> None:
    size = 1_000_000
    whole = unit * (size // len(unit))
    half, full = seconds(whole[: size // 2]), seconds(whole)
    assert full < 10
    assert full < 3 * half + 0.1


def test_the_time_for_json_in_json_is_linear() -> None:
    deep = nested({"password": CANARY}, 15)
    assert len(deep) > 100_000
    flat = json.dumps([{"password": CANARY, "body": nested({"a": "b"}, 3)}] * 5000)
    assert len(flat) > 500_000
    for text in (deep, flat):
        assert CANARY not in redacted(text)
        assert seconds(text) < 10
