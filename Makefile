# `make report` and `make test` set everything up first; nothing else is needed.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STUDY ?= examples/ai-offentlig-sektor
OUT ?= out

.PHONY: report test check fix docs bench bench-peers simulate lock locale clean

report: $(READY)
	$(BIN)/tempen report $(STUDY) --out $(OUT)

test: $(READY)
	$(BIN)/pytest

check: $(READY)
	@./.ci/check

fix: $(READY)
	$(BIN)/ruff check --fix src tests
	$(BIN)/ruff format src tests

docs: $(READY)
	$(BIN)/python docs/build.py

bench: $(READY)
	$(BIN)/python -m bench.run

bench-audit: $(READY)
	$(BIN)/python -m bench.audit.run

# svy and samplics in a Python of their own, from hashes; R's survey where it is installed.
bench-peers: $(READY) build/peers/.ready
	$(BIN)/python -m bench.peers

build/peers/.ready: bench/peers.lock
	$(PYTHON) -m venv --clear build/peers
	build/peers/bin/pip install -q --require-hashes -r bench/peers.lock
	@touch $@

simulate: $(READY)
	$(BIN)/python -m bench.simulate

# Message catalogue: compile what tempen reads from what people edit.
locale: $(READY)
	$(BIN)/pybabel -q compile -d src/tempen/locale -D tempen

# Locked with hashes and without addresses, so that any index can serve it.
lock:
	uv pip compile pyproject.toml --extra dev --generate-hashes --universal \
		--python-version 3.11 --no-emit-index-url --no-annotate --no-header \
		-o requirements.lock
	uv pip compile bench/peers.in --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-annotate --no-header -o bench/peers.lock

clean:
	rm -rf $(VENV) $(OUT) build

$(READY): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
		[ -x $(BIN)/python ] || uv venv -q --python $(PYTHON) $(VENV) && \
		VIRTUAL_ENV=$(VENV) uv pip install -q --compile-bytecode --require-hashes -r requirements.lock && \
		VIRTUAL_ENV=$(VENV) uv pip install -q --no-deps --no-build-isolation -e . ; \
	else \
		[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) && \
		$(BIN)/pip install -q --require-hashes -r requirements.lock && \
		$(BIN)/pip install -q --no-deps --no-build-isolation -e . ; \
	fi
	@$(BIN)/python -m compileall -q src  # also where the environment forbids it at run time
	@touch $(READY)
