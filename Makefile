# Two targets do everything: `make run` opens the dashboard, `make test` runs the whole suite.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	then command -v $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?=

.PHONY: run test check format lock audit bench fuzz soak load dagster screenshots clean

run: $(VENV)/.installed
	@$(BIN)/motorwire up $(if $(PORT),--port $(PORT))

test: $(VENV)/.installed-dev check
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

# Reads randomly damaged dumps of every format for a minute (SECONDS=600 for longer).
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fuzz_reading --seconds $(or $(SECONDS),60)

# Kills runs, worker, dashboard and Dagster's server at random moments (MOMENTS=50, about 20 minutes).
soak: $(VENV)/.installed-dev
	$(BIN)/python -m tests.kill_loop --moments $(or $(MOMENTS),50)

# Many people use the dashboard at once while the ETL runs (PEOPLE=20, MINUTES=5; DATA=folder to use a copy of).
load: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.load --people $(or $(PEOPLE),20) --minutes $(or $(MINUTES),5) \
		$(if $(DATA),--data $(DATA))

dagster: $(VENV)/.installed
	$(BIN)/motorwire dagster

screenshots: $(VENV)/.installed-dev
	$(BIN)/python docs/make_screenshots.py

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; install one, or name it: make PYTHON=/path/to/python $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Motorwire needs into $(VENV) (about two minutes, the first time only) ..."
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# Renews both lock files from pyproject.toml (needs uv; versions that fit are kept).
lock:
	uv pip compile --quiet pyproject.toml --group build --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-strip-extras -o requirements.lock
	uv pip compile --quiet pyproject.toml --group build --group dev --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-strip-extras \
		-c requirements.lock -o requirements-dev.lock
	@# pip 23 does not know that html-clean and html_clean are one name of an extra.
	sed -i.bak 's/^lxml\[html-clean\]/lxml[html_clean]/' requirements.lock requirements-dev.lock
	rm requirements.lock.bak requirements-dev.lock.bak

# Looks up the known vulnerabilities of all pinned packages (needs the network; see SECURITY.md).
audit: $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet pip-audit
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.lock

# Removes what was made, and keeps the data.
clean:
	rm -rf $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
