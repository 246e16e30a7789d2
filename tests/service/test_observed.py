"""Observed: what metrics, header, log and traces say of a request, and what they never say."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from models import FakeDetector
from service.app import create_app
from service.settings import Settings
from service.store import MemoryProfileStore
from service.tracing import Tracing
from tests.client import Client
from tests.conftest import MEAL

STAGES = ["wait", "decode", "detect", "identify", "portions", "judge", "draw"]
PROFILE = json.dumps({"name": "Xanthippe", "diets": ["vegan"], "allergens": [{"allergen": "peanut"}]})


@pytest.fixture(scope="module")
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory, spans: InMemorySpanExporter) -> FastAPI:
    return create_app(
        Settings(data_dir=tmp_path_factory.mktemp("data")),
        detector=FakeDetector(MEAL),
        profiles=MemoryProfileStore(),
        traces=Tracing(SimpleSpanProcessor(spans)),
    )


@pytest.fixture
def client(observed: FastAPI) -> Client:
    return Client(observed)


@pytest.fixture
def lines() -> Iterator[list[structlog.typing.EventDict]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


def value(client: Client, name: str, /, **labels: str) -> float:
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    return 0.0


def send(client: Client, photo: bytes) -> None:
    answer = client.post("/v1/meals", files={"image": ("hamburger.jpg", photo)}, data={"profile": PROFILE})
    assert answer.status_code == 200


def test_the_server_timing_header_names_every_stage_and_the_total(client: Client, photo: bytes) -> None:
    header = client.post("/v1/meals", files={"image": photo}).headers["server-timing"]
    entries = dict(entry.split(";dur=") for entry in header.split(", "))
    assert list(entries) == [*STAGES, "total"]
    assert all(float(milliseconds) >= 0 for milliseconds in entries.values())
    assert float(entries["total"]) >= max(float(entries[stage]) for stage in STAGES)


def test_every_answer_is_timed(client: Client) -> None:
    assert client.get("/healthz").headers["server-timing"].startswith("total;dur=")
    assert client.get("/nothing/here").headers["server-timing"].startswith("total;dur=")


def test_metrics_count_requests_and_time_stages(client: Client, photo: bytes) -> None:
    named = {"method": "POST", "route": "/v1/meals", "status": "200"}
    before = value(client, "dishcern_requests_total", **named)
    send(client, photo)
    assert value(client, "dishcern_requests_total", **named) == before + 1
    for stage in STAGES:
        assert value(client, "dishcern_stage_seconds_count", stage=stage) >= 1
    assert value(client, "dishcern_request_seconds_count", route="/v1/meals") >= 1


def test_metrics_name_model_data_lanes_and_queue(client: Client) -> None:
    settings = client.app.state.context.settings
    assert value(client, "dishcern_model_info", name="fake") == 1
    assert value(client, "dishcern_data_info") == 1
    assert value(client, "dishcern_lanes") == settings.lanes
    assert value(client, "dishcern_queue_limit") == settings.queue_limit
    assert value(client, "dishcern_lanes_busy") == value(client, "dishcern_queue") == 0
    assert value(client, "process_resident_memory_bytes") > 0


def test_refused_photos_are_counted_by_reason(tmp_path: Path, photo: bytes) -> None:
    app = create_app(Settings(data_dir=tmp_path), detector=FakeDetector(MEAL), profiles=MemoryProfileStore())
    app.state.context.lanes.close()
    client = Client(app)
    answer = client.post("/v1/meals", files={"image": photo})
    assert answer.status_code == 503
    assert answer.headers["retry-after"].isdigit()
    assert value(client, "dishcern_refused_total", reason="draining") == 1


def test_addresses_nobody_knows_make_no_new_label(client: Client) -> None:
    for path in ("/v1/meals/secret-dish", "/static/secret.js", "/secret"):
        client.get(path)
    assert "secret" not in client.get("/metrics").text


def test_a_request_is_one_line_with_its_id_stages_and_route(
    client: Client, photo: bytes, lines: list[structlog.typing.EventDict]
) -> None:
    send(client, photo)
    (line,) = (each for each in lines if each["event"] == "request")
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/meals", 200)
    assert {f"{stage}_ms" for stage in STAGES} <= set(line)


def test_logs_metrics_and_traces_tell_nothing_of_food_or_people(
    client: Client, photo: bytes, lines: list[structlog.typing.EventDict], spans: InMemorySpanExporter
) -> None:
    send(client, photo)
    client.get("/v1/foods", params={"q": "hamburger"})
    client.get("/v1/foods/fndds:58106225")
    client.post("/v1/profiles/parse", json={"text": "Xanthippe is vegan and allergic to peanuts"})
    said = " ".join(
        [repr(lines), client.get("/metrics").text, *(each.to_json() for each in spans.get_finished_spans())]
    ).lower()
    for word in ("hamburger", "cheese", "58106225", "xanthippe", "vegan", "peanut"):
        assert word not in said


def test_machines_that_ask_after_health_fill_no_log(client: Client, lines: list[structlog.typing.EventDict]) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path)
    assert lines == []


def test_a_request_is_a_span_with_a_child_for_each_stage(
    client: Client, photo: bytes, spans: InMemorySpanExporter
) -> None:
    spans.clear()
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    parent = f"00-{trace_id}-00f067aa0ba902b7-01"
    client.post("/v1/meals", files={"image": photo}, headers={"traceparent": parent})
    (request,) = (span for span in spans.get_finished_spans() if span.name == "POST /v1/meals")
    stages = [span for span in spans.get_finished_spans() if span is not request]
    assert [span.name for span in sorted(stages, key=lambda span: span.start_time or 0)] == STAGES
    assert all(span.parent == request.context for span in stages)
    assert request.context is not None
    assert f"{request.context.trace_id:032x}" == trace_id
    assert request.attributes is not None
    assert request.attributes["http.response.status_code"] == 200
