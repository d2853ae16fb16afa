# Everything below needs only Python (3.11 or later) and make; the rest is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint format bench train fit wheel oldest clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

demo: $(READY)  ## score, explain and rewrite the example drafts, then score a CSV of past outreach
	$(BIN)/python examples/demo.py

test: $(READY)  ## run the tests with coverage
	$(BIN)/python -m pytest --cov --cov-report=term

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## speed as ratios within one run
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/overhead.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/serve.py
	$(BIN)/python benchmarks/batch.py

train: $(READY)  ## train the reader on data/ and the public corpora in CORPORA, then fit the scorer; writes models/
	$(BIN)/python -m microask.training.language $(CORPORA) --jobs 2
	$(BIN)/python -m microask.training.table $(CORPORA)
	$(BIN)/python -m microask.training.compare $(CORPORA) --jobs 2
	$(BIN)/python -m microask.training --corpora $(CORPORA)

fit: $(READY)  ## fit the scorer alone and write models/scorer/
	$(BIN)/python -m microask.training

wheel: $(READY)  ## build wheel and sdist, install the wheel alone into a fresh environment, score a draft with it
	$(BIN)/python -m build --outdir dist .
	rm -rf $(VENV)-wheel && $(PYTHON) -m venv $(VENV)-wheel
	$(VENV)-wheel/bin/python -m pip install --quiet dist/microask-*.whl
	cd / && "$(CURDIR)/$(VENV)-wheel/bin/microask" score "Is it possible to introduce me to Brian?"

oldest: ## the same scores to the last bit with the oldest numpy and scikit-learn that are supported
	$(PYTHON) -m venv $(VENV)-oldest
	$(VENV)-oldest/bin/python -m pip install --quiet "numpy==1.26.*" "scikit-learn==1.5.*" pytest --editable .
	$(VENV)-oldest/bin/python -m pytest -q tests/test_frozen.py

clean:
	rm -rf $(VENV) $(VENV)-wheel $(VENV)-oldest dist build .pytest_cache .mypy_cache .ruff_cache .coverage
