# `make demo` shows the main job, `make test` passes every test. Both set themselves up: all they
# need is Python 3.10 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test real-code bench lint format docs rule editors clean

demo: $(VENV)/.installed
	@$(BIN)/python docs/demo.py

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

# Hold all rules against packages that nobody here wrote, and the findings against the record. The first run
# downloads the packages: make real-code ARGS="--update flair"
real-code: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m real_code.run $(ARGS)

# Measure speed, on files of the packages that real-code has downloaded: make bench ARGS="--lines 3000"
bench: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m bench.analysis $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Write docs/rules/*.md and the table in the README from the rules' cards.
docs: $(VENV)/.installed
	$(BIN)/python docs/generate.py

# Start a new rule: make rule NAME=missing-something IN=pytorch/training_pipeline
rule: $(VENV)/.dev
	$(BIN)/python docs/new_rule.py $(NAME) $(IN)

# Install the real editors that tests/clients drive (Debian packages; needs root, skipped without).
editors:
	@sh tests/clients/install-editors.sh

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
