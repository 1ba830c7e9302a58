"""A row is judged by the CHECKs of its table as Django judges it, in one statement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.versions.constraints import clean_whole
from portfolio.projects.models.project import Project

pytestmark = pytest.mark.django_db

HOSTILE: dict[type[models.Field[Any, Any]], Any] = {
    models.DecimalField: Decimal(-1),
    models.IntegerField: -1,
    models.DateTimeField: datetime(1800, 1, 1, tzinfo=UTC),
    models.DateField: date(1800, 1, 1),
    models.CharField: " ",
}


def held() -> list[type[models.Model]]:
    """Return the models of rows whose table has CHECKs."""
    return [
        one
        for one in apps.get_models()
        if any(isinstance(each, models.CheckConstraint) for each in one._meta.constraints)
    ]


def filled(model: type[models.Model], *, hostile: bool) -> models.Model:
    """Return a row of defaults, or of what no CHECK of days and amounts allows."""
    row = model()
    for field in model._meta.local_concrete_fields if hostile else ():
        value = next((value for kind, value in HOSTILE.items() if isinstance(field, kind)), None)
        if value is not None and not field.primary_key:
            setattr(row, field.attname, value)
    return row


def problems_of(judge: Any) -> dict[str, list[str]]:
    """Return what was found, sorted by column."""
    try:
        judge()
    except ValidationError as error:
        return {name: sorted(texts) for name, texts in error.message_dict.items()}
    return {}


@pytest.mark.parametrize("hostile", [False, True])
def test_it_finds_what_the_framework_finds_in_every_kind_of_row(hostile: bool) -> None:
    found = 0
    for model in held():
        row = filled(model, hostile=hostile)
        with_checks = problems_of(row.full_clean)
        assert problems_of(lambda row=row: clean_whole(row)) == with_checks, model
        without = problems_of(lambda row=row: row.full_clean(validate_constraints=False))
        found += with_checks != without
    assert found >= (50 if hostile else 5)


def test_a_column_that_is_left_out_is_left_out_of_both() -> None:
    for model in held():
        row = filled(model, hostile=True)
        checks = (one for one in model._meta.constraints if isinstance(one, models.CheckConstraint))
        out = [min(models.Q(one.condition).referenced_base_fields) for one in checks][-2:]
        left = problems_of(lambda row=row, out=out: clean_whole(row, out))
        assert left == problems_of(lambda row=row, out=out: row.full_clean(exclude=out)), (model, out)


def test_twenty_checks_cost_what_one_costs() -> None:
    checks = [one for one in Project._meta.constraints if isinstance(one, models.CheckConstraint)]
    assert len(checks) >= 5
    row = Project()
    with CaptureQueriesContext(connection) as sent:
        problems_of(lambda: clean_whole(row))
    judged = [
        one["sql"]
        for one in sent.captured_queries
        if "_check" in one["sql"] and "EXISTS" not in one["sql"]  # conditions of what is unique
    ]
    assert len(judged) == 1
