# Each word runs one command, and each command works without make.
#
# `tungsten` exits with 0 when all is good, 1 when the data fall short, 2 when the request or an input file is
# unusable. make itself exits with 2 whatever failed, and prints the program's code: "Error 1" or "Error 2".
# Runs with GNU make 3.81, as macOS has it, and later.

PARAMS ?= params/default.yml
REPORT := reports/$(basename $(notdir $(PARAMS)))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# An active conda environment made from environment.yml is used as it is.
ifneq ($(CONDA_DEFAULT_ENV),tungsten)
BIN    := .venv/bin/
ENV    := .venv/.made
LABBIN := .venv-lab/bin/
LABENV := .venv-lab/.made
endif

ifneq ($(shell command -v java 2>/dev/null),)
SPARKENV  := .venv-spark/.made
TESTSPARK := .venv-spark/bin/pytest -rs --durations 10 tests/test_spark.py
else
TESTSPARK := echo "no Java is found, so nothing is tested on Spark; install version 17 to have it"
endif

# JupyterLab would ask for news, a newer version and a catalogue of extensions; it keeps charts with the notebook.
LAB_SETTINGS := --LabApp.app_settings_dir=$(CURDIR)/tools/lab --LabApp.extension_manager=readonly \
	--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

# ----------------------------------------------------------------------- graph

DATA      := data/processed/datapackage.json
RAW       := $(filter-out %/datapackage.json,$(wildcard data/raw/* data/raw/*/*))
PROJECTS  := pyproject.toml $(wildcard packages/*/pyproject.toml)
SOURCES   := $(shell find src packages/*/src -type f ! -path '*/__pycache__/*')
PAGES     := $(filter %.css %.html %.js %.svg %.woff2,$(SOURCES))
CODE      := $(filter-out $(PAGES),$(SOURCES))
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

$(DATA): $(RAW) $(CODE) | $(ENV)
	$(BIN)tungsten data

# One command for all notebooks and not a papermill rule for each: it executes only those whose cells, data or code
# changed, two at a time, beside the validation and the drawing; README.md says what both ways take.
$(REPORT)/index.html: $(DATA) $(PARAMS) $(NOTEBOOKS) $(PAGES) | $(ENV)
	$(BIN)tungsten report $(PARAMS)

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

## judge every table by its suite, as printed and as corrected; say which reference numbers no rule would catch
.PHONY: validate
validate: $(ENV)
	$(BIN)tungsten validate --guards

## everything up to reports/NAME/index.html; PARAMS=params/NAME.yml chooses
.PHONY: report
report: $(REPORT)/index.html

## every mention of a quantity in a text: SOURCE=article.txt OUT=mentions.csv
.PHONY: scan
scan: $(ENV)
	$(BIN)tungsten scan "$(SOURCE)" $(if $(OUT),"$(OUT)") $(falls_short)

## the report printed, one PDF a language, in its folder
.PHONY: pdf
pdf: build/.browser $(REPORT)/index.html
	$(BIN)python tools/pdf.py $(REPORT)

## open JupyterLab on the notebooks, on this machine only
.PHONY: lab
lab: $(ENV) $(LABENV)
	$(BIN)python -m ipykernel install --prefix build/lab --name python3 --display-name Tungsten
	JUPYTER_PATH=$(CURDIR)/build/lab/share/jupyter $(LABBIN)jupyter lab --ip=127.0.0.1 --notebook-dir=$(CURDIR) \
		$(if $(filter 0,$(shell id -u)),--allow-root) --KernelSpecManager.ensure_native_kernel=False \
		--LabApp.default_url=/lab/tree/notebooks $(LAB_SETTINGS)

# The tests on Spark, in their own environment, run beside the others; what they print comes last.
## run the tests, the browser's and Spark's too (sets everything up)
.PHONY: test
test: $(ENV) $(LABENV) build/.browser $(SPARKENV)
	$(TESTSPARK) >build/test-spark.txt 2>&1 & \
	$(BIN)pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 10; \
	here=$$?; wait $$!; spark=$$?; cat build/test-spark.txt; exit $$((here | spark))

## run the tests on Apache Spark, where there is a Java (half a gigabyte, once)
.PHONY: test-spark
test-spark: $(SPARKENV)
	$(TESTSPARK)

## style, types, declared dependencies, and the direction between rooms
.PHONY: lint
lint: $(ENV)
	$(BIN)ruff check
	$(BIN)ruff format --check --quiet
	$(BIN)mypy
	$(BIN)mypy --config-file packages/gx-polars/pyproject.toml packages/gx-polars/src
	$(BIN)deptry src notebooks
	$(BIN)deptry bench tools tests --exclude '\.venv' --ignore DEP002,DEP004
	$(BIN)deptry packages/gx-polars/src --config packages/gx-polars/pyproject.toml --per-rule-ignores DEP002=tzdata
	$(BIN)lint-imports --no-logo

## write the numbers of README.md and docs/method.md anew from the data
.PHONY: docs
docs: $(ENV)
	$(BIN)python tools/documents.py

## all that CI runs after the tests: lint, validate, report, and nothing left changed
.PHONY: check
check: lint validate report
	$(BIN)tungsten data
	$(BIN)python tools/documents.py --check
	git status --short
	@test -z "$$(git status --porcelain)" || \
		{ echo "data/processed is not what the code makes of data/raw: run make data and commit it"; exit 1; }

## build twice from clean copies and compare
.PHONY: reproduce
reproduce: $(ENV)
	$(BIN)python tools/reproduce.py $(PARAMS)

## our costs beside our peers', into build/bench.json (half an hour, 8 GiB; or BENCH=validate ROWS=100000)
.PHONY: bench
bench: .venv-bench/.made
	.venv-bench/bin/python -m bench $(BENCH) $(if $(ROWS),--rows $(ROWS)) $(if $(ONLY),--only $(ONLY))

## Great Expectations' own tests, on Polars in place of pandas (for maintainers; needs a package index)
.PHONY: gx-suite
gx-suite: .venv-gx/.made
	.venv-gx/bin/python packages/gx-polars/tools/gx_suite.py

## take the README's picture anew of reports/default
.PHONY: picture
picture: build/.browser reports/default/index.html
	$(BIN)python tools/picture.py

## pin the environments from pyproject.toml (needs uv and a package index; UPGRADE=1 pins the newest)
.PHONY: lock
lock:
	python3 tools/lock.py $(if $(UPGRADE),--upgrade)

## remove what was built; the environments stay
.PHONY: clean
clean:
	rm -rf build reports

# ---------------------------------------------------------------- environments

# Each is made from its lock, and then gets the project's own packages: editable, without a network.
EDITABLE := --no-deps --no-build-isolation $(patsubst %pyproject.toml,-e ./%,$(PROJECTS))

ifneq ($(shell command -v uv 2>/dev/null),)
define environment
uv venv --quiet --clear --python ">=3.11,<3.14" $(1)
uv pip install --quiet --compile-bytecode --python $(1)/bin/python --require-hashes -r $<
touch $@
endef
install = uv pip install --quiet --python $(1)/bin/python $(EDITABLE)
else
define environment
$(PYTHON3) -m venv --clear $(1)
$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
touch $@
endef
install = $(1)/bin/python -m pip install --quiet --disable-pip-version-check $(EDITABLE)
endif

# The newest Python with venv that the project runs on.
PYTHON3 = $(or $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$python; break; }; done),$(error no Python 3.11, 3.12 or 3.13 with venv found; install one))

.venv/.locked: requirements.lock
	$(call environment,.venv)

.venv-lab/.made: requirements-lab.lock
	$(call environment,.venv-lab)

.venv-bench/.locked: requirements-bench.lock
	$(call environment,.venv-bench)

.venv-spark/.locked: requirements-spark.lock
	$(call environment,.venv-spark)

.venv/.made .venv-bench/.made .venv-spark/.made: %/.made: %/.locked $(PROJECTS)
	$(call install,$*)
	touch $@

# Chromium for the tests: the one that is there, or Debian's, or Playwright's own.
build/.browser: | $(ENV)
	mkdir -p build
	{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
		|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } \
		|| $(BIN)python -m playwright install chromium
	touch $@

# The release of Great Expectations whose tests are run, with what they import; nothing of the project.
.venv-gx/.made: packages/gx-polars/pyproject.toml packages/gx-polars/tools/gx_suite_requirements.txt
	python3 -m venv --clear .venv-gx
	.venv-gx/bin/python -m pip install -q --disable-pip-version-check -e packages/gx-polars \
		-r packages/gx-polars/tools/gx_suite_requirements.txt
	touch $@
