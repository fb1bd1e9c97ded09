# Every command of the project; plain `make` lists them. Set-up is done once and only again for what has changed.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Python keeps what it has compiled: the tests and checks start it hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
IFAR := $(BIN)/ifar
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard ifar/locale/*/LC_MESSAGES/django.po))
CHROMIUM ?= $(shell command -v chromium-headless-shell || command -v chromium)
# One test process more than there are cores: what one waits for - a server, a browser, a file - leaves a tenth of two cores idle otherwise.
WORKERS ?= $(shell n=$$(nproc); [ $$n -gt 4 ] && n=4; echo $$((n + 1)))
PIP := $(BIN)/pip install --quiet --no-compile --require-hashes

.PHONY: help setup setup-test preflight preflight-test run test check scale bench verify demo fresh-check lock screenshots

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: preflight $(VENV)/runtime.stamp ifar/static/vendor $(CATALOGUES) ## prepare everything that running needs

run: setup ## run the demonstration country with everything it needs; ctrl-C stops it
	@IFAR_DEMO=1 exec $(IFAR) run

test: setup-test ## run all tests
	@test -n "$(CHROMIUM)" || echo "There is no Chromium here: the browser tests are left out."
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q $(if $(CHROMIUM),,--ignore=tests/browser)

check: setup-test ## lint, types, import contracts, migrations, API description, translations, deployment settings
	tools/check

scale: setup-test ## twenty kills under writes; every case of what `make test` covers by a part, each page in every language and width; five hundred arms destroyed; import a million firearms, with flat memory; ten thousand arms in one act, killed ten times; pages of 200,000 licences and recoveries, their dashboards, 100,000 traces, a million incidents, a million placements, a million arms of the State with ten million postings of ammunition, fifty blind counts with planted differences, a million lines of books, a dealer of three thousand firearms who closes, a maker's year of 10,000 arms by carrier to three dealers, 100,000 consignments, and 5,000 arms in one of them
	KILL_SERIES=5 $(BIN)/python -m pytest -q tests/flows/test_kills.py
	EVERY_CASE=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile tests/browser tests/demonstration $$(grep -rlE '\b(covering|EVERY_CASE|given)\b' tests --include='test_*.py')
	DESTROYED=500 $(BIN)/python -m pytest -q tests/recoveries/test_destruction.py -k hundreds
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/bulk.py --kills 10
	$(BIN)/python benchmarks/licences.py
	$(BIN)/python benchmarks/recoveries.py
	$(BIN)/python benchmarks/incidents.py
	$(BIN)/python benchmarks/dashboards.py
	$(BIN)/python benchmarks/tracing.py
	$(BIN)/python benchmarks/places.py
	$(BIN)/python benchmarks/stocks.py
	$(BIN)/python benchmarks/ammunition.py
	POSTINGS=100000 $(BIN)/python -m pytest -q tests/ammunition/test_at_once.py
	COUNT_SEEDS=50 COUNT_RESULT=benchmarks/results/counts.json $(BIN)/python -m pytest -q tests/stocks/test_seeded_counts.py
	$(BIN)/python benchmarks/community.py
	$(BIN)/python benchmarks/trade.py
	$(BIN)/python benchmarks/books.py
	$(BIN)/python benchmarks/despatches.py

bench: setup-test ## run every benchmark and print its ratios
	@set -e; for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file"; done

verify: setup ## prove that nobody altered anything, or name what was altered
	@IFAR_DEMO=1 $(IFAR) verify --all

demo: setup ## load the demonstration country and print its sign-ins
	@IFAR_DEMO=1 $(IFAR) demo

fresh-check: ## set up and run in a bare Debian 13, and measure it (root)
	@tools/preflight fresh
	tools/fresh-check

lock: $(VENV)/test.stamp ## renew the lock files of Python and npm
	tools/lock

screenshots: setup-test ## take the pictures of the officer's guide
	$(BIN)/python tools/screenshots

# --- set-up ---------------------------------------------------------------------------------------------------------
setup-test: preflight-test setup $(VENV)/test.stamp

preflight:
	@tools/preflight

preflight-test:
	@tools/preflight test

$(VENV)/runtime.stamp: requirements-runtime.lock pyproject.toml tools/slim | preflight
	@echo "Preparing Python in $(VENV)"
	@test -x $(BIN)/python || $$(tools/interpreter) -m venv $(VENV)
	@$(PIP) -r requirements-runtime.lock
	@$(BIN)/python tools/slim $$(echo $(VENV)/lib/python3*/site-packages) # before the limit of 400 MB is measured
	@$(BIN)/pip install --quiet --no-compile --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/test.stamp: requirements.lock $(VENV)/runtime.stamp
	@echo "Preparing what tests need in $(VENV)"
	@$(PIP) -r requirements.lock
	@touch $@

node_modules/.stamp: package.json package-lock.json | preflight
	@echo "Fetching scripts, icons and fonts"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

ifar/static/vendor: node_modules/.stamp tools/vendor tools/icons.txt $(shell find ifar/static/ifar -name '*.css' 2>/dev/null)
	@$$(tools/interpreter) tools/vendor
	@touch $@

%.mo: %.po | preflight
	@msgfmt --check-format --output-file=$@ $<
