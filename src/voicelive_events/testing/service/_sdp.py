"""The answer to an offer of WebRTC: none of it is taken, for there is no media here."""

from __future__ import annotations

import base64
import binascii
import json

from ._refusals import Refusal

__all__ = ["answered"]

_SESSION = ("v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "t=0 0")


def answered(offer: str) -> str:
    """The answer to *offer*, both base64 of a JSON object with SDP. Raises `Refusal` for what is no
    offer."""
    try:
        lines = str(json.loads(base64.b64decode(offer, validate=True))["sdp"]).splitlines()
    except (binascii.Error, ValueError, TypeError, KeyError):
        raise Refusal("The client SDP could not be read.", "invalid_value", "client_sdp") from None
    media = [_refused(line) for line in lines if line.startswith("m=")]
    answer = {"type": "answer", "sdp": "\r\n".join([*_SESSION, *media, ""])}
    return base64.b64encode(json.dumps(answer).encode()).decode()


def _refused(media: str) -> str:
    """The line of *media* with port 0, which refuses it."""
    kind, _, *rest = media.split(" ")
    return " ".join([kind, "0", *rest])
