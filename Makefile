# Golden Thread. `make` says what there is; `make run` is all a newcomer needs.
# Nothing here needs root, and nothing here installs anything outside this folder.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# An environment of somebody's own must not decide where things are installed.
unexport UV_PYTHON VIRTUAL_ENV PYTHONPATH PYTHONHOME

# Which Python makes .venv: `make run PYTHON=/usr/bin/python3.12` decides it yourself.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11, \
  $(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
BIN := .venv/bin
STAMPS := .venv/stamps

.PHONY: help run setup test quick check fix bench docs messages screenshots lock wheel clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: setup ## Open the demonstration place in a browser: sets up what is missing, then prints the address
	@exec $(BIN)/goldenthread demo

setup: $(STAMPS)/installed $(STAMPS)/assets $(STAMPS)/translations ## Make .venv, install the locked requirements, build pages and translations
	@:

test: setup ## Run every check and test: style, types, SQLite, PostgreSQL, browser
	@exec $(BIN)/python -m scripts.run_tests

quick: setup ## Run the tests that need neither browser nor PostgreSQL, and none that is slow
	@exec $(BIN)/python -m scripts.run_tests sqlite

check: setup ## Check style, types and the layers of the house, in seconds
	@exec $(BIN)/python -m scripts.run_tests check

fix: setup ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure every published figure, each beside its peer
	@exec $(BIN)/python -m scripts.run_benchmarks $(ONLY)

docs: setup ## Write docs/reference from the code
	@exec $(BIN)/python -m scripts.write_reference

messages: setup ## Collect the sentences for translation into goldenthread/locale
	@$(BIN)/python -m scripts.messages

screenshots: setup ## Take the pictures in docs/screenshots again, in the system's Chromium
	UPDATE_SCREENSHOTS=1 $(BIN)/pytest tests/browser -m browser

lock: setup ## Resolve the requirements again and write both locks
	$(BIN)/python -m scripts.lock
	@rm -f $(STAMPS)/installed

wheel: setup ## Build the one file that can be installed anywhere, into dist/
	$(BIN)/hatchling build --target wheel

clean: ## Remove what make made here; the demonstration's database stays
	rm -rf .venv dist goldenthread/ui/static/dist frontend/node_modules
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find goldenthread -name '*.mo' -delete

# Each step leaves a stamp, so that a second `make run` does only what has changed.

$(STAMPS)/installed: requirements-dev.txt pyproject.toml scripts/set_up.py
	@test -n "$(PYTHON)" || { echo "Golden Thread needs Python 3.11 or newer. On Debian or Ubuntu:  apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) scripts/set_up.py
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/assets: $(STAMPS)/installed build_assets.py $(shell find frontend -name node_modules -prune -o -type f -print 2>/dev/null)
	@echo "· Building styles and scripts"
	@$(BIN)/python build_assets.py
	@touch $@

$(STAMPS)/translations: $(STAMPS)/installed scripts/translations.py $(shell find goldenthread/locale -name '*.po' 2>/dev/null)
	@$(BIN)/python -m scripts.translations
	@touch $@
