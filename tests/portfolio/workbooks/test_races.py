"""A decision on a workbook waits for nobody who works on it or on its programme."""

from __future__ import annotations

import pytest
from django.db import transaction

from ilo_dc.core.imports.actions.batches import SheetAtWork, lock_batch
from ilo_dc.core.models import Country
from portfolio.models import CountryProgramme
from portfolio.workbooks.actions import programme_sheets
from portfolio.workbooks.imports.programmes import read_programme_workbook
from tests.people import signed_in
from tests.portfolio.programmes.test_races import at_once, rashid  # noqa: F401  (one is a fixture)
from tests.recipes.workbooks import download, large, uploaded

pytestmark = [pytest.mark.usefixtures("committing", "kept_files"), pytest.mark.race]


@pytest.fixture
def programme(rashid):  # noqa: F811  (a fixture)
    return large(rashid, Country.objects.get(iso3="ZWE"), outcomes=2)


@pytest.fixture
def batch(rashid, programme):  # noqa: F811  (a fixture)
    """A compared workbook that says something new."""
    client = signed_in(rashid)
    book = download(client, programme)
    book.write(2, "Title", "A better title")
    batch = uploaded(client, programme, book)
    assert batch.state == "ready"
    return batch


def decisions(by, batch) -> list:
    return [
        lambda: programme_sheets.cancel_programme_sheet(by=by, batch=batch),
        lambda: programme_sheets.have_programme_sheet_saved(by=by, batch=batch, only_valid=False),
        lambda: programme_sheets.save_programme_sheet(by=by, batch=batch, read=read_programme_workbook),
    ]


def test_whoever_decides_while_another_works_on_it_is_told(rashid, batch):  # noqa: F811  (a fixture)
    with transaction.atomic():
        lock_batch(batch)
        answers = at_once(*decisions(rashid, batch))
    assert [(type(answer), answer.status) for answer in answers] == [(SheetAtWork, 409)] * 3


def test_it_is_put_away_while_another_workbook_of_the_programme_is_saved(
    rashid,  # noqa: F811  (a fixture)
    programme,
    batch,
):
    with transaction.atomic():
        CountryProgramme.objects.select_for_update().get(pk=programme.pk)
        (answer,) = at_once(decisions(rashid, batch)[0])
    assert answer.state == "cancelled"
