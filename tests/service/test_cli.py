import json
from pathlib import Path

import pytest
from PIL import Image

from service.cli import main

SAMPLE = Path(__file__).parents[2] / "service" / "web" / "static" / "coffee.jpg"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISHCERN_DATA_DIR", str(tmp_path / "data"))


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def test_analyze_writes_an_annotated_photo_and_a_report(tmp_path: Path) -> None:
    words = ("analyze", str(SAMPLE), "--profile", "pescatarian with high cholesterol", "--out", str(tmp_path))
    assert run(*words) == 0
    report = json.loads((tmp_path / "coffee.dishcern.json").read_text())
    assert [verdict["profile_id"] for verdict in report["meal_verdicts"]] == ["inline-1"]
    with Image.open(tmp_path / "coffee.dishcern.jpg") as picture:
        assert picture.format == "JPEG"


def test_a_photo_without_food_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (640, 480), (120, 130, 140)).save(tmp_path / "grey.png")
    assert run("analyze", str(tmp_path / "grey.png"), "--out", str(tmp_path)) == 0
    assert "No food found." in " ".join(capsys.readouterr().out.split())


def test_one_photo_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo")
    assert run("analyze", str(broken), str(SAMPLE), "--out", str(tmp_path)) == 1
    assert (tmp_path / "coffee.dishcern.json").exists()
    assert "broken.jpg" in capsys.readouterr().err.replace("\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("analyze", str(SAMPLE), "--profile", "qwertz"), "name no diet", id="words nobody understands"),
        pytest.param(("profile", "add", "allergic to peanuts", "--name", "Kim"), "--consent", id="health data"),
        pytest.param(("profile", "add", "vegan", "--name", "x" * 200), "at most 80", id="a name without end"),
        pytest.param(("profile", "show", "[/x]"), "[/x]", id="markup in an id"),
        pytest.param(("profile", "show", "nobody"), "no profile", id="unknown profile"),
        pytest.param(("serve", "--host", "0.0.0.0"), "DISHCERN_ALLOW_REMOTE", id="listening to everybody"),  # noqa: S104
        pytest.param(("serve", "--port", "99999"), "DISHCERN_PORT", id="a port that is none"),
    ],
)
def test_what_goes_wrong_is_one_line_that_says_what_to_do(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 1
    printed = " ".join(capsys.readouterr().err.split())
    assert said in printed
    assert "Traceback" not in printed


def test_profiles_are_kept_and_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("profile", "add", "vegan, no alcohol", "--name", "Kim") == 0
    profile_id = capsys.readouterr().out.split()[0]
    assert run("profile", "show", profile_id) == 0
    assert json.loads(capsys.readouterr().out)["diets"] == ["vegan"]
    assert run("profile", "delete", profile_id) == 0
    capsys.readouterr()
    assert run("profile", "list") == 0
    assert profile_id not in capsys.readouterr().out
