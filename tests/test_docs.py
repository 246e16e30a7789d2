import re
from pathlib import Path

import pytest

from service.dietary import Rule, load_catalogue
from service.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented_in_its_own_words(name: str) -> None:
    assert f"| `{ENV_PREFIX}{name.upper()}` | {Settings.model_fields[name].description} |" in SETTINGS


def test_no_setting_is_documented_that_is_not_there() -> None:
    named = set(re.findall(rf"`{ENV_PREFIX}([A-Z_]+)`", SETTINGS))
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("rule", load_catalogue().rules, ids=lambda rule: str(rule.id))
def test_every_rule_is_documented_with_its_origin(rule: Rule) -> None:
    assert f"| `{rule.id}` |" in RULES


def test_the_readme_names_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", README))
    assert {"run", "test"} <= named
    assert named <= targets


def test_files_the_readme_links_to_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link.split("#")[0]).exists()] == []


def test_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in README
