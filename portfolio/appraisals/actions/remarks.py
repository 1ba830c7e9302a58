"""Flags to teams and requests for changes, declared."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from ilo_dc.core.writing.part import Part, Words
from portfolio.appraisals import policies
from portfolio.appraisals.actions.appraisals import UnableToAppraise
from portfolio.appraisals.models.appraisal import AppraisalRemark


@dataclass(frozen=True)
class RemarkData:
    """What is asked to be changed in a section, or flagged to a team."""

    kind: str
    text: str
    section: str = ""
    team: str = ""


REMARKS = Part(
    model=AppraisalRemark,
    data=RemarkData,
    owner="appraisal",
    policy=policies.may_score,
    unable=UnableToAppraise,
    history=Words(
        added=gettext_noop("Remark added"),
        changed=gettext_noop("Remark changed"),
        removed=gettext_noop("Remark removed"),
    ),
)
