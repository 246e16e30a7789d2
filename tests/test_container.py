"""The container's files: linted, held to what they promise, and their commands run here, where no engine is."""

import json
import re
import secrets
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from service.settings import ENV_PREFIX, Settings
from tests.service.server import ROOT, Server, served

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
STEPS = [
    (kind, rest)
    for line in re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", DOCKERFILE)).splitlines()
    for kind, _, rest in [line.strip().partition(" ")]
    if kind
]
LAST_STAGE = STEPS[max(place for place, (kind, _) in enumerate(STEPS) if kind == "FROM") :]
OWN = {"PORT", "DATA_DIR"}  # of the container; a test has its own


def steps(kind: str) -> list[str]:
    return [rest for each, rest in LAST_STAGE if each == kind]


def image_settings() -> dict[str, str]:
    """Settings the image and the compose file set, by their names without prefix; of ${NAME:-default} the default."""
    image = dict(pair.split("=", 1) for pair in shlex.split(steps("ENV")[0]))
    given = {**image, **SERVICES["dishcern"]["environment"]}
    return {
        name.removeprefix(ENV_PREFIX): re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)
        for name, value in given.items()
        if name.startswith(ENV_PREFIX)
    }


def command(kind: str) -> list[str]:
    """The words of a step in its exec form."""
    words: list[str] = json.loads(re.sub(r"^.*?CMD (?=\[)", "", steps(kind)[-1]))
    return words


def test_hadolint_has_nothing_to_say() -> None:
    program = Path(sys.executable).with_name("hadolint")
    linted = subprocess.run([program, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_image_is_slim_in_two_stages_and_does_not_run_as_root() -> None:
    bases = [rest.split()[0] for kind, rest in STEPS if kind == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases)
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", steps("USER")[-1])
    assert "ADD" not in {kind for kind, _ in STEPS}


def test_what_is_copied_is_there_and_let_through() -> None:
    let_through = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    sources = [name for kind, rest in STEPS if kind == "COPY" and "--from" not in rest for name in rest.split()[:-1]]
    assert {"service", "models", "nutrition_db", "pyproject.toml"} <= set(sources)
    assert [name for name in sources if not (ROOT / name).exists() or f"!{name}" not in let_through] == []


def test_the_extras_asked_for_are_the_projects() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(re.findall(r"\w+", SERVICES["dishcern"]["build"]["args"]["EXTRAS"])) <= set(extras)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_may_do_as_little_as_it_can(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in {place.split(":")[0] for place in service["tmpfs"]}  # noqa: S108 - in the container
    assert {"mem_limit", "pids_limit", "restart"} <= service.keys()
    assert service.get("user", steps("USER")[-1]) not in {"root", "0"}
    assert service["healthcheck"]["test"][0] == "CMD"
    assert not {"privileged", "network_mode", "pid", "cap_add"} & service.keys()


def test_only_this_machine_reaches_the_server_and_only_the_server_the_database() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["dishcern"]["ports"])
    assert "ports" not in SERVICES["database"]
    assert SERVICES["database"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"]["internal"] is True


def test_what_is_kept_is_in_named_volumes() -> None:
    mounted = {place.split(":")[0]: place.split(":")[1] for each in SERVICES.values() for place in each["volumes"]}
    assert mounted == {"data": "/data", "database": "/var/lib/postgresql/data"}
    assert mounted.keys() == COMPOSE["volumes"].keys()
    assert steps("VOLUME") == ["/data"]


def test_the_server_waits_for_a_database_that_answers() -> None:
    assert SERVICES["dishcern"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    url = SERVICES["dishcern"]["environment"]["DISHCERN_DATABASE_URL"]
    database = SERVICES["database"]["environment"]
    user, password, name = (database[f"POSTGRES_{part}"] for part in ("USER", "PASSWORD", "DB"))
    assert url == f"postgresql://{user}:{password}@database/{name}"
    assert password.endswith(":?}")  # nobody's default password
    assert SERVICES["database"]["healthcheck"]["test"][1:] == [
        "pg_isready", f"--username={user}", f"--dbname={name}",
    ]  # fmt: skip


def test_every_setting_named_is_one_and_can_be_used() -> None:
    given = image_settings()
    assert {name.lower() for name in given} <= Settings.model_fields.keys()
    used = Settings.model_validate({name.lower(): value for name, value in given.items() if name != "DATABASE_URL"})
    assert (used.auth, used.host, used.port) == ("token", "0.0.0.0", 8000)  # noqa: S104 - the container's own network


def test_both_files_ask_for_health_in_the_same_way() -> None:
    assert SERVICES["dishcern"]["healthcheck"]["test"][1:] == command("HEALTHCHECK")
    assert f":{image_settings()['PORT']}/healthz" in command("HEALTHCHECK")[-1]


def health(url: str) -> int:
    """Status of the health check's command, asking this server instead of the container's."""
    program, *rest = command("HEALTHCHECK")
    assert program == "python"
    words = [word.replace(f"http://127.0.0.1:{image_settings()['PORT']}", url) for word in rest]
    return subprocess.run([sys.executable, *words], stderr=subprocess.DEVNULL, check=False).returncode


def dishcern(*words: str, **environment: str) -> str:
    """Run the command line as a module; the console script of the image calls the same function."""
    script = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]["dishcern"]
    assert script == "service.cli:main"
    ran = subprocess.run(
        [sys.executable, "-m", "service.cli", *words],
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def test_the_command_of_the_image_is_one() -> None:
    program, *words = command("CMD")
    assert program == "dishcern"
    assert "Serve the page and the API" in dishcern(*words, "--help")


def test_the_image_s_commands_work_on_its_settings(tmp_path: Path) -> None:
    """The server as the image starts it, its health check, and the command that makes the first token."""
    given = {name.lower(): value for name, value in image_settings().items() if name not in {*OWN, "DATABASE_URL"}}
    with served(tmp_path, errors=subprocess.DEVNULL, output=subprocess.DEVNULL, **given) as server:
        assert health(server.url) == 0
        assert_a_token_opens(server, tmp_path)
    assert health(server.url) != 0


def assert_a_token_opens(server: Server, folder: Path) -> None:
    made = dishcern("token", "create", "--owner", "kim", DISHCERN_DATA_DIR=str(folder), DISHCERN_AUTH="token")
    token = re.search(r"dishcern_[0-9a-f]{16}_[0-9a-f]{64}", made)
    assert token is not None
    for shown, status in ((token.group(), 200), (f"dishcern_{'0' * 16}_{secrets.token_hex(32)}", 401)):
        answer = httpx.get(f"{server.url}/v1/profiles", headers={"Authorization": f"Bearer {shown}"})
        assert answer.status_code == status
