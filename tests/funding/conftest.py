"""What tests of funding start from."""

from __future__ import annotations

import pytest

from funding.partners.actions import load_funding_partners
from ilo_dc.core.reference.actions.loading import load_reference_data
from tests.portfolio.conftest import callers  # noqa: F401  (a fixture)


@pytest.fixture
def partners(installation):
    """The reference data and the profiles of funding partners; no revenue yet."""
    load_reference_data()
    load_funding_partners()
