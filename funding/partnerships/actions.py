"""Partnerships as a source states them, with who takes part: edited in place, told by their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from funding.partnerships.models import Partnership, PartnershipMember
from ilo_dc.core.facts.actions.facts import Plan
from ilo_dc.core.facts.actions.records import compare_records
from ilo_dc.core.models import Organisation


@dataclass(frozen=True)
class PartnershipValues:
    """What a source says of one partnership; `members` are (address of the organisation, role)."""

    code: str
    kind: str
    instrument: str
    names: Mapping[str, str]
    work: str
    text: str
    language: str
    year: int | None
    agreed_on: date | None
    ends_on: date | None
    members: Sequence[tuple[str, str]]
    source: str


def plan_partnerships(values: Sequence[PartnershipValues], *, demonstration: bool) -> Plan[Any]:
    """Return what saving the partnerships would do; those that the source does not name stay.

    It is whole for who takes part in each that it names. Partnerships come before their members.
    """
    recorded = Partnership.objects.in_bulk([one.code for one in values], field_name="code")
    stated = {one.code: _partnership(one) for one in values}
    plan: Plan[Any] = compare_records(
        stated.values(), recorded=recorded.values(), key=attrgetter("code"), demonstration=demonstration
    )
    below = compare_records(
        _members(values, {**stated, **recorded}),
        recorded=PartnershipMember.objects.filter(partnership__in=recorded.values()).select_related(
            "partnership"
        ),
        key=lambda row: (row.partnership.code, row.organisation_id),
        demonstration=demonstration,
    )
    return Plan(
        created=[*plan.created, *below.created],
        changed=[*plan.changed, *below.changed],
        withdrawn=[*plan.withdrawn, *below.withdrawn],
        unchanged=plan.unchanged + below.unchanged,
    )


def _partnership(values: PartnershipValues) -> Partnership:
    return Partnership(
        code=values.code,
        kind=values.kind,
        instrument=values.instrument,
        work=values.work,
        text=values.text,
        language=values.language,
        year=values.year,
        agreed_on=values.agreed_on,
        ends_on=values.ends_on,
        source=values.source,
        **values.names,
    )


def _members(
    values: Sequence[PartnershipValues], partnerships: Mapping[str, Partnership]
) -> list[PartnershipMember]:
    """Return who takes part in each; each row points at its partnership as it stands here, else unsaved."""
    slugs = {slug for one in values for slug, _role in one.members}
    organisations = Organisation.objects.in_bulk(slugs, field_name="slug")
    return [
        PartnershipMember(partnership=partnerships[one.code], organisation=organisations[slug], role=role)
        for one in values
        for slug, role in one.members
    ]
