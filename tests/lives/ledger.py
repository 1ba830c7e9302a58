"""A line of the ledger beside an agreement whose words are edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from funding.agreements.actions import agreements as actions
from funding.ledger.models.entry import LedgerEntry
from funding.ledger.models.pool import Pool
from funding.models import Agreement
from funding.voluntary.actions.publication import publish_agreement, withdraw_agreement
from ilo_dc.core.models import Organisation
from ilo_dc.core.versions.actions import present_values
from tests.lives.life import Life
from tests.recipes import agreements as cast
from tests.recipes import ledger


def refer(life: LedgerLife) -> None:
    now = Agreement.objects.get(pk=life.agreement.pk)
    terms = {**present_values(actions.AgreementTerms, now), "reference": life.word()}
    actions.edit_agreement(
        by=life.people["manager"],
        agreement=now,
        lock_version=now.version,
        terms=actions.AgreementTerms(**terms),
        reason="Misspelt",
    )


def receive(life: LedgerLife) -> None:
    life.count += 1
    ledger.posted(life.pool, "receipt", Decimal(life.count))


def publish(life: LedgerLife) -> None:
    """Publish the agreement, or take its publication back: its lines are posted anew."""
    now = Agreement.objects.get(pk=life.agreement.pk)
    given = {"by": life.people["manager"], "agreement": now, "lock_version": now.version}
    if now.is_published:
        withdraw_agreement(**given, reason="Too early")
    else:
        publish_agreement(**given)


@dataclass
class LedgerLife(Life):
    """One pool of an agreement, and the lines in it."""

    DOORS: ClassVar = ("ledger-entries", "published-entries")
    STEPS: ClassVar[dict[str, Callable[[LedgerLife], None]]] = {
        "refer": refer,
        "receive": receive,
        "publish": publish,
    }
    WHOLE: ClassVar = ("refer", "publish", "receive", "publish", "refer", "receive", "publish")
    ASKED: ClassVar = {
        "ledger-entries": ({"kind": "receipt"}, {"country": "ZWE"}),
        "published-entries": ({"counted_in": "approvals"}, {"year": "2022"}),
    }

    agreement: Agreement = field(init=False)
    pool: Pool = field(init=False)

    def begin(self) -> None:
        """Sign an agreement with Germany and post its approval."""
        by = self.people["manager"]
        germany = Organisation.objects.get(slug="germany")
        self.agreement = cast.signed(by, germany, reference="As it was signed")
        line: LedgerEntry = cast.approval(by, self.agreement)
        self.pool = line.pool
