"""A question to a measure, and how it is read from an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ilo_dc.core.days import FIRST_DAY, LAST_DAY, read_day_of_state
from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.facts.moments import read_moment
from ilo_dc.core.measures.offered import key_called
from ilo_dc.core.measures.rules import years_of, years_of_biennium
from ilo_dc.core.measures.types import Dimension, Measure, Scope, no_states
from ilo_dc.core.parameters import joined

if TYPE_CHECKING:
    from django.http import QueryDict

# What every question may carry, beside the measure's own dimensions.
COMMON = ("by", "period", "biennium", "as_of", "on", "scope", "demonstration")


@dataclass(frozen=True)
class Question:
    """How a figure is asked for.

    Attributes:
        by: codes of the dimensions to split by, in order.
        where: dimension code to the accepted values, as an address writes them.
        years: first and last calendar year, both included; None: all.
        as_of: what was known at that moment; None: now.
        scope: whose rows are counted.
        demonstration: False leaves demonstration rows out; None counts all.
        on: the day whose states are counted, by what was known `as_of`; None: what was known last.
    """

    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    as_of: datetime | None = None
    scope: Scope = Scope.PUBLISHED
    demonstration: bool | None = None
    on: date | None = None

    def narrowed(self, code: str, *texts: str) -> Question:
        """Return the question with one dimension held to `texts`."""
        return replace(self, where={**self.where, code: texts})

    def scope_of(self, measure: Measure) -> dict[str, str]:
        """Return the scope as an address of figures carries it: nothing where it is the measure's first."""
        return {} if self.scope is measure.scopes[0] else {"scope": self.scope.value}

    def split_by(self, *codes: str) -> Question:
        """Return the question split by `codes`."""
        return replace(self, by=codes)

    def parameters(self) -> dict[str, str]:
        """Return the filters of the question as an address carries them, without split and moment."""
        texts = {code: ",".join(values) for code, values in self.where.items()}
        if self.years:
            texts["period"] = f"{self.years[0]}..{self.years[1]}"
        if self.demonstration is not None:
            texts["demonstration"] = str(self.demonstration).lower()
        if self.on is not None:
            texts["on"] = self.on.isoformat()
        return texts


def values_of(text: str) -> tuple[str, ...]:
    """Return the values of a filter: separated by commas, without blanks."""
    return tuple(value for value in (part.strip() for part in text.split(",")) if value)


def keys_of(dimension: Dimension, texts: Sequence[str]) -> tuple[Any, ...]:
    """Return the keys that `texts` name, each by its key or the whole name of what is offered.

    None is the key of the rows that have none.

    Raises:
        UnableToRead: a text that names nothing of the dimension.
    """
    if dimension.never_added and len(texts) > 1:
        raise UnableToRead(
            _("Figures of two values of “%(name)s” are never added.") % {"name": dimension.label},
            {dimension.code: [_("Ask for one at a time.")]},
        )
    empty = dimension.empty[0] if dimension.empty else None
    known = [text for text in texts if text.lower() != empty]
    dimension.read_all(known)
    return tuple(_key_of(dimension, text) if text in known else None for text in texts)


def keys_in(dimension: Dimension, text: str) -> tuple[Any, ...]:
    """Return the keys that a text names: separated by commas, or all of it one name with commas.

    Raises:
        UnableToRead: a part that names nothing of the dimension.
    """
    try:
        return keys_of(dimension, values_of(text))
    except UnableToRead:
        key = key_called(text, dimension.offered()) if "," in text and dimension.offered else None
        if key is None:
            raise
        return keys_of(dimension, [key])


def _key_of(dimension: Dimension, text: str) -> Any:
    try:
        return dimension.read(text)
    except UnableToRead:
        key = key_called(text, dimension.offered()) if dimension.offered else None
        if key is None:
            raise
        return None if dimension.empty and key == dimension.empty[0] else dimension.read(key)


def narrow(rows: QuerySet[Any], dimension: Dimension, keys: Sequence[Any]) -> QuerySet[Any]:
    """Return the rows whose key is one of `keys`, as `keys_of` gives them."""
    accepted = Q()
    known = [key for key in keys if key is not None]
    if known:
        accepted |= Q(**{f"{dimension.key}__in": known})
    if len(known) < len(keys):
        accepted |= Q(**{f"{dimension.key}__isnull": True})
    named = rows.alias(**{dimension.key: dimension.value}) if dimension.expression else rows
    found = named.filter(accepted)
    if dimension.overlapping:  # a row that has several of the keys is one row all the same
        return rows.filter(pk__in=found.order_by().values("pk"))
    return found


def read_years(text: str, parameter: str) -> tuple[int, int]:
    """Return the years of a `period` or `biennium` parameter.

    Raises:
        UnableToRead: the text is no period that whole calendar years make.
    """
    years = years_of_biennium(text) if parameter == "biennium" else years_of(text)
    if years is None or not all(FIRST_DAY.year <= year <= LAST_DAY.year for year in years):
        advice = (
            _("Write a biennium as 2010-11.")
            if parameter == "biennium"
            else _("Write whole calendar years, both ends included: 2020..2022 or 2020-01-01..2022-12-31.")
        )
        raise UnableToRead(
            _("“%(text)s” is not a period of whole years.") % {"text": text[:40]}, {parameter: [advice]}
        )
    return years


def read_question(measure: Measure, parameters: QueryDict, *, ignore: Sequence[str] = ()) -> Question:
    """Return the question an address asks of `measure`; a parameter without a value is as none.

    Repeated values of a dimension are as those separated by commas.

    Raises:
        UnableToRead: an undeclared dimension, an unknown parameter, an unreadable value, or one given twice.
        Refused: a scope that the measure does not offer.
    """
    parameters = joined(parameters, several=("by", *(one.code for one in measure.dimensions)))
    by = values_of(parameters.get("by", ""))
    asked = [name for name, value in parameters.items() if value and name not in (*COMMON, *ignore)]
    for code in by:
        measure.dimension(code, "by")
    for code in asked:
        measure.dimension(code)
    where = {code: _written(measure.dimension(code), str(parameters[code])) for code in asked}
    as_of = parameters.get("as_of")
    return Question(
        by=tuple(dict.fromkeys(by)),
        where=where,
        years=_read_period(measure, parameters),
        as_of=read_moment(as_of) if as_of else None,
        scope=_read_scope(measure, parameters.get("scope", "")),
        demonstration=_read_demonstration(parameters.get("demonstration", "")),
        on=_read_on(measure, parameters.get("on", "")),
    )


def _written(dimension: Dimension, text: str) -> tuple[str, ...]:
    """Return what a text names as an address of ours writes it: codes in their own case."""
    return tuple(dimension.as_parameter(key) for key in keys_in(dimension, text))


def _read_period(measure: Measure, parameters: QueryDict) -> tuple[int, int] | None:
    asked = [(name, str(parameters[name])) for name in ("period", "biennium") if parameters.get(name)]
    if not asked:
        return None
    if len(asked) > 1:
        raise UnableToRead(
            _("Ask for a period or a biennium, not both."), {"biennium": [_("Leave one out.")]}
        )
    name, text = asked[0]
    measure.year_of_rows(name)
    return read_years(text, name)


def scope_asked(measure: Measure, parameters: Mapping[str, str]) -> Scope:
    """Return whose rows an address asks for; without a word those that the measure offers first.

    Raises:
        UnableToRead: there is no such scope.
        Refused: the measure does not offer it.
    """
    return _read_scope(measure, parameters.get("scope", ""))


def _read_scope(measure: Measure, text: str) -> Scope:
    if not text:
        return measure.scopes[0]
    if text not in list(Scope):
        raise UnableToRead(
            _("“%(text)s” is not a scope.") % {"text": text[:40]},
            {"scope": [_("Scopes: %(names)s.") % {"names": ", ".join(Scope)}]},
        )
    if Scope(text) not in measure.scopes:
        raise Refused(
            _("%(measure)s is not offered in the scope “%(scope)s”.")
            % {"measure": measure.label, "scope": text}
        )
    return Scope(text)


def _read_on(measure: Measure, text: str) -> date | None:
    if not text:
        return None
    if not measure.has_states:
        raise no_states(measure.label)
    try:
        return read_day_of_state(text)
    except UnableToRead as error:
        raise UnableToRead(error.message, {"on": [_("Write a day up to today: 2010-12-31.")]}) from error


def _read_demonstration(text: str) -> bool | None:
    if text in {"", "true"}:
        return None
    if text == "false":
        return False
    raise UnableToRead(
        _("“demonstration” is true or false."), {"demonstration": [_("false leaves demonstration rows out.")]}
    )
