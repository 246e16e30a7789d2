"""The settings: everything that can be set from outside, from the environment with prefix `DISHCERN_`, once."""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.cores import usable_cores

__all__ = ["ENV_PREFIX", "Settings"]

ENV_PREFIX: Final = "DISHCERN_"
MEGABYTE: Final = 1_000_000
# Opening the page takes about ten requests, moving a grams slider one per step: nobody's hands make ten a second.
REMOTE_REQUESTS_PER_MINUTE: Final = 600


def default_data_dir() -> Path:
    """The user's own data folder, as the XDG base directory specification has it."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "dishcern"


class Settings(BaseSettings):
    """Frozen settings of one server. Raises pydantic's `ValidationError` for a value that cannot work or is unsafe."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid", validate_default=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65_535, description="Port to listen on; 0 takes any free one.")
    allow_remote: bool = Field(
        default=False,
        description="Listen on an address other machines reach although nobody has to log in. "
        "Only behind something that does ask who is there.",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost", "127.0.0.1", "::1"),
        description="Names a request's Host header may carry, separated by commas. `*` allows any.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses or networks of reverse proxies whose X-Forwarded-For names the caller, separated by "
        "commas; from others the header is passed over.",
    )
    requests_per_minute: int | None = Field(
        default=None,
        ge=0,
        description="Requests one caller (an API token, else a network address) may make a minute, 0 for any number; "
        "beyond it the answer is 429 with Retry-After. Not set: 600, and any number where only this machine calls.",
    )
    auth: Literal["local", "token"] = Field(
        default="local", description="Who may call: `local` is one owner without login, `token` asks for an API token."
    )
    session_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Signs browser sessions, 32 characters or more; not set: made once and kept in the data folder. "
        "Servers that share a database share the key.",
    )
    session_hours: float = Field(
        default=12.0, gt=0, le=8_760, description="How long a browser stays logged in, in hours."
    )

    data_dir: Path = Field(
        default_factory=default_data_dir, description="Folder for the database and for photos kept on request."
    )
    database_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy URL of the database; not set: an SQLite file in the data folder."
    )
    database_wait_s: float = Field(
        default=30.0,
        ge=0.1,
        le=600,
        description="Seconds a request waits for the database, its lock or a connection; then the answer is 503 with "
        "Retry-After.",
    )

    photo_retention_days: int | None = Field(
        default=None,
        ge=1,
        le=36_500,
        description="Days photos of the diary are kept; not set: until their meal is deleted. Looked at every hour.",
    )

    detector_weights: Path | None = Field(
        default=None, description="Weights file of the detector; not set: the one that ships with Dishcern."
    )
    detector_runtime: Literal["onnx", "openvino", "ultralytics", "ray"] = Field(
        default="onnx",
        description="What runs the weights. `openvino`, `ultralytics` and `ray` need the extra of that name.",
    )
    detector_precision: Literal["auto", "f32", "bf16", "int8"] = Field(
        default="auto",
        description="Numbers the shipped detector computes with. `auto` is bytes (`int8`), twice as fast, where the "
        "CPU multiplies them exactly, else `f32`. `bf16` is one of the `openvino` runtime. Figures: docs/speed.md.",
    )
    threads_per_lane: int = Field(default=1, ge=1, le=64, description="Threads the detector uses inside one lane.")
    lanes: int = Field(
        default_factory=usable_cores,
        ge=1,
        le=64,
        description="Photos worked on at the same time; not set: one a core, a container's CPU limit "
        "included. Lanes times `threads_per_lane` should make the cores there are.",
    )
    lone_photo_threads: int = Field(
        default_factory=usable_cores,
        ge=1,
        le=64,
        description="Threads a photo gets while it is the only one; more than `threads_per_lane` opens the weights "
        "twice. Not set: one a core.",
    )
    queue_limit: int = Field(
        default=16,
        ge=0,
        le=10_000,
        description="Photos that may wait for a lane; beyond it the answer is 503 with Retry-After.",
    )
    request_deadline_s: float = Field(
        default=30.0, gt=0, le=600, description="Longest time one photo may wait and be worked on, in seconds."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="One log line for each request: `text` for people, `json` for programs."
    )
    trace_endpoint: str | None = Field(
        default=None,
        description="OTLP/HTTP address that gets a trace of each request, as in `http://localhost:4318/v1/traces`; "
        "needs the `otel` extra. Not set: nothing is traced.",
    )

    max_upload_bytes: int = Field(default=30 * MEGABYTE, ge=1_000, description="Largest photo file taken, in bytes.")
    max_json_bytes: int = Field(
        default=2 * MEGABYTE, ge=1_000, description="Largest JSON body or form field taken, in bytes."
    )
    upload_room_bytes: int = Field(
        default=256 * MEGABYTE,
        ge=1_000,
        description="Bytes of photos that may be on their way in or waiting at once; beyond it the answer is 503 with "
        "Retry-After.",
    )
    body_deadline_s: float = Field(
        default=20.0,
        gt=0,
        le=600,
        description="Seconds a request's body may take to arrive, and one more for every 20,000 bytes that did; "
        "a slower one is answered 408.",
    )
    max_pixels: int = Field(
        default=52_000_000, ge=1_000, description="Most pixels a photo may have (width times height)."
    )
    max_side_px: int = Field(default=20_000, ge=100, le=65_535, description="Longest side a photo may have, in pixels.")
    working_side_px: int = Field(
        default=1_600,
        ge=320,
        le=20_000,
        description="Longer side, in pixels, at which photos are looked at and the annotated picture is drawn.",
    )

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split_names(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @field_validator("data_dir", "detector_weights", mode="after")
    @classmethod
    def _expand_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else value

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        if self.auth == "local" and not self.is_loopback and not self.allow_remote:
            raise ValueError(
                f"DISHCERN_HOST={self.host!r} lets other machines read and change profiles without a login. "
                "Listen on 127.0.0.1, ask for tokens with DISHCERN_AUTH=token, or set DISHCERN_ALLOW_REMOTE=true if a "
                "proxy in front asks who is there."
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the server; a name other than localhost counts as reachable."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def rate_per_minute(self) -> int:
        """Requests a minute each caller has; 0 for any number."""
        if self.requests_per_minute is not None:
            return self.requests_per_minute
        own_machine_only = self.auth == "local" and self.is_loopback and not self.trusted_proxies
        return 0 if own_machine_only else REMOTE_REQUESTS_PER_MINUTE

    @property
    def photo_dir(self) -> Path:
        """Where photos of the diary are."""
        return self.data_dir / "photos"

    @property
    def resolved_database_url(self) -> str:
        """The database to open; holds a password where the URL does, so it belongs in no log."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'dishcern.db'}"

    @property
    def max_body_bytes(self) -> int:
        """Largest form body: one photo, its fields and the multipart frame around them."""
        return self.max_upload_bytes + self.max_json_bytes
