"""A sheet that a deputy confirmed, and whose saving begins when they stand in no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ilo_dc.core.accounts.actions import deputies
from ilo_dc.core.imports.actions.imports import confirm_sheet
from ilo_dc.core.imports.vocab import ImportState
from ilo_dc.core.imports.work import awaiting
from ilo_dc.core.models import ImportBatch, User
from ilo_dc.core.runs.actions.runs import retry_run
from ilo_dc.core.runs.policies import may_retry_run
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from tests.people import signed_in
from tests.recipes.sub_output_sheets import row

TODAY = timezone.now().date()


@pytest.mark.usefixtures("places", "kept_files")
def test_it_fails_with_words_and_the_principal_sees_it_and_saves_it(  # noqa: PLR0917  (fixtures)
    upload, work_off, pardev_officer, coordinator, field_officer, client
) -> None:
    days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3)}
    naming = deputies.name_deputy(by=pardev_officer, principal=pardev_officer, deputy=coordinator, **days)
    deputy = User.objects.get(pk=coordinator.pk)
    deputies.act_for(user=deputy, row=naming)
    batch = upload(row("1"))
    work_off()
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_by=coordinator)
    confirm_sheet(by=deputy, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    deputies.end_deputy(by=pardev_officer, row=naming)

    work_off()
    batch.refresh_from_db()
    run = batch.run
    assert run.state == "failed"
    assert all(str(person) in run.failure for person in (pardev_officer, coordinator))
    assert "does not stand in for them any more" in run.failure
    assert [item.url for item in awaiting(pardev_officer)] == [f"/imports/{batch.pk}/"]
    page = signed_in(pardev_officer, client).get(f"/imports/{batch.pk}/").content.decode()
    assert "does not stand in for them any more" in page
    assert ImportBatch.objects.visible_to(pardev_officer).filter(pk=batch.pk).exists()
    assert "See why this import stopped" in client.get("/work/").content.decode()

    assert not may_retry_run(field_officer, run)
    assert may_retry_run(pardev_officer, run)
    retry_run(by=pardev_officer, run=run)
    work_off()
    batch.refresh_from_db()
    again = batch.run
    assert (again.state, again.requested_by, again.acting_for) == ("done", pardev_officer, None)
    assert batch.state == ImportState.POSTED
    assert list(awaiting(pardev_officer)) == []
