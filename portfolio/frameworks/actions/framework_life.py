"""The life of a cooperation framework, declared: what its statuses ask for, and what follows from them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import History, Life, Notices
from portfolio.frameworks import policies
from portfolio.frameworks.actions import framework_notices as notices
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.rules import STATUSES

FRAMEWORK_LIFE = Life(
    statuses=STATUSES,
    model=FrameworkState,
    known=lambda framework: {gate.field: getattr(framework, gate.field) for gate in STATUSES.gates},
    demonstration=lambda _framework: is_demonstration(),
    may_record=lambda user, framework, _status: policies.may_edit_framework(user, framework),
    may_correct=policies.may_correct_framework,
    history=History(
        recorded=gettext_noop("Status of a framework recorded"),
        change="Status of a cooperation framework",
        corrected="Status of a cooperation framework corrected",
    ),
    notices=Notices(
        notices.tell_of_framework, corrected=notices.STATUS_CORRECTED, recorded=notices.STATUS_RECORDED
    ),
)
