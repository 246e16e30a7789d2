"""The metrics: what Prometheus reads at /metrics. Labels are routes, stages and codes, never what people eat."""

from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from models.detection import Detector
from nutrition_db import NutritionTable
from service.journey import Journey
from service.lanes import Lanes

__all__ = ["Metrics"]

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The metrics of one server, in a registry of their own, so that a process may hold several servers."""

    def __init__(self, lanes: Lanes, detector: Detector, table: NutritionTable) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = self._counter("requests", "Requests answered.", ("method", "route", "status"))
        self._seconds = self._histogram("request_seconds", "First byte to last byte of a request.", ("route",))
        self._stages = self._histogram("stage_seconds", "Stages of a photo; `wait` is for a lane.", ("stage",))
        self._refused = self._counter("refused", "Photos a lane did not answer, by reason.", ("reason",))
        self._gauge("lanes", "Photos worked on at most at the same time.").set(lanes.count)
        self._gauge("lanes_busy", "Lanes at work.").set_function(lambda: lanes.busy)
        self._gauge("queue_limit", "Photos that may wait at most.").set(lanes.places - lanes.count)
        self._gauge("queue", "Photos that wait for a lane.").set_function(lambda: lanes.waiting)
        self._info("model_info", "The detector in use.", {"name": detector.name})
        self._info("data_info", "The nutrition table in use.", {"release": table.release, "foods": str(len(table))})

    def observe(self, journey: Journey) -> None:
        """Count a finished request."""
        method = journey.method if journey.method in METHODS else "other"
        self._requests.labels(method, journey.route, str(journey.status)).inc()
        self._seconds.labels(journey.route).observe(journey.seconds)
        for lap in journey.laps:
            self._stages.labels(lap.stage).observe(lap.seconds)
        if journey.refused:
            self._refused.labels(journey.refused).inc()

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)

    def _counter(self, name: str, says: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, says, labels, namespace="dishcern", registry=self._registry)

    def _histogram(self, name: str, says: str, labels: tuple[str, ...]) -> Histogram:
        return Histogram(name, says, labels, namespace="dishcern", registry=self._registry, buckets=SECONDS)

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(name, says, namespace="dishcern", registry=self._registry)

    def _info(self, name: str, says: str, labels: dict[str, str]) -> None:
        gauge = Gauge(name, says, tuple(labels), namespace="dishcern", registry=self._registry)
        gauge.labels(**labels).set(1)
