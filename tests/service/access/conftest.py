import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from models import FakeDetector
from service.access import DEFAULT_SCOPES
from service.app import create_app
from service.settings import Settings
from tests.client import Client
from tests.conftest import MEAL


def token_app(settings: Settings) -> FastAPI:
    """A server that asks for tokens, with nothing stored yet."""
    return create_app(settings, detector=FakeDetector(MEAL))


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return token_app(Settings(data_dir=tmp_path_factory.mktemp("data"), auth="token", requests_per_minute=0))


class Bearer(Client):
    """A client that sends an owner's token with every call."""

    def __init__(self, app: FastAPI, owner: str) -> None:
        super().__init__(app)
        self.owner = owner
        self.token: str = app.state.context.store.tokens.create(owner, "", DEFAULT_SCOPES, None)

    def request(self, method: str, url: str, **kwargs: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        return super().request(method, url, headers=headers, **kwargs)


@pytest.fixture
def kim(app: FastAPI) -> Bearer:
    """An owner nobody was before."""
    return Bearer(app, f"kim-{uuid.uuid4()}")


@pytest.fixture
def alex(app: FastAPI) -> Bearer:
    """Another one."""
    return Bearer(app, f"alex-{uuid.uuid4()}")
