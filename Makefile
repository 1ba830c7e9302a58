# The portal's commands. `make` alone lists them.
#
# Everything but `help` needs Python 3.11 or newer (name one with PYTHON=...), and nothing else: the first
# `make demo` or `make test` makes .venv and fills it.

.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# The first Python on this machine that is new enough, else whichever there is, to say why it will not do.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && exit; \
	done; echo python3)
PY := .venv/bin/python
EMBEDDED := $(PYTHON) -m ilo_dc.embedded
BESIDE_SERVICES := $(PY) -m ilo_dc.embedded run --ephemeral --
PYTEST ?= -n 2
# Two runs beside the same services: the browser needs one of its own (tests/browser/conftest.py says why).
# It comes even if the first fails, unless that was interrupted (2). A selection by name may leave one of
# them without a test (5), not both.
RUN_TESTS = $(BESIDE_SERVICES) sh -c '\
	$(PY) -m pytest "$$@"; first=$$?; [ $$first != 2 ] || exit 2; \
	$(PY) -m pytest tests/browser "$$@"; second=$$?; \
	[ $$first != 5 ] || exit $$second; [ $$second != 5 ] || exit $$first; exit $$((first | second))' sh

PORT ?= 8000
PORTAL_HOME ?= .portal
export PORT PORTAL_HOME

##@ Run it
.PHONY: demo stop status
demo: python  ## set everything up and serve the portal with its data (PORT=8000, PORTAL_HOME=.portal)
	@$(EMBEDDED) demo

stop:  ## end what `make demo` runs
	@$(EMBEDDED) stop

status:  ## tell what runs
	@$(EMBEDDED) status

##@ Keep it
.PHONY: backup restore
backup:  ## save database and uploaded files (BACKUP=directory, else PORTAL_HOME/backups/TIME)
	@$(EMBEDDED) backup $(if $(BACKUP),--to "$(BACKUP)")

restore:  ## put a backup in place of the present data (BACKUP=directory; FORCE=1 even while it serves)
	@$(if $(BACKUP),,echo "Name the backup: make restore BACKUP=directory" >&2; exit 2)
	@$(EMBEDDED) restore "$(BACKUP)" $(if $(filter 1,$(FORCE)),--force)

##@ Judge it
.PHONY: test test-full lint types arch bench shots pictures
test: packages  ## all tests but the long ones (PYTEST="-k name" for some)
	@$(RUN_TESTS) -m "not race" $(PYTEST)

test-full: packages  ## all tests, races and soak with them
	@$(RUN_TESTS) $(PYTEST)

lint: packages  ## style of code and templates, migrations up to date
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	git ls-files -z '*.html' | xargs -0 -r .venv/bin/djade --check --target-version 5.2
	$(BESIDE_SERVICES) $(PY) manage.py makemigrations --check --dry-run

types: packages  ## mypy
	$(PY) -m mypy

arch: packages  ## which package may import which
	.venv/bin/lint-imports

bench: packages  ## speed, each figure as a ratio to its floor
	@$(BESIDE_SERVICES) $(PY) -m pytest tests/benchmarks -s

shots: packages  ## pictures of every page, into shots/
	@$(BESIDE_SERVICES) $(PY) -m pytest tests/browser -m browser --shots shots

pictures: packages  ## the pictures of the help and of the README, into static/img/tours/
	@$(BESIDE_SERVICES) $(PY) -m pytest tests/browser/test_pictures.py -m browser --shots static/img/tours

##@ Make what is generated
.PHONY: schema messages requirements packages
schema: packages  ## tests/openapi.yaml from the API
	$(BESIDE_SERVICES) $(PY) manage.py spectacular --validate --fail-on-warn --file tests/openapi.yaml

messages: packages  ## locale/*.po from the code (needs GNU gettext), then compiled
	$(PY) manage.py makemessages --all --no-location --no-obsolete
	$(PY) manage.py compile_catalogues

COMPILE = .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade)
requirements: packages  ## requirements/*.txt from pyproject.toml (UPGRADE=1 for newer versions)
	$(if $(UPGRADE),,cat requirements/*.txt > requirements/.all.txt)  # what it names is kept
	$(COMPILE) --all-extras --output-file requirements/.all.txt
	$(COMPILE) --constraint requirements/.all.txt --output-file requirements/base.txt
	for extra in demo dev browser; do \
		$(COMPILE) --constraint requirements/.all.txt --extra $$extra --output-file requirements/$$extra.txt \
		|| exit; done
	rm requirements/.all.txt
	! grep -nE '://|^-[a-z-]|^--(index|extra|find|trusted)' requirements/*.txt

packages: python
	@$(EMBEDDED) install base demo dev browser

.PHONY: python help
python:
	@command -v $(PYTHON) >/dev/null || { echo "No Python was found; 3.11 or newer is needed" \
		"(Debian, Ubuntu: apt-get install python3 python3-venv)." >&2; exit 1; }

help:  ## list these commands
	@awk 'BEGIN {FS = ":.*## "; print "make COMMAND, where COMMAND is one of"} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {sub(/:.*/, "", $$1); printf "  %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
