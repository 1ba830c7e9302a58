"""What tests of the first import start from."""

from __future__ import annotations

import pytest

from ilo_dc.core.models import Biennium
from tests.recipes.ledger import money


@pytest.fixture
def partners(germany, sweden, kept_files):
    """Two partners, currencies with rates of July 2022, the biennium."""
    money()
    days = {"starts_on": "2022-01-01", "ends_on": "2024-01-01"}
    Biennium.objects.get_or_create(code="2022-23", defaults=days)
    return germany, sweden
