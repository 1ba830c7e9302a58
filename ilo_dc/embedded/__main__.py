"""The command line: `python -m ilo_dc.embedded COMMAND`, with any Python from 3.11 and nothing installed."""

from __future__ import annotations

import sys


def main() -> int:
    """Run one command; an error of the surroundings is told without a traceback."""
    # Before the imports below, which an older Python cannot read.
    if sys.version_info < (3, 11):  # noqa: UP036 - it may be any Python that `make demo` finds
        sys.stderr.write("Python 3.11 or newer is needed. Name one: make demo PYTHON=python3.12\n")
        return 1
    from ilo_dc.embedded.commands import run_command
    from ilo_dc.embedded.errors import UnableToRun

    try:
        return run_command(sys.argv[1:])
    except UnableToRun as error:
        sys.stderr.write(f"\n{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
