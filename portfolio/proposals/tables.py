"""Columns of proposals, of what is offered, of statuses and of the help desk."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from ilo_dc.core.ui.tags import badge, day
from portfolio.proposals.vocab import OVER, TURNS, WRITTEN_IN, PartnerAnswer, ProposalStatus

BADGES = {
    ProposalStatus.CONCEPT: "",
    ProposalStatus.PROPOSAL: "",
    ProposalStatus.SUBMITTED: "note",
    ProposalStatus.APPRAISAL: "note",
    ProposalStatus.REVISE: "warn",
    ProposalStatus.REJECTED: "bad",
    ProposalStatus.READY: "ok",
    ProposalStatus.WITH_PARTNER: "note",
    ProposalStatus.AGREED: "ok",
    ProposalStatus.DECLINED: "warn",
    ProposalStatus.WITHDRAWN: "",
}

ANSWERS = {PartnerAnswer.AGREED: "ok", PartnerAnswer.DECLINED: "warn", PartnerAnswer.WITHDRAWN: ""}


def status_badge(code: str) -> str:
    """Return the badge of a proposal's status."""
    return badge(ProposalStatus(code).label, BADGES[ProposalStatus(code)])


def answer_badge(code: str) -> str:
    """Return the badge of a partner's answer; of none that there is none yet."""
    if not code:
        return badge(_("None yet"), "")
    return badge(PartnerAnswer(code).label, ANSWERS[PartnerAnswer(code)])


def place_name(proposal: Any) -> Any:
    """Return where a proposal belongs, in the reader's language."""
    if proposal.country:
        return proposal.country.name
    return proposal.region.name if proposal.region else _("Interregional or global")


def _region(proposal: Any) -> Any:
    region = proposal.country.region if proposal.country else proposal.region
    return region.name if region else ""


def whose_turn(proposal: Any) -> str:
    """Return who has to go on with a proposal, by its status; empty: nobody."""
    if proposal.status in WRITTEN_IN:
        return str(proposal.author or _("Its authors"))
    return str(TURNS.get(ProposalStatus(proposal.status), ""))


def _since(proposal: Any) -> Any:
    """Write since when a proposal has its status, and whom it waits for, for how many days."""
    since = day(proposal.status_since)
    if proposal.status in OVER:
        return since
    days = max((timezone.now().date() - proposal.status_since).days, 0)
    passed = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return format_html('{}<span class="sub-line">{}, {}</span>', since, whose_turn(proposal), passed)


class ProposalTable(RegisterTable):
    """Columns of proposals."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("Code"), attrs={"td": {"class": "nowrap"}})
    title = LinkColumn(_("Proposal"), lambda record: reverse("proposal", args=[record.pk]))
    country = PageColumn(_("Country or area"), place_name, accessor="country_id", empty_values=())
    region = PageColumn(_("Region"), _region, accessor="region_key", default="")
    status = CodeColumn(_("Status"), status_badge)
    status_since = PageColumn(_("Since"), _since, default="")
    budget_usd = django_tables2.Column(_("Budget estimate, US$"), default="")
    duration_months = exported(_("Duration in months"))
    office = django_tables2.Column(_("Office"), accessor="office__code", default="")
    language = exported(_("Language of its texts"))
    problem = exported(_("Problem to be solved"))
    need_source = exported(_("Source of the need"))
    need_outcome = exported(_("CPO code"), accessor="need_outcome__code")
    need_product = exported(_("Code of the global product"), accessor="need_product__code")
    need_text = exported(_("The need in words"))
    need_on = exported(_("Need stated on"))
    government = exported(_("Government consulted"))
    government_on = exported(_("Government consulted on"))
    employers = exported(_("Employers consulted"))
    employers_on = exported(_("Employers consulted on"))
    workers = exported(_("Workers consulted"))
    workers_on = exported(_("Workers consulted on"))
    target_groups = exported(_("Target groups"))
    results = exported(_("Results, indicators and monitoring"))
    partners_proposed = exported(_("Partners proposed"))
    turin_role = exported(_("Role of the International Training Centre in Turin"))
    gender = exported(_("Gender equality and non-discrimination"))
    labour_standards = exported(_("International labour standards"))
    partner = exported(_("Partner"), accessor="partner_slug")
    amount = exported(_("Amount, US$"))
    probability = exported(_("Probability, per cent"))
    offered = exported(_("Offered"), accessor="is_offered")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class OfferedProposalTable(RegisterTable):
    """Columns of what is offered: what funding partners see, and nothing else."""

    title = LinkColumn(_("Proposal"))
    country = PageColumn(_("Country or area"), place_name, accessor="country_id", empty_values=())
    budget_usd = django_tables2.Column(_("Budget estimate, US$"), default="")
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class ProposalStateTable(RegisterTable):
    """Columns of the statuses of proposals: the pipeline, and what appraisals decided."""

    id = exported(_("Number of the status"))
    proposal = exported(_("Number of the proposal"), accessor="proposal_id")
    code = django_tables2.Column(_("Code"), accessor="proposal__code", attrs={"td": {"class": "nowrap"}})
    title = LinkColumn(
        _("Proposal"),
        lambda record: reverse("proposal", args=[record.proposal_id]),
        accessor="proposal__title",
    )
    country = PageColumn(
        _("Country or area"),
        lambda record: place_name(record.proposal),
        accessor="proposal__country_id",
        empty_values=(),
    )
    region = PageColumn(
        _("Region"), lambda record: _region(record.proposal), accessor="region_key", default=""
    )
    status = CodeColumn(_("Status"), status_badge)
    effective_on = django_tables2.Column(_("Since"))
    partner = PageColumn(
        _("Partner"),
        lambda record: record.partner.name if record.partner else "",
        accessor="partner__slug",
        default="",
    )
    amount_usd = django_tables2.Column(_("Amount, US$"), default="")
    probability = django_tables2.Column(
        _("Probability, per cent"), default="", attrs={"cell": {"class": "n"}}
    )
    decisions = exported(_("Decisions of appraisals"))
    days = exported(_("Days from submission to decision"))
    signed = exported(_("Agreements"))
    approved = exported(_("Agreements that an appraisal had found ready"))
    recorded_at = exported(_("Recorded"))
    superseded_at = exported(_("Superseded"))
    backdated = exported(_("Recorded earlier than it was written"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class ProposedPartnerTable(RegisterTable):
    """Columns of the pipeline: a line for each partner of each proposal."""

    id = exported(_("Number here"))
    proposal = django_tables2.Column(_("Code"), accessor="proposal__code", attrs={"td": {"class": "nowrap"}})
    title = LinkColumn(
        _("Proposal"),
        lambda record: f"{reverse('proposal', args=[record.proposal_id])}#pipeline",
        accessor="proposal__title",
    )
    country = PageColumn(
        _("Country or area"),
        lambda record: place_name(record.proposal),
        accessor="proposal__country_id",
        empty_values=(),
    )
    region = exported(_("Region"), accessor="region_key")
    partner = PageColumn(_("Partner"), lambda record: record.partner.name, accessor="partner__slug")
    amount_usd = django_tables2.Column(_("Amount, US$"), default="")
    probability = django_tables2.Column(
        _("Probability, per cent"), default="", attrs={"cell": {"class": "n"}}
    )
    submitted_on = PageColumn(
        _("Submitted on"), lambda record: day(record.submitted_on), default="", empty_values=()
    )
    answer = CodeColumn(_("Partner’s answer"), answer_badge, empty_values=())
    answered_on = PageColumn(_("Answered on"), lambda record: day(record.answered_on), default="")
    status = exported(_("Status of the proposal"), accessor="proposal__status")
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"


class DeskQuestionTable(RegisterTable):
    """Columns of the questions to the help desk."""

    id = exported(_("Number here"))
    code = django_tables2.Column(_("Code"), accessor="proposal__code", attrs={"td": {"class": "nowrap"}})
    title = LinkColumn(
        _("Proposal"),
        lambda record: f"{reverse('proposal', args=[record.proposal_id])}#{record.section}",
        accessor="proposal__title",
    )
    section = CodeColumn(_("About"))
    question = django_tables2.Column(_("Question"))
    desk = CodeColumn(_("Desk"), default="")
    specialist = PageColumn(
        _("Specialist"),
        lambda record: str(record.specialist) if record.specialist else "",
        accessor="specialist__username",
        default="",
    )
    due_on = PageColumn(_("Due"), lambda record: day(record.due_on))
    answer = django_tables2.Column(_("Answer"), default="")
    asked_at = exported(_("Asked"))
    answered_at = exported(_("Answered"))
    version = exported(_("Version"))
    updated_at = exported(_("Updated"))
    demonstration = exported(_("Demonstration data"))

    row_heading = "title"
