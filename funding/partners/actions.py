"""Profiles of funding partners, as the published partner table has them."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import transaction

from funding.partners.models import FundingPartner
from funding.partners.policies import may_edit_funding_partners
from funding.partners.rules import display_group_of, stands_for_many
from ilo_dc.core.errors import require
from ilo_dc.core.models import OrganisationCode, SourceEdition
from ilo_dc.core.reference.actions.loading import CONTEXT
from ilo_dc.core.reference.shipped import read_shipped
from ilo_dc.core.reference.vocab import CodeScheme

if TYPE_CHECKING:
    from ilo_dc.core.models import User

DATA = settings.BASE_DIR / "funding" / "data"
FILES = ("funding_partners_2020_2022", "rbsa_contributors")
EDITION = "funding-partners"


def load_funding_partners(*, by: User | None = None, folder: Path = DATA) -> dict[str, int]:
    """Bring the partners' profiles to what GB.347/POL/3 says; a profile edited by hand stays as it is.

    `by` None is the machine's operator. The partners themselves come with the reference data. Returns
    {created, changed, unchanged, kept_by_hand}; nothing is compared when these files were the last loaded.

    Raises:
        Refused: `by` may not edit profiles.
    """
    if by is not None:
        require(may_edit_funding_partners(by))
    digest = hashlib.sha256(b"".join((folder / f"{name}.csv").read_bytes() for name in FILES)).hexdigest()
    counts: Counter[str] = Counter(created=0, changed=0, unchanged=0, kept_by_hand=0)
    newest = SourceEdition.objects.filter(code=EDITION).first()
    if newest is not None and newest.checksum == digest:
        return dict(counts)
    with transaction.atomic(), pghistory.context(source=CONTEXT):
        existing = FundingPartner.objects.in_bulk()
        by_hand = _edited_by_hand()
        for values in _shipped(folder):
            counts[_bring(existing.get(values["organisation_id"]), values, by_hand)] += 1
        SourceEdition.objects.get_or_create(
            code=EDITION,
            checksum=digest,
            defaults={
                "title": "GB.347/POL/3, Appendix and paragraph 25",
                "publisher": "International Labour Office, Governing Body",
                "file_name": ", ".join(f"{name}.csv" for name in FILES),
                "licence": "Public document",
            },
        )
    return dict(counts)


def _shipped(folder: Path) -> list[dict[str, Any]]:
    """Return the fields of each profile."""
    organisations = dict(
        OrganisationCode.objects.filter(scheme=CodeScheme.PAPERS).values_list("code", "organisation_id")
    )
    members = {row["iso_alpha2"]: row["joined"] for row in read_shipped(FILES[1], folder=folder)}
    return [
        {
            "organisation_id": organisations[row["code"]],
            "source_category": row["source_category"],
            "display_group": display_group_of(row["source_category"]),
            "is_group_row": stands_for_many(row["is_group_row"], row["note"]),
            "rbsa_member": row["code"] in members,
            "rbsa_member_since": int(members[row["code"]]) if members.get(row["code"]) else None,
            "note": row["note"],
            "source": row["source"],
        }
        for row in read_shipped(FILES[0], folder=folder)
    ]


def _bring(partner: FundingPartner | None, values: dict[str, Any], by_hand: frozenset[int]) -> str:
    """Create or update one profile; return what was done."""
    if partner is None:
        FundingPartner.objects.create(**values)
        return "created"
    if all(getattr(partner, name) == value for name, value in values.items()):
        return "unchanged"
    if partner.pk in by_hand:
        return "kept_by_hand"
    for name, value in values.items():
        setattr(partner, name, value)
    partner.save()
    return "changed"


def _edited_by_hand() -> frozenset[int]:
    """Return the keys of profiles whose history holds an event that the loader did not write."""
    events = FundingPartner.pgh_event_model.objects.values_list(  # type: ignore[attr-defined]
        "pgh_obj_id", "pgh_context__metadata__source"
    )
    return frozenset(key for key, source in events if source != CONTEXT)
