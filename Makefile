# Every word a user needs, and a graph of what depends on what.
#
# Exit codes are the programs': 0 good, 1 the data fall short, 2 the request or
# an input can't be used. `make` itself turns any failed recipe into 2, except
# when it is told to quit; so a recipe that falls short tells it to.

PARAMS ?= params/default.yml
NAME   := $(basename $(notdir $(PARAMS)))
REPORT := reports/$(NAME)
BUILD  := build/$(NAME)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=2
endif
export PYTHONPATH := $(CURDIR)/src

# An active conda environment made from environment.yml is used as it is.
ifeq ($(CONDA_DEFAULT_ENV),tungsten)
PYTHON := python
ENV    :=
LAB    := jupyter
LABENV :=
else
PYTHON := .venv/bin/python
ENV    := .venv/.made
LAB    := .venv-lab/bin/jupyter
LABENV := .venv-lab/.made
endif
BENCHPYTHON := .venv-bench/bin/python
BENCHENV    := .venv-bench/.made
SPARKPYTHON := .venv-spark/bin/python
SPARKENV    := .venv-spark/.made

# The second's sleep lets make hear of it before it hears that the recipe failed.
falls_short = || { code=$$?; [ $$code -ne 1 ] || { kill -QUIT $$PPID; sleep 1; }; exit $$code; }

# JupyterLab would ask for news, a newer version and a catalogue of extensions; it keeps charts with the notebook.
LAB_SETTINGS := --LabApp.app_settings_dir=$(CURDIR)/tools/lab --LabApp.extension_manager=readonly \
	--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

# ----------------------------------------------------------------------- graph

LEDGER    := $(wildcard src/tungsten/*.py src/tungsten/ledger/*)
CHECKS    := $(wildcard src/tungsten/checks/*.* src/tungsten/checks/suites/*)
ANALYSIS  := $(wildcard src/tungsten/analysis/*.py)
DRAWING   := $(shell find src/tungsten/report -type f ! -path '*__pycache__*')
RAW       := $(filter-out %/datapackage.json,$(wildcard data/raw/* data/raw/reference/* data/raw/sources/*)) data/raw/sources
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
EXECUTED  := $(NOTEBOOKS:notebooks/%=$(BUILD)/%)
DATA      := data/processed/datapackage.json

$(DATA): $(RAW) $(LEDGER) $(CHECKS) $(ANALYSIS) | $(ENV)
	@$(PYTHON) -m tungsten $(falls_short)

# What is stale is deleted here; the report then makes all that is missing, side by side in one process.
build/.validated: $(RAW) $(LEDGER) $(CHECKS) $(ANALYSIS)
	@rm -f $@

$(EXECUTED): $(BUILD)/%: notebooks/% $(PARAMS) $(DATA) $(DRAWING)
	@rm -f $@

$(REPORT)/index.html: $(EXECUTED) build/.validated | $(ENV)
	@$(PYTHON) -m tungsten.report $(PARAMS) $(falls_short)

# ----------------------------------------------------------------------- words

## print this help
.PHONY: help
help:
	@awk '/^## /{text=substr($$0,4)} /^[a-z-]+:/{if(text){split($$1,word,":"); printf "  make %-10s %s\n",word[1],text; text=""}}' Makefile

## make the environment from the lock (a minute or two, once)
.PHONY: env
env: $(ENV)

## raw → processed: figures, evidence, verdicts, concentration, demand, reserves
.PHONY: data
data: $(DATA)

## judge every table by its suite, as printed and as corrected
.PHONY: validate
validate: $(ENV)
	@$(PYTHON) -m tungsten.checks $(falls_short)

## everything up to reports/NAME/index.html; PARAMS=params/NAME.yml chooses
.PHONY: report
report: $(REPORT)/index.html

## every mention of a quantity in a text: SOURCE=article.txt OUT=mentions.csv
.PHONY: scan
scan: $(ENV)
	@$(PYTHON) -m tungsten.ledger "$(SOURCE)" $(if $(OUT),"$(OUT)") $(falls_short)

## the report printed, one PDF a language, in its folder
.PHONY: pdf
pdf: $(ENV) build/.browser $(REPORT)/index.html
	@$(PYTHON) tools/pdf.py $(REPORT)

## open JupyterLab on the notebooks, on this machine only
.PHONY: lab
lab: $(ENV) $(LABENV)
	@$(PYTHON) -m ipykernel install --prefix build/lab --name python3 --display-name Tungsten >/dev/null
	JUPYTER_PATH=$(CURDIR)/build/lab/share/jupyter $(LAB) lab --ip=127.0.0.1 --notebook-dir=$(CURDIR) $(if $(filter 0,$(shell id -u)),--allow-root) \
		--KernelSpecManager.ensure_native_kernel=False --LabApp.default_url=/lab/tree/notebooks $(LAB_SETTINGS)

## run the tests, the browser's and Spark's too (sets everything up)
.PHONY: test
test: $(ENV) $(LABENV) build/.browser
	@$(PYTHON) -m pytest
	@$(MAKE) test-spark

## run the tests on Apache Spark, where there is a Java (half a gigabyte, once)
.PHONY: test-spark
test-spark:
	@if command -v java >/dev/null; then $(MAKE) $(SPARKENV) && $(SPARKPYTHON) -m pytest -rs tests/test_spark.py; \
		else echo "no Java is found, so nothing is tested on Spark; install version 17 to have it"; fi

## style and types
.PHONY: lint
lint: $(ENV)
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy

## all that CI runs after the tests: lint, validate, report, and nothing left changed
.PHONY: check
check:
	@$(MAKE) lint
	@$(MAKE) validate
	@$(PYTHON) -m tungsten
	@$(MAKE) report
	@test -z "$$(git status --porcelain)" || { git status --short; \
		echo "data/processed is not what the code makes of data/raw: run make data and commit it"; exit 1; }

## build twice from clean copies and compare
.PHONY: reproduce
reproduce: $(ENV)
	@$(PYTHON) tools/reproduce.py $(PARAMS) $(falls_short)

## our costs beside our peers', into build/bench.json (half an hour, 8 GiB; or BENCH=validate ROWS=100000)
.PHONY: bench
bench: $(BENCHENV)
	@$(BENCHPYTHON) -m bench $(BENCH) $(if $(ROWS),--rows $(ROWS)) $(if $(ONLY),--only $(ONLY))

## take the README's picture anew of reports/default
.PHONY: picture
picture: $(ENV) build/.browser reports/default/index.html
	@$(PYTHON) tools/picture.py

## pin the environments from pyproject.toml (needs uv and a package index; UPGRADE=1 pins the newest)
.PHONY: lock
lock:
	@python3 tools/lock.py $(if $(UPGRADE),--upgrade)

## remove what was built; the environments stay
.PHONY: clean
clean:
	@rm -rf build reports

# ---------------------------------------------------------------- environments

# The newest Python the project runs on, or a word on what is missing.
FIND_PYTHON = for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; exit; }; done; \
	echo "no Python 3.11, 3.12 or 3.13 with venv found; install one" >&2; exit 2

make_env = @if command -v uv >/dev/null; \
	then uv venv -q --clear --python ">=3.11,<3.14" $(1) && uv pip install -q --compile-bytecode --python $(1)/bin/python --require-hashes -r $<; \
	else python=$$($(FIND_PYTHON)) && $$python -m venv --clear $(1) && $(1)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<; fi

.venv/.made: requirements.lock
	$(call make_env,.venv)
	@touch $@

.venv-lab/.made: requirements-lab.lock
	$(call make_env,.venv-lab)
	@touch $@

.venv-bench/.made: requirements-bench.lock
	$(call make_env,.venv-bench)
	@touch $@

.venv-spark/.made: requirements-spark.lock
	$(call make_env,.venv-spark)
	@touch $@

# Chromium for the tests: the one that is there, or Debian's, or Playwright's own.
build/.browser: | $(ENV)
	@mkdir -p build
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
		|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } \
		|| $(PYTHON) -m playwright install chromium
	@touch $@
