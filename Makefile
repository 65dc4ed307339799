# Bare `make` prints the targets. Needs only make and a Python of at least 3.11.

PYTHON ?= python3
OUT    ?= report

VENV       := .venv
VENV_BENCH := .venv-bench
BIN        := $(VENV)/bin
BIN_BENCH  := $(VENV_BENCH)/bin

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help reproduce explore atoms browser test check bench samples clean

help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo "  Variables: PYTHON=$(PYTHON) (3.11 or newer), OUT=$(OUT) (where reproduce writes)"

reproduce: $(VENV)/.installed ## Run the reproduction of the paper; writes the folder OUT
	$(BIN)/solvus reproduce --out "$(OUT)"

explore: $(VENV)/.installed-ui ## Install the web page and open it
	$(BIN)/solvus explore

browser: ## Install Chromium where it is missing, for the tests of the web page
	scripts/install_browser.sh

atoms: $(VENV)/.installed-atoms ## Install GPAW as well, which solvus adsorb computes with

test: check ## Style, types, import rules, all tests, then the kernels with the compiler off
	$(BIN)/python -m pytest
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests/kernels -m nojit

check: $(VENV)/.installed-dev ## Style, types and import rules only
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV_BENCH)/.installed ## Time the solver against PyBaMM and plain C, test the bridges (own environment)
	@$(BIN_BENCH)/python -m pytest tests/bridge tests/study/test_cell_text.py
	@$(BIN_BENCH)/python benchmarks/run_all.py

samples: $(VENV)/.installed ## Remake the simulated instrument files of examples/data
	$(BIN)/python scripts/make_samples.py

clean: ## Remove the environments, caches and written reports
	rm -rf $(VENV) $(VENV_BENCH) report out benchmarks/build
	rm -rf .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Environments. Each is made once and brought up to date when pyproject.toml changes.

define require_python
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Solvus needs Python 3.11 or newer; '$(PYTHON)' is $$("$(PYTHON)" -c 'import platform; print(platform.python_version())'). Name a newer one: make PYTHON=python3.12" >&2; \
	  exit 1; }
endef

# The stamp, not the folder, says that an environment is complete: a run cut short starts again.
$(VENV)/.made $(VENV_BENCH)/.made:
	$(require_python)
	"$(PYTHON)" -m venv $(@D)
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.made
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-ui: pyproject.toml | $(VENV)/.made
	$(BIN)/python -m pip install --quiet -e '.[ui]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-atoms: pyproject.toml | $(VENV)/.made
	scripts/install_atoms.sh $(BIN)/python
	@touch $(VENV)/.installed $@

$(VENV_BENCH)/.installed: pyproject.toml | $(VENV_BENCH)/.made
	$(BIN_BENCH)/python -m pip install --quiet -e '.[bench]'
	@touch $@
