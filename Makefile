# The commands of this project. Everything they install stays in this folder: .venv, node_modules, var.
PYTHON ?= python3
IN_VENV = @$(PYTHON) scripts/bootstrap.py --dev --

.DEFAULT_GOAL := help
.PHONY: help run test check quick test-postgres bench bench-facts fuzz soak translations clean

help:           ## this list
	@grep -E '^[a-z-]+: *##' $(MAKEFILE_LIST) | sed -E 's/: *## */ — /; s/^/make /'

run:            ## set up and serve the site with demo data on this machine
	@$(PYTHON) scripts/run.py

test:           ## everything that must hold: style, contracts, types, all tests
	@$(PYTHON) scripts/test.py all

check:          ## style, contracts and types, without the tests
	@$(PYTHON) scripts/test.py checks

quick:          ## the tests without browser and long ones
	@$(PYTHON) scripts/test.py quick

test-postgres:  ## the tests again, on a private PostgreSQL
	$(IN_VENV) python scripts/postgres.py pytest -n 2 -m "not browser"

bench:          ## measure speed; writes benchmarks/RESULTS.md
	$(IN_VENV) python -m benchmarks

bench-facts:    ## the roll-up of 1 to 300 million facts; writes benchmarks/FACTS.md
	$(IN_VENV) python -m benchmarks.facts --large

fuzz:           ## the property tests with many more and always new examples
	$(IN_VENV) pytest -m hypothesis --hypothesis-profile=long

soak:           ## hours of mixed load, watching memory, errors and lost answers
	$(IN_VENV) python -m benchmarks.soak

translations:   ## collect the texts into locale/, compile them, say what is missing
	$(IN_VENV) python manage.py translations update
	$(IN_VENV) python manage.py translations compile
	$(IN_VENV) python manage.py translations check

clean:          ## remove what run and test made; database and uploads in var/ stay
	rm -rf .venv node_modules static_build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache var/static
	find . -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm {} +
