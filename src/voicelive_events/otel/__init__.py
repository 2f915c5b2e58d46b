"""Sessions in OpenTelemetry's words: spans and metrics, live or from a recording.

Needs opentelemetry-api, which the extra `otel` installs. Not part of the package's own namespace:
import it from `voicelive_events.otel`.
"""

from .._extras import missing as _missing

try:
    import opentelemetry.trace as _api  # noqa: F401  # for the error, if it is not there
except ImportError as _error:
    raise _missing(_error, __name__, "opentelemetry-api", "otel") from None

from ._recorded import trace_recording
from ._tracer import SessionTracer

__all__ = ["SessionTracer", "trace_recording"]
