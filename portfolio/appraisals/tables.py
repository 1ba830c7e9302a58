"""Columns of appraisals and of their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.columns import LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day
from portfolio.appraisals.vocab import NO_DECISION, Decision
from portfolio.proposals.tables import place_name

if TYPE_CHECKING:
    from portfolio.appraisals.models.appraisal import Appraisal

FIRST_SETTINGS = gettext_noop("The first settings of the portal")  # the reason that a migration gave
BADGES = {Decision.READY: "ok", Decision.REVISE: "warn", Decision.REJECTED: "bad"}


def decision_badge(appraisal: Appraisal) -> str:
    """Return the badge of the decision of a round; of none that it is open, or that it ended without one."""
    if appraisal.decision:
        decision = Decision(appraisal.decision)
        return badge(decision.label, BADGES[decision])
    return badge(_("Not decided"), "note") if appraisal.is_open else badge(NO_DECISION)


class AppraisalTable(RegisterTable):
    """Columns of appraisals."""

    id = exported(_("Number here"))
    proposal = exported(_("Number of the proposal"), accessor="proposal_id")
    code = django_tables2.Column(_("Code"), accessor="proposal__code", attrs={"td": {"class": "nowrap"}})
    title = LinkColumn(
        _("Proposal"),
        lambda record: reverse("portfolio:appraisal", args=[record.pk]),
        accessor="proposal__title",
    )
    country = PageColumn(
        _("Country or area"),
        lambda record: place_name(record.proposal),
        accessor="proposal__country_id",
        empty_values=(),
    )
    round = django_tables2.Column(_("Round"), attrs={"cell": {"class": "n"}})
    decision = PageColumn(_("Decision"), decision_badge, default="", empty_values=())
    appraiser = PageColumn(
        _("Appraiser"),
        lambda record: str(record.appraiser) if record.appraiser else "",
        accessor="appraiser__username",
        default="",
    )
    budget_usd = django_tables2.Column(_("Budget estimate, US$"), default="")
    evaluation_needed = exported(_("EVAL appraises it, too"))
    threshold = exported(_("EVAL appraises above, US$"), accessor="rules__evaluation_above_usd")
    submitted_on = PageColumn(
        _("Submitted"),
        lambda record: day(record.days.submitted_on),
        accessor="days__submitted_on",
        default="",
    )
    taken_up_at = exported(_("Taken up"))
    scored_at = exported(_("Scored"))
    evaluated_at = exported(_("Appraised by EVAL"))
    decided_at = PageColumn(_("Decided on"), lambda record: day(record.decided_at), default="")
    recommendation = exported(_("Recommendation"))
    comment = exported(_("Comment"))
    note = exported(_("Note on the decision"))
    scores = exported(_("Scores"))
    opinions = exported(_("Opinions"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"

    def value_scores(self, record: Any) -> str:
        """Export `alignment=2; design=x`."""
        return "; ".join(f"{one.criterion}={one.score}" for one in record.scores.all())

    def value_opinions(self, record: Any) -> str:
        """Export `act_emp=comments; actrav=`."""
        return "; ".join(f"{one.bureau}={one.opinion}" for one in record.opinions.all())


class AppraisalRuleTable(RegisterTable):
    """Columns of the settings of appraisals."""

    id = exported(_("Number here"))
    effective_on = django_tables2.Column(_("With effect from"))
    evaluation_above_usd = django_tables2.Column(_("EVAL appraises above, US$"))
    one_bars_ready = django_tables2.BooleanColumn(
        verbose_name=_("A score of 1 bars “ready”"), yesno=(_("Yes"), _("No"))
    )
    take_up_days = django_tables2.Column(_("Days to take it up"), attrs={"cell": {"class": "n"}})
    scores_days = django_tables2.Column(_("Days for the scores"), attrs={"cell": {"class": "n"}})
    act_emp_days = django_tables2.Column(_("Days for ACT/EMP"), attrs={"cell": {"class": "n"}})
    actrav_days = django_tables2.Column(_("Days for ACTRAV"), attrs={"cell": {"class": "n"}})
    evaluation_days = django_tables2.Column(_("Days for EVAL"), attrs={"cell": {"class": "n"}})
    decision_days = django_tables2.Column(_("Days for the decision"), attrs={"cell": {"class": "n"}})
    revise_days = django_tables2.Column(_("Days to revise what is returned"), attrs={"cell": {"class": "n"}})
    reason = PageColumn(_("Reason"), lambda record: gettext(record.reason))
    set_at = exported(_("Set"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "effective_on"
