"""The OpenAPI description, tried by schemathesis: no server error, and every answer as described, links followed."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from models import Detections, FakeDetector
from service.app import create_app
from service.settings import Settings

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
BOUNDED: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
FOLDER = TemporaryDirectory(prefix="dishcern-openapi-")
APP = create_app(Settings(data_dir=Path(FOLDER.name)), detector=FakeDetector(Detections((), ())))
API = schemathesis.openapi.from_dict(APP.openapi())
API.app = APP
HEADERS = {"host": "127.0.0.1"}


@API.parametrize()
@settings(max_examples=12, **BOUNDED)
def test_every_answer_is_as_described(case: Any) -> None:
    case.call_and_validate(headers=HEADERS, checks=CHECKS)


class Journeys(API.as_state_machine()):  # type: ignore[misc]  # made at run time
    """Calls in sequence, ids of one answer in the next request."""

    def get_call_kwargs(self, case: Any) -> dict[str, Any]:
        return {"headers": HEADERS}

    def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
        case.validate_response(response, checks=CHECKS)


TestJourneys = Journeys.TestCase
TestJourneys.settings = settings(max_examples=15, stateful_step_count=6, **BOUNDED)


def test_every_route_of_the_api_is_described() -> None:
    described = set(APP.openapi()["paths"])
    assert {"/v1/meals", "/v1/meals/evaluate", "/v1/profiles/{profile_id}", "/healthz"} <= described
