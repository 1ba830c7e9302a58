"""Pure rules of reported values: of indicators of programmes and of projects alike."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from ilo_dc.core.life.rules import gettext_noop

# Words of a unit of which there may be a part, in the languages of the Office, folded; any other names things
# that are counted one by one. Our convention: no source lists the units of country programmes.
_MEASURES = """
% percent percentage per point points ratio rate index score share average thousand thousands million
millions billion hour hours day days week weeks month months year years us$ usd dollar dollars euro euros
kg tonne tonnes km hectare hectares pour cent pourcentage par taux indice part moyenne millier milliers
milliard heure heures jour jours semaine semaines mois an ans annee annees por ciento porcentaje punto
puntos tasa proporcion promedio mil miles millon millones hora horas dia dias semana semanas mes meses ano
anos dolares
"""
MEASURED = frozenset(_MEASURES.split())
WORD = re.compile(r"[^\s.,;:/()-]+")


def is_counted(unit: str) -> bool:
    """Return whether a unit, folded, names things that are counted one by one: visits, policies."""
    words = WORD.findall(unit)
    return bool(words) and MEASURED.isdisjoint(words) and not any(one[0].isdigit() for one in words)


def takes_whole(unit: str, known: Collection[Decimal | None], *, whole_numbers: bool = False) -> bool:
    """Return whether the values of an indicator are whole numbers only.

    It says so itself (`whole_numbers`), or its unit, folded, counts one by one and neither baseline nor
    target (`known`) has decimals.
    """
    numbers = [one for one in known if one is not None]
    return whole_numbers or (is_counted(unit) and not any(one % 1 for one in numbers))


def problem_of_plan(
    value: Decimal | None, *, unit: str, by_sex: bool, known: Collection[Decimal | None]
) -> str:
    """Return what stands against a baseline or a target; empty: nothing.

    `unit` is folded; `known` are the other baseline and targets. Women and men are never below zero, nor is a
    count unless another of its numbers is: what is measured may be.
    """
    is_below = value is not None and value < 0
    has_sign = by_sex or (is_counted(unit) and not any(one is not None and one < 0 for one in known))
    return gettext_noop("Write zero or more.") if is_below and has_sign else ""


def problem_of_value(
    value: Decimal | None, *, unit: str, known: Collection[Decimal | None], whole_numbers: bool = False
) -> str:
    """Return what stands against a reported value; empty: nothing.

    `unit` is folded; `known` are the baseline and the target. A value is not below zero where neither of both
    is, nor a count unless one of them is: of points and rates with one of them unknown nobody knows the sign.
    It is whole where the indicator `takes_whole` numbers.
    """
    numbers = [one for one in known if one is not None]
    if value is None:
        return ""
    has_sign = is_counted(unit) or len(numbers) == len(known)
    if value < 0 and has_sign and not any(one < 0 for one in numbers):
        return gettext_noop("Write zero or more: its baseline and target are not below zero.")
    if value % 1 and takes_whole(unit, known, whole_numbers=whole_numbers):
        return gettext_noop("Write a whole number: the indicator counts one by one.")
    return ""
