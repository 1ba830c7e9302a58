"""The API's description of itself, read once: the reader that PyYAML has in C takes a quarter of the time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


@cache
def described() -> dict[str, Any]:
    """Return what tests/openapi.yaml says; nobody changes it."""
    text = (Path(settings.BASE_DIR) / "tests" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
