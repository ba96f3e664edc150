# Every target makes the environment it needs; run again, it starts at once.
# Needs python3 (3.11 or newer) with pip, git and make; no root, no python3-venv.

SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
# One more than cores: a third of the tests wait for servers.
WORKERS ?= 3
PYTEST_ARGS ?=
BENCH ?=
ARGS ?=
FUZZ_SECONDS ?= 600
FUZZ_EXAMPLES ?= 2000

export UV_PYTHON_DOWNLOADS := never
# Where the system keeps its own list of trusted authorities, it counts: a firm
# may have added one. Elsewhere uv's built-in list serves.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help demo test lint bench fuzz soak deb lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo [ARGS=--once]  try the service on an invented firm, nothing to configure"
	@echo "make test                linters, type check, import rules and all tests"
	@echo "make lint                linters, type check and import rules only"
	@echo "make bench [BENCH=full]  measurements beside other programs, into docs/benchmarks.md (minutes; full: hours)"
	@echo "make fuzz                any bytes at the readers for FUZZ_SECONDS (600); what fails goes to tests/data/fuzz"
	@echo "make soak                the long run against real servers (an hour)"
	@echo "make deb                 a Debian package for this system's Python, in dist/"
	@echo "make lock                choose library versions anew and write the locks"
	@echo "make clean               remove environments and caches"

# `pip install` is refused where the system manages Python; `--target` is not.
.tools/uv-$(UV_VERSION):
	@$(PYTHON) -m pip install -qq --upgrade --target .tools uv==$(UV_VERSION)
	@touch $@

.venv/.ok: .tools/uv-$(UV_VERSION) pyproject.toml requirements-dev.txt
	@$(UV) venv -q --allow-existing --python $(PYTHON) .venv
	@$(UV) pip sync -q --python .venv --require-hashes requirements-dev.txt
	@$(UV) pip install -q --python .venv --no-deps --no-build-isolation -e .
	@touch $@

.venv-demo/.ok: .tools/uv-$(UV_VERSION) pyproject.toml requirements-demo.txt
	@$(UV) venv -q --allow-existing --python $(PYTHON) .venv-demo
	@$(UV) pip sync -q --python .venv-demo --require-hashes requirements-demo.txt
	@$(UV) pip install -q --python .venv-demo --no-deps --no-build-isolation -e .
	@touch $@

.venv-fuzz/.ok: .tools/uv-$(UV_VERSION) pyproject.toml requirements-fuzz.txt
	@$(UV) venv -q --allow-existing --python $(PYTHON) .venv-fuzz
	@$(UV) pip sync -q --python .venv-fuzz --require-hashes requirements-fuzz.txt
	@$(UV) pip install -q --python .venv-fuzz --no-deps --no-build-isolation -e .
	@touch $@

# A dozen processes import the same libraries: compiled once, they start at once.
demo: .venv-demo/.ok
	@env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(CURDIR)/.venv-demo/pycache .venv-demo/bin/rekisterid demo $(ARGS)

lint: .venv/.ok
	$(BIN)/ruff check -q
	$(BIN)/ruff format --check -q
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo

test: lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

# Small sizes; BENCH=full measures the big ones too (hours).
bench: .venv/.ok
	BENCH=$(BENCH) BENCH_PAPER=docs/benchmarks.md $(BIN)/python -m pytest -s -p no:cacheprovider --timeout=14400 tests/benchmarks $(PYTEST_ARGS)

# First mutations by Hypothesis, then guided by coverage: half of the time for mail, half for calendars.
fuzz: .venv-fuzz/.ok
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) .venv-fuzz/bin/python -m pytest --timeout=7200 -p no:cacheprovider tests/fuzz $(PYTEST_ARGS)
	.venv-fuzz/bin/python -m tests.fuzz.guided message $$(( $(FUZZ_SECONDS) / 2 ))
	.venv-fuzz/bin/python -m tests.fuzz.guided events $$(( $(FUZZ_SECONDS) / 2 ))

# Some places, rounds and seconds can be set: see the first lines of each file. The figures stand at the end.
soak: .venv/.ok
	$(BIN)/python -m pytest -v -n $(WORKERS) --dist worksteal -p no:cacheprovider --timeout=7200 tests/soak $(PYTEST_ARGS)

deb: .venv/.ok
	@packaging/debian/build

# No addresses may enter the locks: no header, no annotations, no index lines.
# The public index is named by default; settings of this machine stay out.
lock: .tools/uv-$(UV_VERSION)
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-config --group demo pyproject.toml -o requirements-demo.txt
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-config --group dev --extra postgresql --constraint requirements-demo.txt pyproject.toml -o requirements-dev.txt
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-config --group fuzz --constraint requirements-dev.txt pyproject.toml -o requirements-fuzz.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-config --extra postgresql --constraint requirements-dev.txt pyproject.toml -o requirements.txt

clean:
	rm -rf .tools .venv .venv-demo .venv-fuzz build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
