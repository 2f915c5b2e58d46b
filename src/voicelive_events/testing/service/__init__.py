"""A stand-in for the service: it tests a voice agent without the cloud, with any client.

It needs the extra ``service``.
"""

from .._replies import Call, McpApproval, McpCall, Say
from ._checking import Agent, FaultReport, FaultResult, Outcome, check_faults
from ._faults import FAULTS, Fault
from ._replay import replay
from ._scripts import Answer, Close, Hear, Replay, Script, Silence, Turn
from ._server import ReceivedProblem, ServedSession, StandIn
from ._session import Opening
from ._speech import Speak, speech, tones

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
    "McpApproval",
    "McpCall",
    "Opening",
    "Outcome",
    "ReceivedProblem",
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
