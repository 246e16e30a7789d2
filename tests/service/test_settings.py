"""Settings: documented, frozen, and unwilling to start anything unsafe."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import ENV_PREFIX, Settings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{ENV_PREFIX}{name.upper()}", raising=False)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description is not None
    assert description.endswith(".")


def test_defaults_serve_one_person_on_this_machine() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.auth, settings.is_loopback) == ("127.0.0.1", 8000, "local", True)
    assert settings.resolved_database_url == f"sqlite:///{settings.data_dir}/dishcern.db"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISHCERN_MAX_UPLOAD_BYTES", "1234567")
    monkeypatch.setenv("DISHCERN_ALLOWED_HOSTS", "food.example, 127.0.0.1,")
    monkeypatch.setenv("DISHCERN_DATA_DIR", "~/meals")
    settings = Settings()
    assert settings.max_upload_bytes == 1_234_567
    assert settings.allowed_hosts == ("food.example", "127.0.0.1")
    assert settings.data_dir == Path.home() / "meals"


def test_the_data_folder_follows_the_desktop_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/share")
    assert Settings().data_dir == Path("/somewhere/share/dishcern")


def test_settings_cannot_change_while_the_server_runs() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 9000


def test_the_database_password_is_not_shown() -> None:
    settings = Settings.model_validate({"database_url": "postgresql://dishcern:hunter2@db/dishcern"})
    assert "hunter2" not in repr(settings)
    assert settings.resolved_database_url == "postgresql://dishcern:hunter2@db/dishcern"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_no_login(host: str) -> None:
    assert Settings(host=host).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "food.example"])  # noqa: S104
def test_other_addresses_are_refused_without_login_unless_told(host: str) -> None:
    with pytest.raises(ValidationError, match="DISHCERN_ALLOW_REMOTE"):
        Settings(host=host)
    assert Settings(host=host, allow_remote=True).host == host
    assert Settings(host=host, auth="token").host == host


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"auth": "token", "session_key": "short"}, "at least 32"),
        ({"session_hours": 0}, "greater than 0"),
        ({"auth": "none"}, "'local' or 'token'"),
        ({"port": 70_000}, "65535"),
        ({"lanes": 0}, "greater than or equal to 1"),
        ({"max_pixels": -1}, "max_pixels"),
        ({"request_deadline_s": float("nan")}, "request_deadline_s"),
        ({"detector_runtime": "torch"}, "'onnx', 'openvino', 'ultralytics' or 'ray'"),
        ({"max_upload_megabytes": 3}, "Extra inputs"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_values_that_cannot_work_are_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings.model_validate(values)
