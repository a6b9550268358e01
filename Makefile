# Everything that is done by hand in this repository, one word each. `make` alone prints the list.
# Nothing outside this folder is changed, except that `make test`, run as root, adds missing Debian packages.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run test bench soak fmt lint types javascript pytest setup test-tools docs clean

PORT ?= 8000
DATA ?= data
WORKERS ?= 2
BIN := .venv/bin
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export NO_COLOR := 1
ifdef DATABASE_URL
export DATABASE_URL
endif

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## serve the demo company: PORT=8000 DATA=data DATABASE_URL=postgres://…
	@exec $(BIN)/stagebill demo --data '$(DATA)' --port '$(PORT)'

test: setup test-tools ## everything that CI runs: format, lint, types, JavaScript, pytest
	@$(MAKE) -j $(WORKERS) types lint javascript
	@$(MAKE) pytest

bench: setup test-tools ## measure the budgets of docs/PERFORMANCE.md, server and phone (minutes; not part of make test)
	@status=0; $(BIN)/python -m tests.bench || status=1; $(BIN)/python -m tests.bench.phone || status=1; exit $$status

soak: setup test-tools ## the long run before a release: 20,000 histories, 500 kills of the server and of the browser
	@STAGEBILL_HISTORIES=20000 STAGEBILL_KILLS=500 STAGEBILL_BROWSER_KILLS=500 \
	  $(BIN)/pytest tests/faults tests/journeys/test_killed_browser.py tests/journeys/test_outages.py -q -m 'fault or journey'

fmt: setup ## put Python into its one format and mend what ruff can
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lint: setup ## format check and lint, Python
	@echo '— format and lint'
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup ## mypy, strict
	@echo '— types'
	@$(BIN)/mypy

javascript: setup ## types, lint and unit tests of pwa/ and service_worker/ (Deno)
	@echo '— JavaScript'
	@cd pwa && ../$(BIN)/deno lint --quiet . ../service_worker ../tests/pwa
	@$(BIN)/deno check --quiet --config pwa/deno.json pwa tests/pwa
	@$(BIN)/deno check --quiet --config service_worker/deno.json service_worker
	@$(BIN)/deno test --quiet --config pwa/deno.json --allow-read --no-prompt tests/pwa

pytest: setup ## all tests: those without a browser, then the journeys in browsers, beside nothing but each other
	@echo '— pytest'
	@status=0; \
	$(BIN)/pytest tests -n $(WORKERS) --dist worksteal -q -m 'not journey' || status=$$?; \
	$(BIN)/pytest tests -n $(WORKERS) --dist worksteal -q -m journey || status=$$?; \
	if (( status )); then echo '— pytest failed (above)' >&2; fi; exit $$status

docs: setup ## write the pages of docs/ that come from the code anew
	@$(BIN)/stagebill docs

setup: .venv/.synced .venv/.compiled ## make .venv with the locked dependencies; TOOLS=no: only what a server needs
	@:

clean: ## remove what make made (never the data folder)
	@rm -rf .venv .uv .mypy_cache .ruff_cache tests/.artifacts
	@find backend tests -name __pycache__ -prune -exec rm -rf {} +

# uv is taken from PATH, else installed into .uv/ (by venv, by pip, by Debian's python3-venv: the first that works).
.venv/.synced: pyproject.toml uv.lock
	@uv=; for candidate in .uv/bin/uv uv "$$HOME/.local/bin/uv"; do \
	  if "$$candidate" --version >/dev/null 2>&1; then uv=$$candidate; break; fi; done; \
	if [ -z "$$uv" ]; then \
	  python=; for candidate in python3 python3.13 python3.12 python3.11; do \
	    if "$$candidate" --version >/dev/null 2>&1; then python=$$candidate; break; fi; done; \
	  if [ -z "$$python" ]; then echo 'make: Python 3.11 or newer is missing; install it and run make again.' >&2; exit 1; fi; \
	  echo '— uv is not installed; putting it into .uv/'; \
	  if ! { $$python -m venv .uv && .uv/bin/pip install --quiet 'uv>=0.8,<1'; } >/dev/null 2>&1; then \
	    rm -rf .uv; \
	    if ! $$python -m pip install --quiet --target .uv 'uv>=0.8,<1' 2>/dev/null; then \
	      if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	        echo "make: uv, python3-venv or pip is needed; install one of them and run make again." >&2; exit 1; fi; \
	      rm -rf .uv; apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null; \
	      $$python -m venv .uv; .uv/bin/pip install --quiet 'uv>=0.8,<1'; \
	    fi; \
	  fi; uv=.uv/bin/uv; \
	fi; \
	echo '— locked dependencies into .venv'; \
	"$$uv" sync --frozen --quiet --compile-bytecode $(if $(filter no,$(TOOLS)),--no-dev) $(if $(PYTHON),--python '$(PYTHON)')
	@touch $@

# Compiling takes most of a cold start, and where PYTHONDONTWRITEBYTECODE is set every start would do it again.
.venv/.compiled: .venv/.synced $(shell find backend -name '*.py')
	@$(BIN)/python -m compileall -q backend
	@touch $@

test-tools: ## what the tests need besides Python: Chromium, PostgreSQL and hledger
	@missing=(); \
	command -v chromium chromium-browser google-chrome >/dev/null || missing+=(chromium fonts-dejavu-core); \
	command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 \
	  || ls "$$(pg_config --bindir 2>/dev/null)/postgres" >/dev/null 2>&1 || missing+=(postgresql); \
	command -v hledger >/dev/null || missing+=(hledger); \
	if (( $${#missing[@]} )); then \
	  if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "make test: missing: $${missing[*]}. Install them (Debian: sudo apt-get install $${missing[*]})." >&2; exit 1; fi; \
	  echo "— installing $${missing[*]}"; \
	  apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $${missing[*]} >/dev/null; \
	fi
