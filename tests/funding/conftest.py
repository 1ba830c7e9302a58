"""What tests of funding start from."""

from __future__ import annotations

import pytest

from funding.actions.funding_partners import load_funding_partners
from ilo_dc.core.actions.reference import load_reference_data


@pytest.fixture
def partners(installation):
    """The reference data and the profiles of funding partners; no revenue yet."""
    load_reference_data()
    load_funding_partners()
