# Two commands do everything: `make run` and `make test`. Python 3.11 or newer is all they need.
PYTHON ?= python3
BIN := .venv/bin
PHOTOS ?= ../shared/data/photos

.PHONY: install run dev test lint check evaluate robustness load benchmark

install: .venv/.light

run: .venv/.light
	$(BIN)/dishcern serve

.venv/bin/pip:
	$(PYTHON) -m venv .venv

# --no-compile: byte code is made for what is used, when it is used; a third of the install time is spent on the rest.
.venv/.light: pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --no-compile --editable .
	touch $@

# torch first, on its own: where a CPU build is at hand, the trio that follows then keeps it.
.venv/.dev: pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --no-compile torch==2.13.0
	$(BIN)/pip install --quiet --no-compile --editable ".[dev]"
	touch $@

dev: .venv/.dev

test: .venv/.dev
	$(BIN)/pytest

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test

evaluate: .venv/.dev
	$(BIN)/python -m models.evaluate $(PHOTOS)

# 5,000 hostile files and some hundred hostile forms over HTTP; takes minutes.
robustness: .venv/.dev
	$(BIN)/python -m tests.robustness 5000

# 24 clients with 12 MP photos for five minutes, then 2,000 requests one after the other; takes about nine minutes.
load: .venv/.dev
	$(BIN)/python -m tests.robustness.load

# NAIVE=path/to/weights.pt gives the naive server the shipped weights; without it, it gets some that cost the same.
benchmark: .venv/.dev
	$(BIN)/python -m benchmarks.serve $(if $(NAIVE),--naive-weights $(NAIVE))
	$(BIN)/python -m benchmarks.report
