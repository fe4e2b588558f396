# make demo    decide the example complaints by policy.yaml
# make test    lint, types, layers, tests, coverage
# make bench   measure against hand-written pipelines
# make soak    run for long, watching memory, killing workers and writers, cutting power
# make lock    pin the newest packages that pyproject.toml allows
# make clean   remove what make made
#
# Another Python than python3: make clean, then make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# durable_rules ships as source only; CPython 3.13 dropped a name that its C code uses.
# A wheel cached from a build without the flag would not load, hence no cache.
BUILD := CPPFLAGS="$(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject"
LOCKED := $(BUILD) $(PIP) --no-cache-dir --use-pep517 --no-build-isolation \
	--only-binary :all: --no-binary durable-rules --require-hashes

.PHONY: demo test bench soak lock clean

demo: $(BIN)/tousu
	$(BIN)/tousu run examples/complaints.csv --as-of 2026-07-01T00:00:00+08:00 --out build/demo

test: $(VENV)/test.stamp $(BIN)/tousu
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry --no-ansi .
	$(BIN)/vulture
	$(BIN)/coverage erase
	$(BIN)/pytest --numprocesses 2 --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --include='rules/*,engine/*' --fail-under=100
	$(BIN)/coverage report --include='adapters/*' --fail-under=90

bench: $(VENV)/test.stamp $(BIN)/tousu
	$(BIN)/python -m benchmarks

soak: $(VENV)/test.stamp $(BIN)/tousu
	$(BIN)/python -m benchmarks soak
	$(BIN)/python -m benchmarks.killed
	$(BIN)/python -m benchmarks.crashed
	$(BIN)/tousu test --mutate

lock:
	scripts/lock $(PYTHON)

clean:
	rm -rf $(VENV) build *.egg-info .coverage .coverage.*

# The environment holds what the lists name and nothing else, so a changed list begins anew.
$(VENV)/run.stamp: requirements-build.lock requirements.lock
	@scripts/machine $(PYTHON)
	@echo 'make: preparing $(VENV), once, for about a minute'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --only-binary :all: --require-hashes --requirement requirements-build.lock
	@$(LOCKED) --requirement requirements.lock
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo 'make: adding the tools that test it'
	@scripts/peers
	@$(LOCKED) --requirement requirements-dev.lock
	@touch $@

$(BIN)/tousu: $(VENV)/run.stamp pyproject.toml
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@
