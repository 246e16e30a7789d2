import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {"models": {"service", "nutrition_db"}, "nutrition_db": {"service", "models"}}
CODE = sorted(path for package in ("service", "models", "nutrition_db") for path in (ROOT / package).rglob("*.py"))


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_imports_run_one_way(package: str) -> None:
    files = [path for path in CODE if path.is_relative_to(ROOT / package)]
    assert files
    assert {str(path) for path in files if set(imported_packages(path)) & FORBIDDEN[package]} == set()


def test_only_identify_joins_detections_and_foods() -> None:
    joining = {
        path.name
        for path in CODE
        if path.is_relative_to(ROOT / "service")
        and {"Detections", "NutritionTable"} <= set(names_in(path))
        and path.name != "pipeline.py"
    }
    assert joining == {"identify.py"}


def names_in(path: Path) -> Iterator[str]:
    return (node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name))


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 270


@pytest.mark.parametrize("package", ["models", "nutrition_db"])
def test_what_a_package_declares_is_there(package: str) -> None:
    module = __import__(package)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_nothing_shown_to_people_promises_safety() -> None:
    said = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in CODE
        if path.is_relative_to(ROOT / "service")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(text := node.value, str)
        for word in ("is safe", "are safe", "safe for", "safe to eat", "free from")
        if word in text.lower()
    ]
    assert said == []
