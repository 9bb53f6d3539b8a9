# Everything this project does, by name; "make help" lists it.
# On a fresh Debian 12 with python3 and make, "make run" and "make test" set up all they need.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
OUT ?= out
ARGS ?=

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## set up only; leaves .venv/bin/elder-visits
	@installers/setup.sh run

.PHONY: run
run: setup ## set up, then open the window on a sample township, or without a display make demo papers in out/
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	    exec $(BIN)/elder-visits --sample; \
	else \
	    exec $(BIN)/elder-visits demo --out $(OUT)/; \
	fi

.PHONY: test
test: ## set up, then run every test without a display; ARGS="-k name" chooses
	@installers/setup.sh test
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

.PHONY: proofs
proofs: ## kill windows while somebody types, fifty times, and other proofs too long for every run; takes minutes
	@installers/setup.sh test
	@EXAMPLES=all $(BIN)/python -m pytest -m "proofs or examples" -s tests/ui $(ARGS)
	@EXAMPLES=all $(BIN)/python -m pytest -m "proofs or examples" -n auto --dist worksteal --ignore tests/ui $(ARGS)

.PHONY: check
check: ## set up, then lint, format, types, import walls, overview of files, translations
	@installers/setup.sh dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	$(BIN)/python installers/files.py --check
	$(BIN)/python installers/translations.py --check

.PHONY: fix
fix: ## put right what can be put right by itself: lint, format, overview of files, translations
	@installers/setup.sh dev
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format --quiet
	$(BIN)/python installers/files.py
	$(BIN)/python installers/translations.py

.PHONY: lock
lock: ## write requirements/*.txt anew after pyproject.toml changed; ARGS=--upgrade takes newer versions
	@installers/setup.sh dev
	@installers/lock.sh $(ARGS)

.PHONY: bench
bench: ## measure the budgets of speed and size
	@installers/setup.sh test
	@for script in benchmarks/[a-z]*.py; do $(BIN)/python "$$script" $(ARGS); done

.PHONY: pictures
pictures: ## take a picture of every page, and make the demo's papers and turn each into one, under out/pictures
	@installers/setup.sh test
	@$(BIN)/elder-visits demo --out $(OUT)/
	@mkdir -p $(OUT)/pictures
	@find $(OUT) -name '*.pdf' -print0 | while IFS= read -r -d '' paper; do \
	    pdftoppm -r 90 -png "$$paper" "$(OUT)/pictures/$$(basename "$$paper" .pdf)"; \
	done
	@$(BIN)/python -m desktop_app.app.pictures $(OUT)/pictures
	@ls $(OUT)/pictures

.PHONY: papers
papers: ## make every paper of an empty and a small township, with pictures of its pages, under out/papers
	@installers/setup.sh test
	@$(BIN)/python -m desktop_app.app.papers $(OUT)/papers $(ARGS)

.PHONY: papers-docs
papers-docs: ## make the pictures of docs/papers.md anew
	@installers/setup.sh test
	@$(BIN)/python -m desktop_app.app.papers --docs docs/pictures/papers

.PHONY: files
files: ## write docs/files.md anew
	@installers/setup.sh run
	@$(BIN)/python installers/files.py

.PHONY: clean
clean: ## remove everything that was made, the virtual environment too
	rm -rf .venv build dist $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
