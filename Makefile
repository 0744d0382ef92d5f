# Needs only Python 3.11 or newer and make; everything else is installed into .venv from requirements.lock.

PYTHON ?= python3
TIMES ?= 30
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed
LEVELS := .venv-levels

.PHONY: demo test fuzz check format results network levels docs pictures bench mutate site clean

demo: $(READY)  ## The flagship comparison: Prince William County with its agreement and after it ended
	$(BIN)/lostleads compare scenarios/prince_william.yaml scenarios/prince_william_ended.yaml --unknowns 60 \
		--out demo --overwrite

test: check  ## Lint, types and every test
	$(BIN)/python -m pytest -n auto --dist worksteal

fuzz: $(READY)  ## The random blows of the suite, TIMES times as many of them; a test's name has its seed
	LOSTLEADS_FUZZ_TIMES=$(TIMES) $(BIN)/python -m pytest -n auto tests/fuzz

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## Measure every engine side by side; writes docs/performance.md
	$(BIN)/python -m benchmarks

mutate: $(READY)  ## Break every rule of the model in a copy and see that the tests notice; writes docs/mutations.md
	$(BIN)/python -m tests.mutations --write docs/mutations.md

results: $(READY)  ## Regenerate the reference study
	$(BIN)/lostleads compare scenarios/prince_william.yaml scenarios/prince_william_ended_first.yaml \
		scenarios/prince_william_ended.yaml scenarios/prince_william_ice_visits.yaml --unknowns 200 \
		--out results/reference --overwrite

YEARS := scenarios/national_2017.yaml scenarios/national_2020.yaml
JOINED := --set jails.*.screening.teams.ice_visits.shifts.0.officers=1

network: $(READY)  ## Agreements of January 2017 against what came and went, and those of 2025 and 2026; writes docs/network*.md
	$(BIN)/lostleads compare $(YEARS) --levels mean --engine staged --plots none --out results/network --overwrite --quiet
	$(BIN)/lostleads compare $(YEARS) scenarios/national_2020_ice_nowhere.yaml --engine staged --replications 200 \
		--plots svg --out results/network_levels --overwrite --quiet
	$(BIN)/lostleads compare $(YEARS) scenarios/national_2020_ice_nowhere.yaml --engine staged --replications 100 \
		$(JOINED) --plots none --out results/network_joined --overwrite --quiet
	$(BIN)/lostleads uncertainty $(YEARS) --engine staged --levels mean --set start=2020-01-01 --set days=366 \
		--design lhs --samples 60 --replications 2 --plots none --out results/network_unknowns --overwrite --quiet
	$(BIN)/python -m sim.analyses.comparison.network.nation results/network results/network_levels \
		results/network_joined results/network_unknowns
	for year in 2025 2026; do \
		$(BIN)/lostleads compare scenarios/national_$${year}_before.yaml scenarios/national_$$year.yaml --engine staged \
			--levels mean --plots none --out results/network_latest/$$year --overwrite --quiet && \
		$(BIN)/lostleads compare scenarios/national_$${year}_before.yaml scenarios/national_$$year.yaml --engine staged \
			--replications 100 --plots none --out results/network_latest/$${year}_levels --overwrite --quiet || exit 1; \
	done
	$(BIN)/python -m sim.analyses.comparison.network.latest results/network_latest

levels: $(LEVELS)/.installed  ## Fit levels of counties to published counts, in an environment of its own; writes docs/levels.md
	$(LEVELS)/bin/lostleads evidence levels --out results/levels --overwrite --quiet
	$(LEVELS)/bin/python -m sim.analyses.levels.page results/levels
	$(LEVELS)/bin/lostleads evidence levels --jails scenarios/national/jails_2025.csv --years 2025-2026 --draws 100 \
		--out results/levels_2025 --overwrite --quiet
	$(LEVELS)/bin/lostleads evidence levels --jails scenarios/national/jails_2026.csv --years 2026-2027 --draws 100 \
		--out results/levels_2026 --overwrite --quiet
	cp results/levels_2025/levels.csv scenarios/national/levels_2025.csv
	cp results/levels_2026/levels.csv scenarios/national/levels_2026.csv

docs: $(READY)  ## Regenerate the pages and the picture that are written by code
	$(BIN)/python -m sim.manual.documents
	$(BIN)/python -m sim.cli.reference
	$(BIN)/lostleads evidence published --out docs/validation.md --overwrite
	$(BIN)/lostleads evidence verify --out docs/verification.md --overwrite

SHOWN := results/pictures
DRAW := --plots png --overwrite --quiet --out $(SHOWN)
BEFORE_AND_AFTER := scenarios/prince_william.yaml scenarios/prince_william_ended.yaml

pictures: $(READY)  ## Draw the pictures of the how-to pages again, by the commands that these pages name
	$(BIN)/lostleads sweep studies/ice_reviews.yaml $(DRAW)/ice_reviews
	$(BIN)/lostleads sweep studies/deputies.yaml $(DRAW)/deputies
	$(BIN)/lostleads uncertainty $(BEFORE_AND_AFTER) --samples 64 $(DRAW)/uncertainty
	$(BIN)/lostleads warmup scenarios/prince_william.yaml $(DRAW)/warmup
	cp $(SHOWN)/ice_reviews/plots/panels_flagged.png docs/how-to/sweep/ice_reviews.png
	cp $(SHOWN)/deputies/plots/lines.png docs/how-to/sweep/deputies.png
	cp $(SHOWN)/uncertainty/plots/indices_flagged.png $(SHOWN)/uncertainty/plots/tornado_*.png docs/how-to/uncertainty
	cp $(SHOWN)/warmup/plots/*.png docs/how-to/warmup-and-precision
	$(BIN)/lostleads trace scenarios/prince_william_ended.yaml --outcome released_before_review \
		--left "sat 20:00-06:00" --overwrite --out docs/how-to/trace/lost_at_the_weekend.png
	$(BIN)/lostleads trace $(BEFORE_AND_AFTER) --outcome transferred --outcome-in-other lost \
		--booked "sat 20:00-06:00" --nth 2 --overwrite --out docs/how-to/trace/two_policies.png

site: $(READY)  ## Build the documentation site into site/; a link that leads nowhere is an error
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs site

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# PyMC needs an older numba than the lock has, and is large: it is not in the lock.
$(LEVELS)/.installed: pyproject.toml
	$(PYTHON) -m venv $(LEVELS)
	$(LEVELS)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[levels]'
	touch $@

clean:
	rm -rf $(VENV) $(LEVELS) demo site
