.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
# Keep compiled modules: without them each process of a refresh or a test compiles the project again.
unexport PYTHONDONTWRITEBYTECODE
COUNT ?= 320
SEED ?= 1
MUTATIONS ?= 0

.PHONY: help install ocr refresh demo ui form indicator unit docs test test-fast test-daemon reliability coverage corpus fuzz check format clients superset superset-check spark-check bench benchmark sbom lock clean

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# The environment follows the lock: a changed lock makes a new one.
.venv/.lock: requirements.lock
	@echo "Setting up .venv from requirements.lock (a minute or two, once) ..."
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Jixiao needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@cp requirements.lock $@

install: .venv/.lock ## Set up .venv from requirements.lock, and nothing else

ocr: .venv/.lock ## Install text recognition, which reads scans and pictures (about 350 MB)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-ocr.lock

refresh: .venv/.lock ## Read the inbox, build, test and release the warehouse
	@$(BIN)/jixiao refresh

demo: .venv/.lock ## Make an invented city of evaluations and release it: make demo SIZE=2000
	@$(BIN)/jixiao demo $(SIZE)

ui: .venv/.lock ## Open Dagster on http://localhost:3000
	@$(BIN)/jixiao ui

form: .venv/.lock ## Print a form with its findings and rows to correct it: make form EVALUATION=<evaluation_key> ROW=<row>
	@$(BIN)/jixiao form $(EVALUATION) $(if $(ROW),--row '$(ROW)')

indicator: .venv/.lock ## Start a new indicator: make indicator CODE=<code>
	@$(BIN)/jixiao indicator new $(if $(CODE),'$(CODE)')

unit: .venv/.lock ## Run an indicator's unit tests on what `make refresh` built: make unit CODE=<code>, or all
	@test -z '$(CODE)' -o -f 'dbt_project/models/indicators/ind_$(CODE).sql' || \
		{ echo 'there is no indicator $(CODE): make indicator CODE=$(CODE) starts one'; exit 1; }
	@export JIXIAO_HOME="$$($(BIN)/python -c 'from orchestration.settings import read_settings; print(read_settings().home)')" && \
		export DBT_PROJECT_DIR=dbt_project DBT_PROFILES_DIR=dbt_project && \
		if ! test -f "$$JIXIAO_HOME/build/warehouse.duckdb"; then echo "$$JIXIAO_HOME holds no build: make refresh first"; exit 1; fi && \
		export DBT_TARGET_PATH=$$JIXIAO_HOME/build/target DBT_LOG_PATH=$$JIXIAO_HOME/build/logs && \
		$(BIN)/dbt test --select 'ind_$(or $(CODE),*),test_type:unit'

docs: .venv/.lock ## Write the pages of indicators, tables and metrics and the bus matrix from the YAML of the models, and the glossary
	@$(BIN)/jixiao docs

# A process that crashes ends the run: with pytest-xdist 3.8, the run may otherwise wait for ever after its last test.
PARALLEL := -n auto --max-worker-restart 0
BY_FILE := $(PARALLEL) --dist loadfile --no-loadscope-reorder

test: .venv/.lock ## Run the tests, without those of the daemon, Spark, Superset, reliability and benchmarks
	@$(BIN)/python -m pytest $(BY_FILE)

test-fast: .venv/.lock ## Run the tests that build no warehouse and start no office suite, about a minute
	@$(BIN)/python -m pytest $(PARALLEL) -m 'not slow and not benchmark and not superset and not daemon and not reliability and not spark'

test-daemon: .venv/.lock ## Start a real Dagster daemon and see its ticks release, about three minutes
	@$(BIN)/python -m pytest -m daemon tests/orchestration/test_daemon.py

reliability: .venv/.lock ## Kill refreshes 200 times and simulate a year of nights, hours; continues after an interruption
	@$(BIN)/python -m tests.reliability kills --folder .reliability
	@$(BIN)/python -m tests.reliability growth --folder .reliability

coverage: .venv/.lock ## Run the tests and print which lines they run
	@$(BIN)/python -m pytest $(BY_FILE) --cov --cov-report=term:skip-covered

corpus: .venv/.lock ## Read documents that the tests make, and print what became of each form: make corpus COUNT=320 SEED=1 MUTATIONS=0
	@$(BIN)/python -m tests.corpus --count $(COUNT) --seed $(SEED) --mutations $(MUTATIONS)

fuzz: .venv/.lock ## Read mutated documents for a time and keep those read wrongly in .fuzz: make fuzz FUZZ_SECONDS=900 SEED=1
	@$(BIN)/python -m tests.corpus.fuzz --folder .fuzz --seconds $(or $(FUZZ_SECONDS),900) --seed $(SEED)

check: .venv/.lock ## Check format, lint (Python and SQL), types, the conventions of indicators, generated pages and deprecated dbt features
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line check-types check-rest

.PHONY: check-types check-rest
check-types:
	@$(BIN)/mypy

check-rest:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/jixiao docs --check
	@scratch=$$(mktemp -d) && trap "rm -rf $$scratch" EXIT && mkdir $$scratch/build && export JIXIAO_HOME=$$scratch \
		DBT_PROJECT_DIR=dbt_project DBT_PROFILES_DIR=dbt_project DBT_TARGET_PATH=$$scratch/target DBT_LOG_PATH=$$scratch/logs && \
		$(BIN)/dbt --quiet parse --no-partial-parse --warn-error-options '{"error": ["Deprecations"]}' && \
		$(BIN)/sqruff lint dbt_project/models dbt_project/tests

format: .venv/.lock ## Format the Python code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clients: .venv/.lock ## Install DuckDB clients of several versions and axe-core (by npm), for tests of releases and of the report
	@for client in duckdb-1.1.3 duckdb-1.4.4 duckdb-1.5.5 duckdb-2.0.0 duckdb-engine-0.17.0; do \
		test -d .clients/$$client || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target .clients/$$client $${client%-*}==$${client##*-}; \
	done
	@test -f .clients/axe/node_modules/axe-core/axe.min.js || ! command -v npm >/dev/null || \
		npm install --silent --no-save --no-package-lock --prefix .clients/axe axe-core@4.14.1 || \
		echo "axe-core could not be installed by npm: its test is skipped"

superset: .venv/.lock ## Make the Superset dashboards of the release, and say how to import them
	@$(BIN)/jixiao superset

.superset/.lock: tests/superset/requirements.txt
	@echo "Setting up .superset with a Superset of its own (some minutes, once) ..."
	@rm -rf .superset
	@$(PYTHON) -m venv .superset
	@.superset/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r $<
	@cp $< $@

superset-check: .venv/.lock .superset/.lock ## Open the dashboards in a real Superset and a browser
	@$(BIN)/python -m pytest -m superset tests/superset && \
		echo "Superset draws every chart with the numbers of the marts; pictures are in .superset/screenshots."

.spark/.lock: requirements-spark.lock
	@echo "Setting up .spark with a Spark of its own (some minutes, once) ..."
	@rm -rf .spark
	@$(PYTHON) -m venv .spark
	@.spark/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@cp $< $@

spark-check: .venv/.lock .spark/.lock ## Read and build on Spark and compare the landing and the public tables with DuckDB's, about ten minutes (needs Java 17)
	@$(BIN)/python -m pytest -m spark tests/spark

bench: .venv/.lock ## Print what refreshes of a city cost, beside their floors: make bench SIZE=10k
	@BENCHMARK_FORMS=$(patsubst %k,%000,$(or $(SIZE),2k)) $(BIN)/python -m pytest -m benchmark -s tests/benchmarks/test_scale.py

benchmark: .venv/.lock ## Run every benchmark: refresh, reader, models, report, degraded scans, and make bench
	@$(BIN)/python -m pytest -m benchmark -s tests/benchmarks

sbom: .venv/.lock ## Print a bill of materials of the locked dependencies (CycloneDX, JSON)
	@$(BIN)/python .ci/sbom.py

lock: ## Resolve pyproject.toml into requirements.lock (needs uv on the PATH)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --output-file requirements.lock
	uv pip compile --group ocr --constraints requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements-ocr.lock
	uv pip compile --group spark --constraints requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements-spark.lock
	uv pip compile tests/superset/requirements.in --universal --python-version 3.11 \
		--no-emit-index-url --no-header --no-annotate --output-file tests/superset/requirements.txt

clean: ## Remove the environment and caches (the warehouse's home stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
