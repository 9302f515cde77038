# Two commands on a fresh machine: `make demo` and `make test`. They need Python 3.11 or newer.
# Without make (Windows): see "Without make" in CONTRIBUTING.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One test process a core; `make test JOBS=0` runs them in this process.
JOBS ?= auto
PYTEST_OPTIONS ?=
# Extras to install; with `make EXTRAS=test,spark` the tests on Spark run too, if Java is there.
EXTRAS ?= test
INSTALLED = $(VENV)/.installed-$(EXTRAS)

# Sources of the scripts of the pages, and what is made of them.
FRONTEND := src/saite/view/frontend
BUILT := src/saite/view/built/.stamp
FRONTEND_SOURCES := $(shell find $(FRONTEND) -name node_modules -prune -o -name test -prune -o -type f -print) \
	src/saite/view/static/strings.json

.PHONY: demo test lint format clean wheel-demo conformance conformance-spark bench-map bench-layout bench-query fuzz frontend bench-view bench-serve bench-explore

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Saite needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Saite and what it needs into $(VENV) (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	@touch $@

# Without npm this says so and goes on: the pages work by plain forms then.
$(BUILT): $(FRONTEND_SOURCES) | $(INSTALLED)
	@$(BIN)/python $(FRONTEND)/hatch_build.py || test $$? -eq 3

## bundle the scripts of the pages
frontend: $(BUILT)

## build the graph of the two reports, answer three questions, draw the network
demo: $(INSTALLED)
	@$(BIN)/saite demo .

## check style and types, run all tests
test: lint $(BUILT)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(PYTEST_OPTIONS)

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

## run the official cases of RML and SPARQL, where they are beside this folder; print tables
conformance: $(INSTALLED)
	$(BIN)/python tests/conformance.py
	$(BIN)/python tests/conformance_sparql.py

## the same on Spark, which EXTRAS=test,spark and Java 17 bring
conformance-spark: $(INSTALLED)
	$(BIN)/python tests/conformance.py --engine spark

## measure the mapping engine beside others (SIZES="1000 10000", RUNS, ENGINES, RECORDS=shared)
SIZES ?= 1000 10000 100000
RUNS ?= 5
RECORDS ?= own
bench-map: $(INSTALLED)
	$(BIN)/python benchmarks/bench_map.py --sizes $(SIZES) --runs $(RUNS) --records $(RECORDS) \
		$(if $(ENGINES),--engines $(ENGINES)) $(if $(WRITE),--write $(WRITE)) \
		--command 'make bench-map SIZES="$(SIZES)" RUNS=$(RUNS) RECORDS=$(RECORDS)'

## measure the layout beside others (SIZES, RUNS); WRITE=docs/benchmarks-view.md keeps the result
LAYOUT_SIZES ?= $(if $(filter command line environment,$(origin SIZES)),$(SIZES),1000 5000 20000)
bench-layout: $(INSTALLED)
	$(BIN)/python benchmarks/bench_layout.py --sizes $(LAYOUT_SIZES) --runs $(RUNS) \
		$(if $(WRITE),--write $(WRITE))

## ask a built graph and other stores the same questions (SIZES, RUNS, ENGINES="saite pyoxigraph")
bench-query: $(INSTALLED)
	$(BIN)/python benchmarks/bench_query.py --sizes $(SIZES) --runs $(RUNS) \
		$(if $(ENGINES),--engines $(ENGINES)) $(if $(WRITE),--write $(WRITE)) $(if $(KEEP),--keep)

## measure pages of networks in a browser beside others (SIZES, RUNS, RIVALS; needs npm, Chromium)
VIEW_SIZES ?= $(if $(filter command line environment,$(origin SIZES)),$(SIZES),100 1000 5000 20000)
bench-view: $(BUILT)
	$(BIN)/python benchmarks/bench_view.py --sizes $(VIEW_SIZES) --runs $(RUNS) \
		$(if $(RIVALS),--rivals $(RIVALS)) $(if $(WRITE),--write $(WRITE)) \
		--command 'make bench-view SIZES="$(VIEW_SIZES)" RUNS=$(RUNS)'

## put the server under load beside oxigraph serve (SIZE=1000, SECONDS=5); needs wrk
SIZE ?= 10000
SECONDS ?= 10
bench-serve: $(INSTALLED)
	$(BIN)/python benchmarks/bench_serve.py --size $(SIZE) --seconds $(SECONDS) \
		$(if $(WRITE),--write $(WRITE))

## measure the served explorer on a planted network (ORGANISATIONS=100000, FOLDER keeps it)
ORGANISATIONS ?= 100000
bench-explore: $(INSTALLED) $(BUILT)
	$(BIN)/python benchmarks/bench_explore.py --organisations $(ORGANISATIONS) \
		$(if $(FOLDER),--folder $(FOLDER)) $(if $(WRITE),--write $(WRITE))

## read hostile mappings and sources for some minutes; what comes out that should not ends it with 1
MINUTES ?= 15
TARGETS ?=
fuzz: $(INSTALLED)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]' || \
		echo "atheris cannot be installed here: examples are drawn by chance alone"
	$(BIN)/python tests/fuzz.py --minutes $(MINUTES) $(TARGETS)

## build a wheel, install it alone into a new environment, run its demo
wheel-demo: $(INSTALLED)
	rm -rf dist/wheel-demo && mkdir -p dist/wheel-demo
	$(BIN)/python -m build --quiet --wheel --outdir dist/wheel-demo
	$(PYTHON) -m venv dist/wheel-demo/venv
	dist/wheel-demo/venv/bin/python -m pip install --quiet --disable-pip-version-check dist/wheel-demo/*.whl
	cd dist/wheel-demo && venv/bin/saite demo

clean:
	rm -rf $(FRONTEND)/node_modules src/saite/view/built
	rm -rf $(VENV) out saite-demo dist test-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
