"""The traces: each request as an OpenTelemetry span with one child for each stage. Needs the `[otel]` extra.

Spans are written once a request has ended, from the times its journey holds: the hot path carries no tracing code.
"""

from typing import TYPE_CHECKING

from models import RuntimeMissing
from service.journey import Journey

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

__all__ = ["Tracing", "tracing"]


class Tracing:
    """Writes journeys as spans; `processor` sends or keeps them."""

    def __init__(self, processor: "SpanProcessor") -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider

        self._provider = TracerProvider(resource=Resource.create({"service.name": "dishcern"}))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("dishcern")

    def observe(self, journey: Journey) -> None:
        """Write a finished request, as a child of the caller's span where it named one in `traceparent`."""
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        def at(moment: float) -> int:
            return journey.start_ns + round((moment - journey.start) * 1e9)

        parent = TraceContextTextMapPropagator().extract({"traceparent": journey.parent})
        attributes: dict[str, str | int] = {
            "http.request.method": journey.method,
            "http.route": journey.route,
            "http.response.status_code": journey.status,
            "dishcern.request_id": journey.request_id,
        }
        name = f"{journey.method} {journey.route}"
        span = self._tracer.start_span(
            name, parent, trace.SpanKind.SERVER, attributes=attributes, start_time=journey.start_ns
        )
        if journey.status >= 500:
            span.set_status(trace.StatusCode.ERROR, journey.refused or None)
        inside = trace.set_span_in_context(span)
        for lap in journey.laps:
            stage = self._tracer.start_span(lap.stage, inside, start_time=at(lap.start))
            stage.end(at(lap.start + lap.seconds))
        span.end(at(journey.start + journey.seconds))

    def close(self) -> None:
        """Send what has not been sent yet."""
        self._provider.shutdown()


def tracing(endpoint: str) -> Tracing:
    """Send spans to an OTLP/HTTP endpoint in the background; raises RuntimeMissing without the extra."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise RuntimeMissing(
            f"DISHCERN_TRACE_ENDPOINT={endpoint!r} needs OpenTelemetry: pip install 'dishcern[otel]'"
        ) from error
    return Tracing(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
