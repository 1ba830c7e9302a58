"""Days and moments: the years that the portal keeps, the day after a last one.

See docs/rules/periods-and-moments.md. Every door asks here whether a day can be meant; the database holds
it with `WithinCalendar`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
# The last day of a period may be the last one of all: what is stored then is the day after it.
DAY_AFTER_LAST = LAST_DAY + timedelta(days=1)
FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
DAY = timedelta(days=1)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR = re.compile(r"(19|20|21)[0-9]{2}")


def day_after(last: date | None) -> date | None:
    """Return the day after a last day; None: it is not known."""
    return None if last is None else last + DAY


def last_day(after: date | None) -> date | None:
    """Return the last day of a period that ends before `after`; None: it is not known, or before all days."""
    return None if after is None or after == date.min else after - DAY


def outside(value: object, *, is_day_after: bool = False) -> str:
    """Return what to do about a day or a moment that lies outside the years 1900 to 2199; empty: nothing."""
    if isinstance(value, datetime):
        inside = FIRST_MOMENT <= (value if value.tzinfo else value.replace(tzinfo=UTC)) <= LAST_MOMENT
    elif isinstance(value, date):
        inside = FIRST_DAY <= value <= (DAY_AFTER_LAST if is_day_after else LAST_DAY)
    else:
        return ""
    if inside:
        return ""
    if cast("date", value).year < 1000:
        return _("Write the year with four digits: 2026, not 26.")
    return _("Write a date in the years 1900 to 2199.")


@lru_cache(maxsize=4096)  # most rows of a sheet name the same few days
def day_of(text: str) -> date | None:
    """Return the day that a text names, written 2022-09-15; None: no calendar has it, or it is none."""
    try:
        return date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_day(text: str) -> date:
    """Return the day that `text` names: 2022-09-15.

    Raises:
        UnableToRead: it is no date, or one outside the years 1900 to 2199.
    """
    day = day_of(text)
    if day is None:
        raise UnableToRead(_("“%(text)s” is not a date: write 2022-09-15.") % {"text": text[:40]})
    if advice := outside(day):
        raise UnableToRead(advice)
    return day


def read_day_of_state(text: str) -> date:
    """Return the day whose states `text` asks for: nobody knows those of a day that is still to come (UTC).

    Raises:
        UnableToRead: as `read_day`, or the day is later than today.
    """
    day = read_day(text)
    if day > timezone.now().date():
        raise UnableToRead(_("This day is still to come. Give today or an earlier day."))
    return day


def read_year(text: str, parameter: str) -> int:
    """Return the one year that `text` names.

    Raises:
        UnableToRead: it is no year, or none from 1900 to 2199.
    """
    if not YEAR.fullmatch(text):
        raise UnableToRead(
            _("“%(text)s” is not a year from 1900 to 2199.") % {"text": text[:40]},
            {parameter: [_("Write one year: 2024.")]},
        )
    return int(text)


def still_to_come(row: models.Model, today: date) -> list[str]:
    """Return the columns that hold a day later than today, of those that say when something happened.

    A model names them in `HAPPENED`.
    """
    days = {name: getattr(row, name) for name in getattr(type(row), "HAPPENED", ())}
    return [name for name, day in days.items() if isinstance(day, date) and day > today]


def check_ticked(row: models.Model, ticks: Iterable[str]) -> None:
    """Refuse the day `<tick>_on` of what is not ticked, at the day, so that a form can say it there.

    Raises:
        ValidationError: by the field of the day.
    """
    message = _("Tick who was consulted, or leave the day empty.")
    days = [f"{tick}_on" for tick in ticks if not getattr(row, tick) and getattr(row, f"{tick}_on")]
    if days:
        raise ValidationError(dict.fromkeys(days, message))


class DayAfterField(models.DateField):
    """The day after the last one of a period. People are asked for the last day, and read it."""

    def deconstruct(self) -> Any:
        """Return what migrations write: to the database it is a date as any other."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DateField", args, options


class WithinCalendar(models.CheckConstraint):
    """Holds columns of days (`days`), of days after a last one (`days_after`) and of moments to 1900-2199.

    It names the columns that do not, each with what to do.
    """

    def __init__(
        self,
        *,
        name: str,
        days: Iterable[str] = (),
        days_after: Iterable[str] = (),
        moments: Iterable[str] = (),
    ) -> None:
        self.days, self.days_after, self.moments = tuple(days), tuple(days_after), tuple(moments)
        bounds: dict[tuple[Any, Any], tuple[str, ...]] = {
            (FIRST_DAY, LAST_DAY): self.days,
            (FIRST_DAY, DAY_AFTER_LAST): self.days_after,
            (FIRST_MOMENT, LAST_MOMENT): self.moments,
        }
        condition = Q()
        for between, columns in bounds.items():
            for column in columns:
                condition &= Q(**{f"{column}__range": between})  # unknown, so held, where it is empty
        super().__init__(
            condition=condition,
            name=name,
            violation_error_message=gettext_lazy("Write a date in the years 1900 to 2199."),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are held."""
        return (*self.days, *self.days_after, *self.moments)

    def deconstruct(self) -> Any:
        """Return what migrations write: the columns by kind."""
        kinds = {"days": self.days, "days_after": self.days_after, "moments": self.moments}
        given = {kind: list(columns) for kind, columns in kinds.items() if columns}
        return "ilo_dc.core.days.WithinCalendar", (), {"name": self.name, **given}

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, using: str = "default"
    ) -> None:  # what the check would refuse, said of each column
        """Refuse the days outside.

        Raises:
            ValidationError: by column.
        """
        found = {
            column: advice
            for column in self.columns
            if not (exclude and column in exclude)
            and (advice := outside(getattr(instance, column), is_day_after=column in self.days_after))
        }
        if found:
            raise ValidationError(found)
