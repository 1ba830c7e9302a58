"""Columns of clearances, of their steps, of what screenings ask and of settings."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from funding.clearances.vocab import ClearanceStatus
from ilo_dc.core.days import last_day
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day

FIRST_SETTINGS = gettext_noop("The first settings of the portal")  # the reason that a migration gave
BADGES = {
    ClearanceStatus.CLEARED: "ok",
    ClearanceStatus.CONDITIONAL: "warn",
    ClearanceStatus.REFUSED: "bad",
    ClearanceStatus.REUSED: "ok",
    ClearanceStatus.WITHDRAWN: "",
}


def status_badge(code: str) -> str:
    """Return the badge of a status."""
    status = ClearanceStatus(code)
    return badge(status.label, BADGES.get(status, "note"))


def _clearance_page(record: Any) -> str:
    return reverse("funding:clearance", args=[record.pk])


class ClearanceTable(RegisterTable):
    """Columns of clearances."""

    id = exported(_("Number here"))
    organisation = LinkColumn(
        _("Partner"),
        _clearance_page,
        text=lambda record: record.organisation.name,
        accessor="organisation__name_en",
    )
    partner = exported(_("Address of the partner"), accessor="organisation__slug")
    form = CodeColumn(_("Form of the partnership"))
    purpose = django_tables2.Column(_("Purpose"))
    sector = exported(_("Sector"))
    status = CodeColumn(_("Status"), status_badge)
    requested_on = PageColumn(_("Requested"), lambda record: day(record.requested_on))
    officer = PageColumn(
        _("Officer"),
        lambda record: str(record.officer) if record.officer else "",
        accessor="officer__username",
        default="",
    )
    reuses = exported(_("Number of the clearance that is reused"), accessor="reuses_id")
    anew = exported(_("Why it is asked for anew"))
    screened_at = exported(_("Screened"))
    findings = exported(_("Findings"))
    opinions = exported(_("Opinions"))
    advised_at = exported(_("Advised"))
    advice = exported(_("Legal advice"))
    decision = exported(_("Decision"))
    decided_at = PageColumn(_("Decided on"), lambda record: day(record.decided_at), default="")
    valid_until = PageColumn(_("Valid until"), lambda record: day(record.valid_until), default="")
    conditions = exported(_("Conditions"))
    overruling = exported(_("Why an objection is overruled"))
    note = exported(_("Note on the decision"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "organisation"

    def value_opinions(self, record: Any) -> str:
        """Export `act_emp=comments; actrav=`."""
        return "; ".join(f"{one.bureau}={one.opinion}" for one in record.opinions.all())


class ClearanceStepTable(RegisterTable):
    """Columns of the steps that ended: the very rows behind the figures."""

    id = exported(_("Number of the step"))
    clearance = exported(_("Number of the clearance"), accessor="clearance_id")
    organisation = LinkColumn(
        _("Partner"),
        lambda record: reverse("funding:clearance", args=[record.clearance_id]),
        text=lambda record: record.clearance.organisation.name,
        accessor="clearance__organisation__name_en",
    )
    partner = exported(_("Address of the partner"), accessor="clearance__organisation__slug")
    step = CodeColumn(_("Step"))
    started_on = django_tables2.Column(_("Since"))
    ended_on = django_tables2.Column(_("Until"))
    days = django_tables2.Column(_("Days"), attrs={"cell": {"class": "n"}})
    steps = exported(_("Steps"))
    result = CodeColumn(_("Result"), default="")
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "organisation"


class ScreeningCriterionTable(RegisterTable):
    """Columns of what screenings ask."""

    id = exported(_("Number here"))
    kind = CodeColumn(_("Kind"))
    text = LinkColumn(_("What is asked"))
    answers = PageColumn(
        _("Answers"), lambda record: " · ".join(label for _code, label in record.choices), empty_values=()
    )
    source = django_tables2.Column(_("Source"), default="")
    starts_on = PageColumn(_("From"), lambda record: day(record.starts_on))
    last_day = PageColumn(
        _("Until"), lambda record: day(last_day(record.ends_on)), accessor="ends_on", default=""
    )
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "text"


class ClearanceRuleTable(RegisterTable):
    """Columns of the settings of clearances."""

    id = exported(_("Number here"))
    effective_on = django_tables2.Column(_("With effect from"))
    screening_days = django_tables2.Column(_("Days for the screening"), attrs={"cell": {"class": "n"}})
    act_emp_days = django_tables2.Column(_("Days for ACT/EMP"), attrs={"cell": {"class": "n"}})
    actrav_days = django_tables2.Column(_("Days for ACTRAV"), attrs={"cell": {"class": "n"}})
    legal_days = django_tables2.Column(_("Days for the legal advice"), attrs={"cell": {"class": "n"}})
    decision_days = django_tables2.Column(_("Days for the decision"), attrs={"cell": {"class": "n"}})
    valid_months = django_tables2.Column(
        _("Months that a clearance holds at most"), attrs={"cell": {"class": "n"}}
    )
    reason = PageColumn(_("Reason"), lambda record: gettext(record.reason))
    set_at = exported(_("Set"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "effective_on"
