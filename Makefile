# `make demo` shows the main job, `make test` passes every test. Both set themselves up: all they
# need is Python 3.10 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OWN := $(HOME)/.local/share/tensortidy

.PHONY: demo test install real-code real-notebooks robustness evidence hybridize-evidence bench lint lint-extension
.PHONY: format docs rule extension editors screenshots clean

demo: $(VENV)/.installed
	@$(BIN)/python docs/demo.py

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

# Install the command `tensortidy` for you alone: an environment of its own, and a link to it in ~/.local/bin.
install:
	$(PYTHON) -m venv --clear $(OWN)
	$(OWN)/bin/python -m pip install --quiet --disable-pip-version-check .
	@mkdir -p $(HOME)/.local/bin
	@ln -sf $(OWN)/bin/tensortidy $(HOME)/.local/bin/tensortidy
	@command -v tensortidy || echo 'Installed, but your shell does not look into ~/.local/bin. Put this line into its' \
		'profile, and into this shell: export PATH="$$HOME/.local/bin:$$PATH"'

# Hold all rules against packages that nobody here wrote, and the findings against the record. The first run
# downloads the packages: make real-code ARGS="--update flair"
real-code: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m real_code.run $(ARGS)

# The same for notebooks, which must also survive all fixes with nothing changed but lines of their cells.
real-notebooks: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m real_code.notebooks $(ARGS)

# Try to break it, for hours, on files of the packages that real-code has downloaded; an interrupted run goes on where it
# was: make robustness ARGS="mutations --count 1000"
robustness: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m robustness.run $(ARGS)

# Hold the cards of rules against torch and TensorFlow: their examples run, safe fixes print the same, and what they claim
# is measured. Neither is installed here by itself, and what has no Python is skipped. A Python that is given wants parso too:
# make evidence TORCH=/path/to/python TENSORFLOW=/path/to/python ARGS="tensor-over-concatenation unclosed-session"
evidence: $(VENV)/.dev
	PYTHONPATH=tests:server:rules MALLOC_MMAP_THRESHOLD_=65536 $(or $(TORCH),$(BIN)/python) -m evidence.run $(ARGS)
	PYTHONPATH=tests:server:rules MALLOC_MMAP_THRESHOLD_=65536 $(or $(TENSORFLOW),$(BIN)/python) -m evidence.run \
		--framework tensorflow $(ARGS)

# Refactor complete programs by `tensortidy hybridize`, run both versions, and compare results and speed. TensorFlow is not
# installed here by itself: make hybridize-evidence TENSORFLOW=/path/to/python ARGS="--output-format json k_means"
hybridize-evidence: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m hybridization.evidence $(if $(TENSORFLOW),--python $(TENSORFLOW)) $(ARGS)

# Measure speed beside ruff, on files of the packages that real-code pins: make bench ARGS="--peers --large"
bench: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m bench.run $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if [ -d vscode-client/node_modules ] || command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-extension; \
	else echo "npm is not installed: the VS Code extension is not looked at"; fi

lint-extension: vscode-client/node_modules/.installed
	npm --prefix vscode-client run --silent check
	npm --prefix vscode-client run --silent lint

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Write docs/rules/*.md and the table in the README from the rules' cards.
docs: $(VENV)/.installed
	$(BIN)/python docs/generate.py

# Start a new rule: make rule NAME=missing-something IN=pytorch/training_pipeline
rule: $(VENV)/.dev
	$(BIN)/python docs/new_rule.py $(NAME) $(IN)

# Package the VS Code extension, with its server: vscode-client/tensortidy.vsix. Needs Node 20 or later.
extension: $(VENV)/bin/python vscode-client/node_modules/.installed
	PYTHON=$(abspath $(BIN)/python) npm --prefix vscode-client run --silent package

vscode-client/node_modules/.installed: vscode-client/package-lock.json
	npm --prefix vscode-client ci --no-audit --no-fund --loglevel=error
	@touch $@

# Take the pictures in docs/images from the real editors that `make editors` has installed.
screenshots: extension $(VENV)/.dev
	node tests/clients/vscode/screenshots.mjs vscode-client/tensortidy.vsix docs/images
	PYTHONPATH=tests $(BIN)/python tests/clients/neovim/picture.py

# Install the real editors that tests/clients drive (Debian packages, which need root; VS Code's workbench from npm, and
# JupyterLab from PyPI).
editors:
	@PYTHON=$(PYTHON) sh tests/clients/install-editors.sh

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .bench .editors .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf vscode-client/node_modules vscode-client/bundled vscode-client/dist vscode-client/tensortidy.vsix
