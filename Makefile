# `make map` and `make test` set up all they need in .venv; nothing else is touched.
PYTHON ?= python3
# Tests run in so many processes; each takes up to 1.5 GB.
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help map test check tables assets gallery docs bench fuzz nonsense clean

help:
	@echo "make map     the gallery: maps/seeds.html, .geojson and .png of the seed articles, maps/demo.html"
	@echo "             and .png of a fictional war"
	@echo "make test    the tests"
	@echo "make check   lint, types, tables and gallery up to date"
	@echo "make bench   what each part takes beside its peers, in one table; JSON=FOLDER keeps the figures"
	@echo "make fuzz    every reader on bytes that lead it along new paths, for ten minutes"
	@echo "make nonsense  10,000 random files and 10,000 mutated articles through the pipeline"
	@echo "make tables  rebuild the gazetteer from its sources"
	@echo "make assets  fetch the vendored scripts of the map anew (needs npm)"

$(VENV)/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV) || { echo "cannot make $(VENV): install Python's venv module (Debian: python3-venv)" >&2; exit 1; }
	$(INSTALL) --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(INSTALL) --editable '.[build,dev]'
	touch $@

$(VENV)/bench.stamp: $(VENV)/run.stamp
	$(INSTALL) --editable '.[bench]'
	touch $@

map: $(VENV)/run.stamp
	$(BIN)/geo map seeds -o maps/seeds.html
	$(BIN)/python -m geo.maps.picture maps/seeds.html -o maps/seeds.png
	$(BIN)/python maps/demo.py -o maps/demo.html
	$(BIN)/python -m geo.maps.picture maps/demo.html -o maps/demo.png

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

check: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python gazetteer/build.py --check
	$(BIN)/python maps/check.py

tables: $(VENV)/dev.stamp
	$(BIN)/python gazetteer/build.py

assets: $(VENV)/run.stamp
	$(BIN)/python -m geo.maps.vendor geo/assets

bench: $(VENV)/bench.stamp
	$(BIN)/python -W ignore benchmarks/book $(if $(JSON),--json $(JSON))

fuzz: $(VENV)/dev.stamp
	$(INSTALL) --editable '.[fuzz]'
	$(BIN)/python -W ignore benchmarks/fuzz.py --seconds 600

nonsense: $(VENV)/dev.stamp
	$(BIN)/python -W ignore benchmarks/nonsense.py build/nonsense --workers $(WORKERS)

clean:
	rm -rf $(VENV) build dist *.egg-info
