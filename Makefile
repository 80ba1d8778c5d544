# Each target runs a command that also works without make.
#
# `tungsten` exits with 0 on success, 1 if the data break a rule, 2 if the request or a file can't be used, 3 after an
# error of the program. make exits with 2 after every failure, and prints the exit code of the command: "Error 1".
# Works with GNU make 3.81 (macOS) and later.

PARAMS ?= params/default.yml
# Recipes read these as variables of the shell, so that a path may contain spaces and quotes.
export PARAMS SOURCE OUT ID BASE REPORT DIFF DRAFT

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Programs are taken from the active conda environment if it is the one of environment.yml.
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
TESTSPARK := echo "no Java found: the tests on Spark are skipped; install Java 17 to run them"
endif

# No news, no look for a newer version and no list of extensions, which JupyterLab would load from the network.
LAB_SETTINGS := --LabApp.app_settings_dir="$(CURDIR)/tools/lab" --LabApp.extension_manager=readonly \
	--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

# --------------------------------------------------------------------- targets

## print this help
.PHONY: help
help:
	@awk '/^## /{text=substr($$0,4)} /^[a-z-]+:/{if(text){split($$1,word,":"); printf "  make %-10s %s\n",word[1],text; text=""}}' Makefile

## create the environment from the lock (a minute or two, once)
.PHONY: env
env: $(ENV)

## describe data/raw anew after a change, and list what changed, for a reviewer
.PHONY: describe
describe: $(ENV)
	$(BIN)tungsten describe

# What is up to date is decided by digests of the files, in a second, since a restored file has its old time.
## build data/processed from data/raw
.PHONY: data
data: $(ENV)
	$(BIN)tungsten data

## validate every table, as printed and as corrected; list the reference numbers that no rule guards
.PHONY: validate
validate: $(ENV)
	$(BIN)tungsten validate --guards

## build reports/NAME/index.html from PARAMS=params/NAME.yml (default: params/default.yml)
.PHONY: report
report: data
	$(BIN)tungsten report "$$PARAMS"

## compare the files of a report, also a downloaded one, with its manifest: REPORT=reports/default
.PHONY: verify
verify: $(ENV)
	$(BIN)tungsten verify "$$REPORT"

## list every quantity in a text: SOURCE=article.txt OUT=mentions.csv
.PHONY: scan
scan: $(ENV)
	$(BIN)tungsten scan "$$SOURCE" "$$OUT"

## draft a source, or move its rows to a revised text: SOURCE=article.txt ID=publisher-2026-01-31
.PHONY: draft
draft: $(ENV)
	$(BIN)tungsten draft "$$SOURCE" "$$ID"

## check every number of a draft against the verdicts of the ledger: DRAFT=brief.md
.PHONY: gate
gate: $(ENV)
	$(BIN)tungsten gate "$$DRAFT"

## print the report, one PDF for each language, into its folder
.PHONY: pdf
pdf: build/.browser report
	$(BIN)python tools/pdf.py "reports/$$(basename "$$PARAMS" .yml)"

## open the notebooks in JupyterLab, on this machine only
.PHONY: lab
lab: $(ENV) $(LABENV)
	$(BIN)python -m ipykernel install --prefix build/lab --name python3 --display-name Tungsten
	JUPYTER_PATH="$(CURDIR)/build/lab/share/jupyter" $(LABBIN)jupyter lab --ip=127.0.0.1 --notebook-dir="$(CURDIR)" \
		$(if $(filter 0,$(shell id -u)),--allow-root) --KernelSpecManager.ensure_native_kernel=False \
		--LabApp.default_url=/lab/tree/notebooks $(LAB_SETTINGS)

# Spark's tests run at the same time as the others; their output is printed at the end.
## run all tests, with a browser and on Spark (installs what they need)
.PHONY: test
test: $(ENV) $(LABENV) build/.browser $(SPARKENV)
	$(TESTSPARK) >build/test-spark.txt 2>&1 & \
	$(BIN)pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 10; \
	here=$$?; wait $$!; spark=$$?; cat build/test-spark.txt; exit $$((here | spark))

## run the tests on Apache Spark, if Java is installed (half a gigabyte, once)
.PHONY: test-spark
test-spark: $(SPARKENV)
	$(TESTSPARK)

## check style, types, dependencies, and the order of imports between packages
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

## list what moved since a commit, figures, verdicts, indices: BASE=main (DIFF=markdown: as a table)
.PHONY: diff
diff: data
	@$(BIN)python tools/diff.py "$$BASE"

## change every cell that decides, one at a time, and count what validation catches (hours; SAMPLE=5: minutes)
.PHONY: drill
drill: data
	$(BIN)python tools/drill.py $(SAMPLE)

## write README.md and docs/method.md from their templates and the data
.PHONY: docs
docs: $(ENV)
	$(BIN)python tools/documents.py

## run lint, validate and report, and fail if data/processed or a document is out of date
.PHONY: check
check: lint validate report
	$(BIN)python tools/documents.py --check
	$(BIN)python tools/pictures.py --check
	git status --short
	@test -z "$$(git status --porcelain)" || \
		{ echo "data/processed is not what the code makes of data/raw: run make data and commit it"; exit 1; }

## build twice from clean copies, under settings that differ in all that must not matter, and compare the files
.PHONY: reproduce
reproduce: $(ENV)
	$(BIN)python tools/reproduce.py "$$PARAMS"

## run the benchmarks into build/bench.json (half an hour, 8 GiB; or BENCH=validate ROWS=100000)
.PHONY: bench
bench: .venv-bench/.made
	.venv-bench/bin/python -m bench $(BENCH) $(if $(ROWS),--rows $(ROWS)) $(if $(ONLY),--only $(ONLY))

## run the tests of Great Expectations on gx-polars (needs a package index)
.PHONY: gx-suite
gx-suite: .venv-gx/.made
	.venv-gx/bin/python packages/gx-polars/tools/gx_suite.py

## write what GitHub shows of reports/default: charts, the first screen, the executed notebooks
.PHONY: pictures
pictures: build/.browser report
	$(BIN)python tools/pictures.py

## pin the environments of pyproject.toml (needs uv and a package index; UPGRADE=1: newest versions)
.PHONY: lock
lock:
	python3 tools/lock.py $(if $(UPGRADE),--upgrade)

## look the pinned packages up in a database of vulnerabilities (needs the network)
.PHONY: audit
audit: $(ENV)
	$(BIN)python tools/audit.py

## remove build and reports, but no environment
.PHONY: clean
clean:
	rm -rf build reports

# ---------------------------------------------------------------- environments

# Each is built beside the old one, which it replaces when it is complete, and only if the digest of its lock changed.
PROJECTS := pyproject.toml $(wildcard packages/*/pyproject.toml)

ifneq ($(shell command -v uv 2>/dev/null),)
PYTHON3 := uv run --quiet --no-project --python ">=3.11,<3.14" python
else
# The newest installed Python that the project supports and that has venv.
PYTHON3 = $(or $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$python; break; }; done),$(error no Python 3.11, 3.12 or 3.13 with venv found; install one))
endif

.venv/.made: requirements.lock $(PROJECTS)
.venv-lab/.made: requirements-lab.lock
.venv-bench/.made: requirements-bench.lock $(PROJECTS)
.venv-spark/.made: requirements-spark.lock $(PROJECTS)
.venv/.made .venv-lab/.made .venv-bench/.made .venv-spark/.made:
	$(PYTHON3) tools/environment.py $(@D) $^

# Chromium for the tests: an installed one, or the package of Debian, or the one of Playwright.
build/.browser: | $(ENV)
	mkdir -p build
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
		|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
			&& echo "no Chromium found; as root this installs the package chromium into the system" \
			&& apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } \
		|| { echo "no Chromium found; this downloads the one of Playwright into your folder of caches" \
			&& $(BIN)python -m playwright install chromium; }
	touch $@

# The release of Great Expectations whose tests are run, what these import, and gx-polars.
.venv-gx/.made: packages/gx-polars/pyproject.toml packages/gx-polars/tools/gx_suite_requirements.txt
	python3 -m venv --clear .venv-gx
	.venv-gx/bin/python -m pip install -q --disable-pip-version-check -e packages/gx-polars \
		-r packages/gx-polars/tools/gx_suite_requirements.txt
	touch $@
