"""The one computation behind every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.facts.models.change import Change
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.facts.moments import data_version, one_moment, read_each, read_once, settle
from ilo_dc.core.languages import joined
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.groups import Group, by_keys, grouped, grouped_sums, merged
from ilo_dc.core.measures.own import PLACE, require_own
from ilo_dc.core.measures.question import Question, keys_of, narrow
from ilo_dc.core.measures.results import (
    NO_YEARS,
    YEAR,
    Edition,
    Figures,
    ReportingYears,
    Row,
    joined_row,
    joined_rows,
)
from ilo_dc.core.measures.types import Dimension, Measure, Rows, Scope
from ilo_dc.core.reference.models.period import ReportingYear, ReportingYearStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class _Asked:
    """A question whose dimensions were looked up and whose texts were read, once for all that answers it."""

    measures: tuple[Measure, ...]
    user: Viewer
    question: Question
    as_of: datetime
    split: tuple[Dimension, ...]
    keys: Mapping[str, tuple[Any, ...]]

    @property
    def rows(self) -> Rows:
        """The rows that all of the measures count."""
        return self.measures[0].rows

    @property
    def columns(self) -> list[str]:
        """The register columns that the values are computed from, each once."""
        return list(dict.fromkeys(column for measure in self.measures for column in measure.columns))

    def counted(self) -> QuerySet[Any]:
        """Return the rows of the question's scope at its moment, on its day; not narrowed yet."""
        return self.rows.counted(self.user, self.as_of, self.question.scope, self.question.on)


def figures(measure: Measure, *, user: Viewer, question: Question | None = None) -> Figures:
    """Answer `question` of one measure: the only way to count anything.

    Returns a line per combination of the split's keys that has rows, in key order, and a total that is
    computed over all counted rows. US dollar values are exact Decimals.

    Raises:
        UnableToRead: the question names a dimension that the measure does not declare, or a period it lacks.
    """
    return table((measure,), user=user, question=question or Question())


def require_counting(measure: Measure, *, user: Viewer, scope: Scope) -> None:
    """Let pass who may count all rows of a scope; no row is read.

    Raises:
        Refused: they may not.
    """
    counted = [term.measure.rows for term in measure.terms or ()] or [measure.rows]
    with one_moment() as moment:
        for rows in counted:
            rows.known_at(user, moment, scope)


def table(measures: Sequence[Measure], *, user: Viewer, question: Question) -> Figures:
    """Answer one question of several measures of the same rows, in one query for all columns.

    Raises:
        UnableToRead: as `figures`; or `own` is asked for without the country.
        Refused: the rows of this scope are not the caller's to count.
        ValueError: the measures count or split different rows; those are never put in one table. Nor is a
            ratio of two measures beside others.
    """
    first = measures[0]
    if first.terms and len(measures) == 1:
        return _ratio(first, user, question)
    if any((one.rows, one.dimensions) != (first.rows, first.dimensions) for one in measures):
        raise ValueError("Measures of different rows are different tables.")
    with one_moment():
        as_of = settle(question.as_of)
        question = _with_what_holds_unasked(first.rows, user, replace(question, as_of=as_of))
        asked = _Asked(
            measures=tuple(measures),
            user=user,
            question=question,
            as_of=as_of,
            split=tuple(_splitting(first.dimension(code)) for code in question.by),
            keys={code: keys_of(first.dimension(code), texts) for code, texts in question.where.items()},
        )
        _require_grain(first, question)
        if question.scope is Scope.OWN:
            if first.rows.require_own is None:
                require_own(user, asked.keys.get(PLACE, ()))
            else:
                first.rows.require_own(user, asked.keys)
        return _answer(asked)


def _require_grain(measure: Measure, question: Question) -> None:
    """Let pass a question whose answer tells no more than is published.

    Raises:
        Refused: a published figure is not split or filtered that finely.
    """
    asked = (*question.by, *question.where, *(("year",) if question.years else ()))
    if question.scope is not Scope.PUBLISHED or measure.is_public(asked):
        return
    grains = "; ".join(
        joined(", ", [one.label for one in measure.dimensions if one.code in grain])
        for grain in measure.public_grains
    )
    raise Refused(
        _("%(measure)s is published by these dimensions together, and no finer: %(grains)s.")
        % {"measure": measure.label, "grains": grains}
    )


def _ratio(measure: Measure, user: Viewer, question: Question) -> Figures:
    """Answer a ratio of two measures: each answers the question by its own rows, at one moment."""
    if measure.terms is None:
        raise ValueError("This is no ratio of two measures.")
    for code in (*question.by, *question.where):
        measure.dimension(code)
    with one_moment():
        question = replace(question, as_of=settle(question.as_of))
        # The denominator first: it names most of what the numerator does, and each name is read once.
        below, above = (
            figures(term.measure, user=user, question=_narrowed_to(question, term.where))
            for term in reversed(measure.terms)
        )
    return Figures(
        measures=(measure,),
        question=question,
        keys={code: below.keys[code] for code in question.where},
        lines=joined_rows(above, below),
        total=joined_row(above, below, above.total, below.total),
        apart=(),
        as_of=below.as_of,
        data_version=below.data_version,
        editions=tuple(dict.fromkeys((*above.editions, *below.editions))),
        recorded=below.recorded,
        terms=(above, below),
    )


def _narrowed_to(question: Question, where: Mapping[str, tuple[str, ...]]) -> Question:
    """Return the question, held to what a term is held to."""
    return replace(question, where={**question.where, **where})


def _with_what_holds_unasked(rows: Rows, user: Viewer, question: Question) -> Question:
    """Return the question with the filters that its rows are held to where it does not name them."""
    if rows.unless_asked is None or question.as_of is None:
        return question
    for code, text in rows.unless_asked(user, question.as_of).items():
        if not question.where.get(code):
            question = question.narrowed(code, text)
    return question


def _splitting(dimension: Dimension) -> Dimension:
    """Return a dimension that a table may be split by.

    Raises:
        UnableToRead: rows of two of its keys are never added.
    """
    if dimension.never_added:
        raise UnableToRead(
            _("Figures of two values of “%(name)s” are never added.") % {"name": dimension.label},
            {"by": [_("Ask for one at a time: %(code)s=…") % {"code": dimension.code}]},
        )
    return dimension


def _answer(asked: _Asked) -> Figures:
    groups = _kept(asked)
    if groups is None:
        counted = _counted(asked)
        groups = grouped(counted, split=asked.split, columns=asked.columns)
    overlaps = any(dimension.overlapping for dimension in asked.split)
    each_once = grouped(_counted(asked), split=(), columns=asked.columns) if overlaps else groups
    whole = merged(each_once, columns=asked.columns)
    total = _line(whole, replace(asked, split=()), names={})
    apart = _apart(asked)
    editions = _editions(whole, asked.as_of)  # before the data version, which comes with them
    return Figures(
        measures=asked.measures,
        question=asked.question,
        keys=asked.keys,
        lines=_lines(groups, asked),
        total=total,
        apart=apart,
        as_of=asked.as_of,
        data_version=data_version(asked.as_of),
        editions=editions,
        recorded=total.count > 0 or bool(apart) or _was_recorded(asked),
        years=_reporting_years(asked),
    )


def _kept(asked: _Asked) -> list[Group] | None:
    """Return the groups that are made of sums which are kept; None: none are by what is asked for."""
    question, keep = asked.question, asked.rows.kept
    if keep is None or question.on is not None:
        return None
    codes = frozenset((*question.by, *question.where, *(("year",) if question.years else ())))
    parts = keep(asked.user, asked.as_of, question.scope, codes)
    if not parts:
        return None
    narrowed = [replace(part, rows=_narrowed(part.rows, asked, asked.keys)) for part in parts]
    return grouped_sums(narrowed, split=asked.split, columns=asked.columns)


def _reporting_years(asked: _Asked) -> ReportingYears:
    """Return which reporting years are closed as of the answer's moment, and which of its rows came late."""
    rows, measure = asked.rows, asked.measures[0]
    if rows.late is None:
        return NO_YEARS
    statuses = read_once(("reporting years", asked.as_of), lambda: _statuses(asked))
    if not statuses:
        return NO_YEARS
    first = min(one.recorded_at for one in statuses)
    year = dimensions.year_of(measure.year_of_rows())
    split = tuple(one for one in asked.split if one.code != YEAR and not one.overlapping)
    found = grouped(
        rows.late(_counted(asked).filter(recorded_at__gte=first)), split=(*split, year), columns=()
    )
    codes = [one.code for one in (*split, year)]
    closed = ReportingYear.State.CLOSED
    return ReportingYears(
        closed={one.year_id: one.recorded_at for one in statuses if one.status == closed and one.holds},
        late=tuple((dict(zip(codes, group.keys, strict=True)), group.count) for group in found),
    )


def _statuses(asked: _Asked) -> list[Any]:
    """Return all that was recorded of reporting years by the answer's moment; `holds`: what did then."""
    known = ReportingYearStatus.objects.as_known_at(asked.as_of).filter(pk=OuterRef("pk"))
    recorded = ReportingYearStatus.objects.filter(recorded_at__lte=asked.as_of)
    return list(recorded.annotate(holds=Exists(known)).order_by("pk"))


def _counted(asked: _Asked) -> QuerySet[Any]:
    """Return exactly the rows that the question counts."""
    return _narrowed(asked.counted(), asked, asked.keys)


def _narrowed(rows: QuerySet[Any], asked: _Asked, keys: Mapping[str, tuple[Any, ...]]) -> QuerySet[Any]:
    measure, question = asked.measures[0], asked.question
    for code, asked_for in keys.items():
        rows = narrow(rows, measure.dimension(code), asked_for)
    if question.years:
        rows = rows.filter(**{f"{measure.year_of_rows()}__range": question.years})
    if question.demonstration is False:
        rows = rows.filter(demonstration=False)
    return rows


def _lines(groups: Sequence[Group], asked: _Asked) -> tuple[Row, ...]:
    """Return a line per combination of keys, in key order."""
    if not asked.split:
        return ()
    lines = [line for line in by_keys(groups, columns=asked.columns) if _is_asked(line, asked)]
    names = {
        dimension.code: dimension.names({line.keys[place] for line in lines} - {None})
        for place, dimension in enumerate(asked.split)
    }
    return tuple(_line(line, asked, names=names) for line in lines)


def _is_asked(line: Group, asked: _Asked) -> bool:
    """Return whether a line's keys are asked for: a row of one that is may have others beside it."""
    return all(
        key in asked.keys[dimension.code]
        for dimension, key in zip(asked.split, line.keys, strict=True)
        if dimension.overlapping and dimension.code in asked.keys
    )


def _line(group: Group, asked: _Asked, *, names: Mapping[str, Mapping[Any, str]]) -> Row:
    keys = {dimension.code: key for dimension, key in zip(asked.split, group.keys, strict=True)}
    labels = {
        dimension.code: str(dimension.empty[1])
        if keys[dimension.code] is None and dimension.empty
        else names[dimension.code].get(keys[dimension.code], str(keys[dimension.code]))
        for dimension in asked.split
    }
    parameters = {
        **asked.rows.filters(asked.question.scope),
        **asked.question.parameters(),
        **{dimension.code: dimension.as_parameter(keys[dimension.code]) for dimension in asked.split},
    }
    return Row(keys, labels, group.sums, group.count, parameters, group.demonstration > 0)


def _apart(asked: _Asked) -> tuple[Row, ...]:
    """Return the shared rows that a filter touches and leaves out, one line per shared set."""
    for code, keys in asked.keys.items():
        dimension = asked.measures[0].dimension(code)
        shared = dimension.shared(keys)
        if shared is not None:
            others = {name: one for name, one in asked.keys.items() if name != code}
            rows = asked.counted().filter(shared)
            aside = replace(asked, question=asked.question.split_by(code), split=(dimension,))
            found = grouped(_narrowed(rows, asked, others), split=aside.split, columns=aside.columns)
            return _lines(found, aside)
    return ()


def _editions(whole: Group, as_of: datetime) -> tuple[Edition, ...]:
    """Return the sources of the counted rows."""
    used = read_each("editions", whole.editions, partial(_read_editions, as_of))

    def place(key: int) -> tuple[str, int, int]:
        edition = used[key]
        return edition.code, -(edition.source_date or date.max).toordinal(), -key

    return tuple(used[key] for key in sorted(used, key=place))


def _read_editions(as_of: datetime, keys: list[int]) -> dict[int, Edition]:
    """Return editions by key; the data version at `as_of`, which every answer names, comes with them."""
    change = Change.objects.filter(recorded_at__lte=as_of).order_by("-pk")
    rows = list(SourceEdition.objects.filter(pk__in=keys).annotate(version=Subquery(change.values("pk")[:1])))
    if rows:
        data_version(as_of, known=rows[0].version)
    return {row.pk: Edition(row.code, row.title, row.publisher, row.source_date) for row in rows}


def _was_recorded(asked: _Asked) -> bool:
    """Return whether the source had said anything by then; before, a count is unknown and not 0."""
    rows = asked.counted()
    if not issubclass(rows.model, Fact):
        return rows.exists()
    return rows.model._default_manager.filter(recorded_at__lte=asked.as_of).exists()
