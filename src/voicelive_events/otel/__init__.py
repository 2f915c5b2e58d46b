"""Sessions in OpenTelemetry's words: spans and metrics, live or from a recording.

Needs opentelemetry-api, which the extra `otel` installs. Not part of the package's own namespace:
import it from `voicelive_events.otel`.
"""

from ._recorded import trace_recording
from ._tracer import SessionTracer

__all__ = ["SessionTracer", "trace_recording"]
