"""A stand-in for the service: it tests a voice agent without the cloud, with any client.

It needs the extra ``service``.
"""

from ._checking import Agent, FaultReport, FaultResult, Outcome, check_faults
from ._faults import FAULTS, Fault
from ._scripts import (
    Answer,
    AskApproval,
    Call,
    Close,
    Hear,
    McpCall,
    Say,
    Script,
    Silence,
    Turn,
)
from ._server import ReceivedProblem, ServedSession, StandIn
from ._session import Opening
from ._speech import Speak, speech, tones

__all__ = [
    "FAULTS",
    "Agent",
    "Answer",
    "AskApproval",
    "Call",
    "Close",
    "Fault",
    "FaultReport",
    "FaultResult",
    "Hear",
    "McpCall",
    "Opening",
    "Outcome",
    "ReceivedProblem",
    "Say",
    "Script",
    "ServedSession",
    "Silence",
    "Speak",
    "StandIn",
    "Turn",
    "check_faults",
    "speech",
    "tones",
]
