# Chartside on this machine. `make demo` shows it, `make test` tests it; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODE := sdk/chartside engine fhir_adapter plugins worker migrations
PINS := pyproject.toml sdk/pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo setup test check contract conformance bench eval-notes by-hand clean

help: ## say what there is to make
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' Makefile | column -t -s '|'

demo: $(VENV)/.base ## start the service with example patients and a page that plays the EHR
	exec $(BIN)/chartside demo

setup: $(VENV)/.test ## install everything that developing needs into .venv

test: $(VENV)/.test ## run all tests, against a real PostgreSQL and a real Redis too
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.test ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

contract: $(VENV)/.test ## hold every analysis that ships to every check of the contract
	for plugin in risk-scores risk-models biomarkers opioids pharmacogenomics notes; do $(BIN)/chartside check $$plugin || exit 1; done

conformance: $(VENV)/.test ## say of each line of CDS Hooks which tests prove it, and run them
	$(BIN)/python -m tests.cds_hooks

bench: $(VENV)/.test ## measure hook calls beside the floors they stand on
	$(BIN)/python -m bench
	$(BIN)/python -m bench --name pharmacogenomics --service pharmacogenomics-order-sign --size 10000 --callers 1
	$(BIN)/python -m bench --knowledge
	$(BIN)/python -m bench --models

DATA ?= ../shared/data

eval-notes: $(VENV)/.test ## measure the reader of notes beside its peers, on the data at DATA=
	$(BIN)/python -m bench.notes $(DATA)

by-hand: $(VENV)/.test ## run the deployed shape once on loopback, without Docker, and ask it one question
	$(BIN)/python -m deploy.by_hand

clean: ## remove the environment and everything made from the code; the record in .chartside stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis bench/results dist .venv-peers
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is as new as what was asked for; a broken installation leaves none and is made anew.
$(VENV)/.base: $(PINS)
	$(call install,.)
	touch $@

$(VENV)/.test: $(PINS)
	$(call install,.[test])
	touch $(VENV)/.base $@

# Byte code is written here, at once: where the environment forbids Python to write it later, imports take three times as long.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chartside needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --compile --disable-pip-version-check -c constraints.txt -e ./sdk -e '$(1)'
	$(BIN)/python -m compileall -q $(CODE)
endef
