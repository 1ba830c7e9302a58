"""Folders of tests that run only where a command names them, each for a reason of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


def names(config: pytest.Config, folder: Path) -> bool:
    """Return whether the command line names `folder` or something in it."""
    start = config.invocation_params.dir
    named = [(start / argument.split("::")[0]).resolve() for argument in config.args]
    return any(folder in (path, *path.parents) for path in named)
