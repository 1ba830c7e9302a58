"""An agreement whose instalments and reports fall due, are done and are moved, while its title changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from funding.agreements.actions.agreement_parts import INSTALMENTS
from funding.agreements.actions.agreements import AgreementTerms, edit_agreement
from funding.agreements.actions.sent_reports import send_report
from funding.dues.actions.dues import settle_dues
from funding.models import Agreement, DonorReport, Instalment
from ilo_dc.core.models import Organisation
from ilo_dc.core.versions.actions import present_values
from tests.lives.life import Life
from tests.recipes import agreements as cast

DUE = date(2025, 2, 1)


def retitle(life: DueLife) -> None:
    now = Agreement.objects.get(pk=life.agreement.pk)
    terms = AgreementTerms(**{**present_values(AgreementTerms, now), "title": life.word()})
    edit_agreement(
        by=life.people["manager"], agreement=now, lock_version=now.version, terms=terms, reason="Renamed"
    )


def settle(_life: DueLife) -> None:
    settle_dues(today=date(2025, 6, 1))


def send(life: DueLife) -> None:
    row = DonorReport.objects.select_related("agreement").get(agreement=life.agreement)
    send_report(by=life.people["manager"], report=row, lock_version=row.version, sent_on=date(2025, 2, 9))


def move(life: DueLife) -> None:
    row = Instalment.objects.select_related("agreement__partner").get(agreement=life.agreement)
    data = replace(INSTALMENTS.data_of(row), due_on=row.due_on + timedelta(days=1))
    INSTALMENTS.edit(by=life.people["manager"], row=row, lock_version=row.version, data=data)


@dataclass
class DueLife(Life):
    """One agreement with an instalment and a report."""

    DOORS: ClassVar = ("due-instalments", "due-donor-reports")
    STEPS: ClassVar[dict[str, Callable[[DueLife], None]]] = {
        "retitle": retitle,
        "settle": settle,
        "send": send,
        "move": move,
    }
    WHOLE: ClassVar = ("settle", "retitle", "send", "settle", "move", "settle", "retitle")
    ASKED: ClassVar = {
        "due-instalments": ({"status": "missing"}, {"month": "2025-02"}, {"partner": "germany"}),
        "due-donor-reports": ({"status": "late"}, {"quarter": "2025-Q1"}, {"kind": "narrative"}),
    }

    def begin(self) -> None:
        """Sign an agreement of which an instalment and a report are due."""
        manager: Any = self.people["manager"]
        germany, _made = Organisation.objects.get_or_create(
            slug="germany", defaults={"kind": "government", "name_en": "Germany"}
        )
        self.agreement = cast.signed(manager, germany)
        cast.instalment(manager, self.agreement, due_on=DUE, amount=Decimal("500.00"))
        cast.report(manager, self.agreement, due_on=DUE)
