from pathlib import Path

import pytest
from fastapi import FastAPI

from models import FakeDetector
from service.app import create_app
from service.settings import Settings
from tests.conftest import MEAL


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def app(data_dir: Path) -> FastAPI:
    """A server with nothing stored yet."""
    return create_app(Settings(data_dir=data_dir), detector=FakeDetector(MEAL))
