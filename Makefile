# Everything is set up on first use; what is made stays in .odoo/, downloads in the user's cache.
PYTHON ?= python3
KAM = $(PYTHON) -m tools.kamdev
export PORT ARGS FILE SCALE JOBS
export KAM_CALLER_DIR := $(PWD)

.PHONY: help run test load lint bench shell stop clean

help:
	@echo "make run               serve the product with demo data   [PORT=8069]"
	@echo "make test              run every test                     [ARGS=\"-k visit\"] [JOBS=2]"
	@echo "make load FILE=a.csv   load receivables into the demo database"
	@echo "make lint              check style and Odoo's rules       [ARGS=--fix]"
	@echo "make bench             measure                            [SCALE=1]"
	@echo "make shell             Odoo's shell, or a script from standard input"
	@echo "make stop              stop what runs from this checkout"
	@echo "make clean             stop it and delete .odoo/"

run test load lint bench shell stop clean:
	@$(KAM) $@
