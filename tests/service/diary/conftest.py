from pathlib import Path

import pytest
from fastapi import FastAPI

from models import FakeDetector
from service.app import create_app
from service.settings import Settings
from tests.client import Client
from tests.conftest import MEAL


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), detector=FakeDetector(MEAL))


@pytest.fixture
def client(app: FastAPI) -> Client:
    """A caller for whom nothing is kept yet."""
    made = Client(app)
    assert made.request("DELETE", "/v1/me").status_code == 204
    return made


@pytest.fixture
def data_dir(app: FastAPI) -> Path:
    folder: Path = app.state.context.settings.data_dir
    return folder
