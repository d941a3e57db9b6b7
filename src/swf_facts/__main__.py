"""Run the command line: ``python -m swf_facts``."""

from __future__ import annotations

import sys

from swf_facts.cli import main

if __name__ == "__main__":
    sys.exit(main())
