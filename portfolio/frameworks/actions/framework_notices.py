"""What field and regional officers are told of cooperation frameworks (journeys, N9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.languages import shortened
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, holders, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.vocab import Role
from portfolio.frameworks.vocab import FrameworkStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.frameworks.models.framework import CooperationFramework

OFFICERS = (Role.FIELD, Role.REGIONAL)

RECORDED = gettext_noop("A cooperation framework was recorded: %(framework)s.")
DESCRIBED = gettext_noop("A cooperation framework was described: %(framework)s.")
PUBLISHED = gettext_noop("A cooperation framework was published: %(framework)s.")
WITHDRAWN = gettext_noop("A cooperation framework is no longer published: %(framework)s.")
STATUS_CORRECTED = gettext_noop("The status of a cooperation framework was corrected: %(framework)s.")
STATUS_RECORDED: Mapping[str, str] = {
    FrameworkStatus.PREPARATION: gettext_noop("A cooperation framework is in preparation: %(framework)s."),
    FrameworkStatus.SIGNED: gettext_noop("A cooperation framework was signed: %(framework)s."),
    FrameworkStatus.RUNNING: gettext_noop("A cooperation framework is running: %(framework)s."),
    FrameworkStatus.EXTENDED: gettext_noop("A cooperation framework was extended: %(framework)s."),
    FrameworkStatus.ENDED: gettext_noop("A cooperation framework ended: %(framework)s."),
}


def tell_of_framework(by: User, framework: CooperationFramework, *, text: str) -> None:
    """Tell the officers of a framework's countries, but not `by`, what was done: once for each version."""
    countries = list(framework.countries.all())
    people = {
        person.pk: person
        for country in countries
        for person in holders(*OFFICERS, country=country.pk, region=country.region_id).exclude(pk=by.pk)
    }
    notice = Notice(
        NoticeKind.N9,
        text,
        reverse("portfolio:framework", args=[framework.slug]),
        {"framework": shortened(framework.written_name(), NAME_IN_A_NOTICE)},
        key=f"framework-changed:{framework.pk}:{framework.version}",
    )
    notify(by=by, to=people.values(), notice=notice)
