# regwatch: `make run` starts everything over the sample feeds, `make test` proves it.
# Both set up what they need in .venv; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/python -m uv pip
PORT ?= 8080
FEEDS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check lint types pytest score lock schemas registry bench soak clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/python: 
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "regwatch needs Python 3.11 or newer: make PYTHON=python3.11 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5,<1'
	@touch $@

$(VENV)/run-ready: $(VENV)/python requirements.lock pyproject.toml
	@echo "setting up: what regwatch runs on"
	@$(UV) install --quiet --require-hashes -r requirements.lock
	@$(UV) install --quiet --no-deps -e .
	@touch $@

$(VENV)/test-ready: $(VENV)/run-ready requirements-dev.lock
	@echo "setting up: what the tests need"
	@$(UV) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/run-ready ## Start everything on the embedded log; FEEDS=path for feeds of your own.
	@$(BIN)/regwatch run --port $(PORT) $(if $(FEEDS),--feeds $(FEEDS))

test: check ## Lint, types and every test but the long ones (make soak).

check: lint types pytest

lint: $(VENV)/test-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: $(VENV)/test-ready
	@$(BIN)/mypy

pytest: $(VENV)/test-ready
	@$(BIN)/pytest -m "not soak"

score: $(VENV)/run-ready ## How well the reader reads what it never saw, and what changed since the saved run.
	@$(BIN)/regwatch score training/items/held-back.jsonl --against training/held-back.score.json

soak: $(VENV)/test-ready ## The long tests: kill -9 in mid-run on both logs, brokers and workers lost.
	@$(BIN)/pytest -m soak

bench: $(VENV)/test-ready ## How fast the whole system is here.
	@$(BIN)/python -m bench.system

lock: $(VENV)/python ## Resolve the dependencies anew into the two lock files.
	$(UV) compile --quiet --upgrade --universal --generate-hashes --no-header \
	  pyproject.toml -o requirements.lock
	$(UV) compile --quiet --upgrade --universal --generate-hashes --no-header \
	  --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

schemas: $(VENV)/run-ready ## Write the JSON Schemas of every record.
	@$(BIN)/regwatch topics schemas schemas/json

registry: $(VENV)/run-ready ## Compile the company and authority registries.
	@$(BIN)/python -m agents.classify.registry.build

clean: ## Remove the environment and the data of `make run`.
	rm -rf $(VENV) var
