"""A stand-in for the service, to test voice agents with: needs the extra ``service``."""

from ._faults import FAULTS, Fault
from ._server import ReceivedProblem, ServedSession, StandIn

__all__ = ["FAULTS", "Fault", "ReceivedProblem", "ServedSession", "StandIn"]
