# Deep Learning Unveiled. A bare `make` lists what can be made.
.DEFAULT_GOAL := help
.PHONY: help book test data grade preflight workshop lab serve execute bench bench-cases student instructor slides epub pdf lock format clean

# The first of these that runs and is new enough makes .venv; any other: make PYTHON=/path/to/python book
SUITS := import sys; sys.version_info[:2] in ((3, 11), (3, 12), (3, 13)) and print(sys.executable)
ifndef PYTHON
PYTHON := $(firstword $(foreach name,python3 python3.12 python3.13 python3.11 python,$(shell $(name) -c "$(SUITS)" 2>/dev/null)))
PYTHON := $(or $(PYTHON),$(firstword $(shell command -v python3 python 2>/dev/null)))
endif
VENV := .venv/bin
CHAPTER ?=
# One thread for each notebook and test process: results do not depend on the number of cores.
export OMP_NUM_THREADS ?= 1

help: ## this list
	@echo "Deep Learning Unveiled. What can be made:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

.PHONY: environment
environment:
	@test -n "$(PYTHON)" || { echo "No Python found. Install Python 3.11, 3.12 or 3.13 (python.org, or your system's packages) and run make again."; exit 1; }
	@$(PYTHON) tools/environment.py

book: environment ## build the HTML book from the stored outputs and say where it is
	@$(VENV)/python tools/build.py

test: environment ## prove everything: unit tests, every notebook, every gate, the book build
	@$(VENV)/python tools/test.py

serve: book ## read the book at a local address
	@$(VENV)/python tools/serve.py

lab: environment ## open the chapters in JupyterLab
	@$(VENV)/jupyter lab --notebook-dir=chapters

execute: environment ## compute the stored outputs anew (CHAPTER=concepts for one chapter)
	@$(VENV)/python tools/execute.py $(CHAPTER)

student: environment ## write the learner's edition, without solutions, to build/student
	@$(VENV)/python tools/student.py

instructor: environment ## write the instructor's edition, with teaching notes and likely wrong answers, to build/instructor
	@$(VENV)/python tools/instructor.py

slides: environment ## write lecture slides, a deck a chapter, to build/slides (CHAPTER=concepts for one, PDF=1 to print them as well)
	@$(VENV)/python tools/slides.py $(CHAPTER) $(if $(PDF),--pdf)

preflight: ## check whether this machine is ready for a workshop, before or after everything is installed
	@$(or $(PYTHON),python3) tools/preflight.py

workshop: environment ## run a hub for a class on this machine: LEARNERS=30 (FOLDER=where, PORT=8000)
	@test -n "$(LEARNERS)" || { echo "Say how many learners are expected: make workshop LEARNERS=30"; exit 1; }
	@$(VENV)/python tools/workshop.py $(LEARNERS) $(if $(FOLDER),--folder "$(FOLDER)") $(if $(PORT),--port $(PORT))

grade: environment ## grade returned notebooks: SUBMISSIONS=folder (OUT=folder, SANDBOX=no)
	@test -n "$(SUBMISSIONS)" || { echo "Say where the returned notebooks are: make grade SUBMISSIONS=folder"; exit 1; }
	@$(VENV)/python tools/grade.py "$(SUBMISSIONS)" $(if $(OUT),--out "$(OUT)") $(if $(filter no,$(SANDBOX)),--no-sandbox)

bench: environment ## measure the library against Keras and TensorFlow
	@$(VENV)/python benchmarks/library.py

bench-cases: environment ## repeat the recorded runs of the case studies: CASE=mnist (default: all; OUT=folder for another machine)
	@$(VENV)/python -m benchmarks.cases $(CASE) $(if $(OUT),--out "$(OUT)")

data: environment ## fetch MNIST, CIFAR-10 and IMDB for the case studies, into the cache (DLBOOK_DATA names a folder filled in advance)
	@$(VENV)/python -m dlbook.datasets.real

epub: environment ## build the book as an EPUB
	@$(VENV)/python tools/build.py --epub

pdf: environment ## build the book as a PDF (needs Chromium)
	@$(VENV)/python tools/build.py --pdf

lock: environment ## pin the newest versions that pyproject.toml allows in requirements.txt (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --extra book --upgrade \
	    --custom-compile-command "make lock   (uv pip compile, from the direct dependencies in pyproject.toml)" pyproject.toml -o requirements.txt

format: environment ## tidy the code (ruff)
	@$(VENV)/ruff check --fix --quiet . && $(VENV)/ruff format --quiet --check code tools tests || true

clean: ## remove what was built; .venv stays (make clean ALL=1 removes it too)
	@rm -rf _build build .pytest_cache .ruff_cache .hypothesis $(if $(ALL),.venv)
