import io

import numpy as np
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from PIL import Image

from models import Box, Detection, Detections, FakeDetector, Guess
from service.app import create_app
from service.settings import Settings
from service.store import MemoryProfileStore
from tests.client import Client

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def seen(label: str, confidence: float, x: float, y: float, *others: Guess, side: float = 100) -> Detection:
    return Detection(Box(x, y, side, side), confidence, (Guess(label, confidence), *others))


MEAL = Detections(
    (
        seen("hamburger", 0.9, 50, 50),
        seen("cheese", 0.8, 250, 60),
        seen("apple", 0.9, 60, 250),
        seen("food", 0.5, 250, 250, Guess("curry", 0.2)),
    ),
    (seen("plate", 0.9, 0, 0, side=400),),
)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    return create_app(settings, detector=FakeDetector(MEAL), profiles=MemoryProfileStore())


@pytest.fixture
def client(app: FastAPI) -> Client:
    return Client(app)


@pytest.fixture(scope="session")
def photo() -> bytes:
    noise = np.random.default_rng(0).integers(0, 255, (50, 60, 3), dtype=np.uint8)
    target = io.BytesIO()
    Image.fromarray(noise).resize((480, 400)).save(target, "JPEG")
    return target.getvalue()
