# Everything starts here: `make` lists the targets. Needs Python >= 3.11 with venv and pip; no network after
# the first run. Another Python: make run PYTHON=python3.12
.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-long lighthouse faults campaign coverage catalogue pins clean install install-dev browser proxy built scale
MAKEFLAGS += --no-print-directory

PORT ?= 8000
ADMIN_PORT ?= 8001
export PORT ADMIN_PORT

BIN := .venv/bin
TRANSLATIONS := pemilu/web/translations
STATIC := $(wildcard pemilu/web/static portal/static admin/static)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/*.po))

# What tests write need not survive: where there is a roomy disk in memory from which programs may run, and memory
# for it, it goes there. Another place: make test TMPDIR=/some/where
IN_MEMORY := $(shell [ -n "$$TMPDIR" ] || { \
	df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { exit !($$4 > 6000000) }' && \
	grep -q '^[^ ]* /dev/shm ' /proc/mounts && ! grep -q '^[^ ]* /dev/shm [^ ]* [^ ]*noexec' /proc/mounts && \
	awk '/^MemAvailable/ { exit !($$2 > 8000000) }' /proc/meminfo && echo yes; })

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install built ## start portal and admin with demo data, on PORT (8000) and ADMIN_PORT (8001)
	@exec $(BIN)/python -m pemilu.cli.run

test: install-dev built browser proxy ## run all tests, on SQLite and on a real PostgreSQL, with Redis and Chromium
	@echo "Running all tests"
	@$(if $(IN_MEMORY),export TMPDIR="$$(mktemp -d -p /dev/shm)"; chmod 755 "$$TMPDIR"; trap 'rm -rf "$$TMPDIR"' EXIT; )\
		$(BIN)/python -m pytest -n 2 --dist worksteal

check: install-dev ## style, types, import directions, migrations, catalogues, secrets
	@echo "Checking style";             $(BIN)/ruff check --quiet .
	@echo "Checking format";            $(BIN)/ruff format --check --quiet .
	@echo "Checking types";             $(BIN)/mypy --no-error-summary
	@echo "Checking import directions"; said="$$($(BIN)/lint-imports --no-cache)" || { echo "$$said"; exit 1; }
# `make check test` need not run them twice.
	@$(if $(filter test,$(MAKECMDGOALS)),,echo "Checking the rules of the code, migrations, catalogues, secrets" && \
		$(BIN)/python -m pytest tests/rules)

bench: install-dev built ## run the measurements and print a table of ratios; under ten minutes
	@echo "Measuring; a quiet machine gives better figures"
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.polling_morning

bench-long: install-dev built ## the province imported, the list grown to 20 million, the queue at size, a polling morning six times as long
	@$(BIN)/python -m bench.importing --publish --picture docs/img/muat.svg
	@$(BIN)/python -m bench.growth --sizes 10000,100000,1000000,4103084,20000000
	@$(BIN)/python -m bench.queue
	@$(BIN)/python -m bench.queue --sizes 200000 --voters 4103084 --requests 20
	@$(BIN)/python -m bench.polling_morning --rows 100000 --long 6 --plots docs/img

lighthouse: install-dev built ## Lighthouse on a phone profile, against its budget
	@$(BIN)/python -m bench.lighthouse

ROUNDS ?= 1000
faults: install-dev ## kill, fill and cut off what takes reports in, ROUNDS (1000) times, and count what was lost
	@echo "Making $(ROUNDS) faults; about a second for each"
	@$(BIN)/python -m tests.faults --rounds $(ROUNDS)

campaign: install-dev ## file 10,000 false reports with 300 honest ones among them, and tell what came of each; three minutes
	@echo "Filing 10,000 reports against others, and 300 honest ones"
	@$(BIN)/python -m tests.campaign

LOSSES ?= 20
scale: install-dev built proxy ## kill hosts, workers and Redis behind nginx under load, LOSSES (20) times, and count what was lost
	@$(BIN)/python -m tests.scale --rounds $(LOSSES)

coverage: install-dev built browser proxy ## run all tests and list the lines that none of them reaches
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term-missing

catalogue: install-dev ## collect the texts for translation, merge them into the catalogues, compile
	@mkdir -p var
	@$(BIN)/pybabel --quiet extract -F babel.cfg -k lazy_gettext -k lazy_ngettext:1,2 --add-location=file --sort-by-file \
		--omit-header -o var/messages.pot portal admin pemilu
	@$(BIN)/pybabel --quiet update --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete -i var/messages.pot -d $(TRANSLATIONS)
	@$(MAKE) built
	@echo "Texts without a translation are named by: make check"

pins: ## pin the newest allowed versions with hashes (UPGRADE=1 lifts the present pins)
	@$(find_python); [ -x var/pip-tools/bin/pip-compile ] || { echo "Installing pip-tools into var/"; \
		"$$python" -m venv var/pip-tools && var/pip-tools/bin/pip install --quiet pip-tools; }
	@for name in requirements requirements-dev; do echo "Pinning $$name.in"; \
		CUSTOM_COMPILE_COMMAND="make pins" var/pip-tools/bin/pip-compile --quiet $(if $(UPGRADE),--upgrade) \
		--generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --output-file=$$name.txt $$name.in || exit 1; done

clean: ## remove what can be made again; data and keys in var/ stay
	@echo "Removing .venv, caches, compiled catalogues and compressed files (var/ stays)"
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov var/pip-tools var/.compressed
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f $(CATALOGUES); find $(STATIC) /dev/null -type f \( -name '*.gz' -o -name '*.br' \) -delete

# --- What the targets above stand on -------------------------------------------------------------------------

# Sets $python. Tried by running it: a name on PATH may be an empty shell of a version manager.
find_python = for p in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	if "$$p" -c 'import ensurepip, venv' 2>/dev/null; then python=$$p; break; else bare=$$p; fi; done; \
	if [ -z "$$python" ]; then \
	if [ -n "$$bare" ]; then echo "$$bare cannot make a venv. Debian, Ubuntu: apt install python3-venv" >&2; \
	else echo "Python 3.11 or newer is needed; here is: $$(python3 --version 2>&1)" >&2; fi; exit 1; fi

# $(call install_pinned,stamp,files): nothing happens while the pins are those of the last time.
define install_pinned
@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { $(find_python); \
	echo "Making .venv with $$($$python --version)"; "$$python" -m venv --clear .venv; }
@pins="$$(cat $(2) | cksum)"; [ "$$pins" = "$$(cat .venv/$(1) 2>/dev/null)" ] || { \
	echo "Installing the pinned packages of $(2) (once, from the network)"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(addprefix -r ,$(2)) \
	&& echo "$$pins" > .venv/$(1); }
endef

install:
	$(call install_pinned,pins,requirements.txt)

install-dev:
	$(call install_pinned,pins-dev,requirements.txt requirements-dev.txt)
	@cat requirements.txt | cksum > .venv/pins

# Chromium comes from the system: as root through apt, else whatever is on PATH. The tests say when there is none.
browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests (once, from the network)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0; fi; \
	echo "!!! No Chromium here: the browser tests will NOT be run !!!"

# nginx comes from the system: as root through apt, else whatever is there. The tests say when there is none.
proxy:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin"; command -v nginx >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing nginx for the tests of several hosts (once, from the network)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends nginx-light >/dev/null && exit 0; fi; \
	echo "!!! No nginx here: the tests of several hosts will NOT be run !!!"

built: $(CATALOGUES) $(if $(STATIC),var/.compressed)

%.mo: %.po
	@echo "Compiling $<"
	@$(BIN)/pybabel --quiet compile -i $< -o $@

var/.compressed: $(shell find $(STATIC) /dev/null -type f ! -name '*.gz' ! -name '*.br')
	@echo "Compressing static files"
	@for folder in $(STATIC); do $(BIN)/python -m whitenoise.compress --quiet $$folder || exit 1; done
	@mkdir -p var && touch $@
