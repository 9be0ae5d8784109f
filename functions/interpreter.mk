# The interpreter whose bytecode the layers ship. Set COUNTERSIGN_RUNTIME when the template's parameter Runtime is set.
COUNTERSIGN_RUNTIME ?= python3.13
UV ?= uv

PYTHON_VERSION := $(patsubst python%,%,$(COUNTERSIGN_RUNTIME))
PYTHON ?= $(shell $(UV) python find --no-project $(PYTHON_VERSION))

.PHONY: interpreter

interpreter:
	@"$(PYTHON)" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(PYTHON_VERSION)")' || \
		{ echo "Python $(PYTHON_VERSION) is needed to build for $(COUNTERSIGN_RUNTIME). Try: $(UV) python install $(PYTHON_VERSION)" >&2; exit 1; }
