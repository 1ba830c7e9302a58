"""Judging a row by the CHECK constraints of its table before it is saved, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.core.exceptions import FieldError, ValidationError
from django.db import models, router
from django.db.models import CheckConstraint, Q


def clean_whole(row: models.Model, exclude: Collection[str] = ()) -> None:
    """Check `row` as `full_clean` does.

    `full_clean` sends each CHECK by itself, with a savepoint around it: three statements for each of ten to
    twenty. Here all go in one, and each by itself only where one of them fails, so that the error names it.

    Raises:
        ValidationError: by column.
    """
    problems: dict[str, list[ValidationError]] = {}
    try:
        row.full_clean(exclude=exclude, validate_constraints=False)
    except ValidationError as error:
        problems = error.update_error_dict(problems)
    unread = {*exclude, *problems}
    for model, constraint in _to_be_judged(row, unread):
        try:
            constraint.validate(model, row, exclude=unread, using=database_of(row))
        except ValidationError as error:
            columns: Sequence[str] = getattr(constraint, "fields", ())
            if getattr(error, "code", "") == "unique" and len(columns) == 1:
                problems.setdefault(columns[0], []).append(error)
            else:
                problems = error.update_error_dict(problems)
    if problems:
        raise ValidationError(problems)


def database_of(row: models.Model) -> str:
    """Return the database that the row is saved in."""
    return router.db_for_write(type(row), instance=row)


def _to_be_judged(
    row: models.Model, unread: Collection[str]
) -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    """Yield the constraints of a row but for the CHECKs that hold, seen in one statement."""
    for model, constraints in row.get_constraints():
        proven = _holding(row, model, constraints, unread)
        yield from ((model, one) for one in constraints if one not in proven)


def _holding(
    row: models.Model,
    model: type[models.Model],
    constraints: Collection[models.BaseConstraint],
    unread: Collection[str],
) -> list[models.BaseConstraint]:
    """Return the CHECKs that hold; none where one of them fails or what it reads cannot be told beforehand.

    A CHECK fails where it is false, not where it is unknown, and so does a conjunction of them. One that
    reads a column of `unread` stands by itself: some judge the other columns alone.
    """
    # As each constraint reads the row itself: there is no public way.
    values = row._get_field_expression_map(meta=model._meta, exclude=unread)  # type: ignore[attr-defined]  # noqa: SLF001
    whole, joined = Q(), []
    for one in constraints:
        condition = Q(one.condition) if isinstance(one, CheckConstraint) else Q()
        if condition and condition.referenced_base_fields <= values.keys():
            whole &= condition
            joined.append(one)
    try:
        return joined if joined and whole.check(values, using=database_of(row)) else []
    except FieldError:
        return []
