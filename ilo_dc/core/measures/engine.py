"""The one computation behind every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.facts.moments import data_version, settle, snapshot
from ilo_dc.core.measures.groups import Group, by_keys, grouped, merged
from ilo_dc.core.measures.question import Question, keys_of, narrow
from ilo_dc.core.measures.results import Edition, Figures, Row
from ilo_dc.core.measures.types import Dimension, Measure

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


def figures(measure: Measure, *, user: Viewer, question: Question | None = None) -> Figures:
    """Answer `question` of one measure: the only way to count anything.

    Returns a line per combination of the split's keys that has rows, in key order, and a total that is
    computed over all counted rows. US dollar values are exact Decimals.

    Raises:
        UnableToRead: the question names a dimension that the measure does not declare.
    """
    return table((measure,), user=user, question=question or Question())


def table(measures: Sequence[Measure], *, user: Viewer, question: Question) -> Figures:
    """Answer one question of several measures of the same rows, in one query for all columns.

    Raises:
        UnableToRead: as `figures`.
        ValueError: the measures count different rows; those are never put in one table.
    """
    measures = tuple(measures)
    if any(measure.rows is not measures[0].rows for measure in measures):
        raise ValueError("Measures of different rows are different tables.")
    for measure in measures:
        _refuse_undeclared(measure, question)
    question = replace(question, as_of=settle(question.as_of))
    assert question.as_of is not None  # noqa: S101  (settled in the line above)
    with snapshot():
        return _answer(measures, user, question, question.as_of)


def _refuse_undeclared(measure: Measure, question: Question) -> None:
    for code in (*question.by, *question.where):
        if measure.dimension(code) is None:
            raise UnableToRead(
                _("%(measure)s cannot be split or filtered by “%(name)s”.")
                % {"measure": measure.label, "name": code},
                {code: [_("Not a declared dimension.")]},
            )
    if question.years and measure.rows.year is None:
        raise UnableToRead(_("%(measure)s has no period.") % {"measure": measure.label})


def _answer(measures: tuple[Measure, ...], user: Viewer, question: Question, as_of: datetime) -> Figures:
    counted = _counted(measures[0], user, question, as_of)
    split = [_dimension(measures[0], code) for code in question.by]
    groups = grouped(counted, split=split, columns=_columns(measures))
    whole = merged(groups, columns=_columns(measures))
    total = _line(whole, split=[], names={}, question=question, measure=measures[0])
    return Figures(
        measures=measures,
        question=question,
        lines=_lines(groups, split, question=question, measures=measures),
        total=total,
        apart=_apart(measures, user, question, as_of),
        as_of=as_of,
        data_version=data_version(as_of),
        editions=_editions(whole),
        recorded=total.count > 0 or _was_recorded(measures[0], user, as_of),
    )


def _counted(measure: Measure, user: Viewer, question: Question, as_of: datetime) -> QuerySet[Any]:
    """Return exactly the rows that the question counts."""
    rows = measure.rows.known_at(user, as_of)
    for code, texts in question.where.items():
        dimension = _dimension(measure, code)
        rows = narrow(rows, dimension, keys_of(dimension, texts))
    if question.years and measure.rows.year:
        rows = rows.filter(**{f"{measure.rows.year}__range": question.years})
    if question.demonstration is False:
        rows = rows.filter(demonstration=False)
    return rows


def _columns(measures: Sequence[Measure]) -> list[str]:
    """Return the register columns that the values are computed from, each once."""
    return list(dict.fromkeys(column for measure in measures for column in measure.columns))


def _lines(
    groups: Sequence[Group], split: list[Dimension], *, question: Question, measures: tuple[Measure, ...]
) -> tuple[Row, ...]:
    """Return a line per combination of keys, in key order."""
    if not split:
        return ()
    lines = by_keys(groups, columns=_columns(measures))
    names = {
        dimension.code: dimension.names({line.keys[place] for line in lines} - {None})
        for place, dimension in enumerate(split)
    }
    return tuple(
        _line(line, split=split, names=names, question=question, measure=measures[0]) for line in lines
    )


def _line(
    group: Group,
    *,
    split: list[Dimension],
    names: dict[str, dict[Any, str]],
    question: Question,
    measure: Measure,
) -> Row:
    keys = {dimension.code: key for dimension, key in zip(split, group.keys, strict=True)}
    labels = {
        dimension.code: str(dimension.empty[1])
        if keys[dimension.code] is None and dimension.empty
        else names[dimension.code].get(keys[dimension.code], str(keys[dimension.code]))
        for dimension in split
    }
    parameters = {
        **measure.rows.fixed,
        **question.parameters(),
        **{dimension.code: dimension.as_parameter(keys[dimension.code]) for dimension in split},
    }
    return Row(keys, labels, group.sums, group.count, parameters, group.demonstration)


def _apart(
    measures: tuple[Measure, ...], user: Viewer, question: Question, as_of: datetime
) -> tuple[Row, ...]:
    """Return the shared rows that a filter touches, one line per shared set."""
    for code, texts in question.where.items():
        dimension = _dimension(measures[0], code)
        shared = [key for key in dimension.apart(list(texts)) if key not in texts]
        if shared:
            aside = question.narrowed(code, *shared).split_by(code)
            counted = _counted(measures[0], user, aside, as_of)
            groups = grouped(counted, split=[dimension], columns=_columns(measures))
            return _lines(groups, [dimension], question=aside, measures=measures)
    return ()


def _dimension(measure: Measure, code: str) -> Dimension:
    dimension = measure.dimension(code)
    if dimension is None:
        raise UnableToRead(_("“%(name)s” is not a declared dimension.") % {"name": code})
    return dimension


def _editions(whole: Group) -> tuple[Edition, ...]:
    """Return the sources of the counted rows."""
    used = SourceEdition.objects.filter(pk__in=whole.editions)
    return tuple(
        Edition(edition.code, edition.title, edition.publisher, edition.source_date)
        for edition in used.order_by("code", "-source_date", "-pk")
    )


def _was_recorded(measure: Measure, user: Viewer, as_of: datetime) -> bool:
    """Return whether the source had said anything by then; before, a count is unknown and not 0."""
    rows = measure.rows.known_at(user, as_of)
    if not issubclass(rows.model, Fact):
        return rows.exists()
    return rows.model._default_manager.filter(recorded_at__lte=as_of).exists()
