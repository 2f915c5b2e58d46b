"""A stand-in for the service: it tests a voice agent without the cloud, with any client.

It needs the extra ``service``.
"""

from ..._extras import missing as _missing

try:
    import websockets as _websockets  # noqa: F401  # for the error, if it is not there
except ImportError as _error:
    raise _missing(_error, "the stand-in", "websockets", "service") from None

from .._replies import Call, McpApproval, McpCall, Say
from ._checking import Agent, FaultReport, FaultResult, Outcome, check_faults
from ._faults import FAULTS, Fault
from ._input_audio import Heard
from ._kept import ReceivedProblem, ServedSession
from ._replay import replay
from ._scripts import Answer, Close, Hear, Part, Recorded, Replay, Script, Silence, Turn
from ._server import StandIn
from ._session import Opening
from ._speech import Piece, Speak, speech, tones

__all__ = [
    "FAULTS",
    "Agent",
    "Answer",
    "Call",
    "Close",
    "Fault",
    "FaultReport",
    "FaultResult",
    "Hear",
    "Heard",
    "McpApproval",
    "McpCall",
    "Opening",
    "Outcome",
    "Part",
    "Piece",
    "ReceivedProblem",
    "Recorded",
    "Replay",
    "Say",
    "Script",
    "ServedSession",
    "Silence",
    "Speak",
    "StandIn",
    "Turn",
    "check_faults",
    "replay",
    "speech",
    "tones",
]
