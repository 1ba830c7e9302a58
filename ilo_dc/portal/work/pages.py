"""`/work/`: what awaits the person who is signed in, composed from what each feature says; work of others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ilo_dc.core.models import Assignment, Deputy, Notification
from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import persons_of
from ilo_dc.core.saved_filters.panels import filters_of
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.reading import reading_once
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.portal.navigation.navigation import NavigationItem
from ilo_dc.portal.work import actions
from ilo_dc.portal.work.forms import AssignForm, ItemsForm
from ilo_dc.portal.work.overseeing import choices_of, overseen_now
from ilo_dc.portal.work.panels import Marks, Waiting, grouped, names_of, places_of, stand
from ilo_dc.portal.work.sources import COMING, OTHERS, YOURS, items

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django import forms

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

NOTICES = 5
ASSIGNED_LATELY = timedelta(days=30)
# Where to go when nothing awaits; the first that one may open is the way on.
NEXT = (
    NavigationItem("import-new", gettext_lazy("Import a sheet"), policies.may_import),
    NavigationItem("core:invite", gettext_lazy("Invite a person"), policies.may_administer),
    NavigationItem("portal:gaps", gettext_lazy("See where money is missing")),
    NavigationItem("countries", gettext_lazy("Open a country")),
    NavigationItem("data", gettext_lazy("Read what each figure means")),
)


@login_required
@require_safe
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """Show what awaits the reader, what of theirs waits on others, what is coming, and what is new."""
    user: Any = request.user
    now = timezone.now()
    today = now.date()
    with reading_once():
        parts = {
            part: items(sources, user)
            for part, sources in (("yours", YOURS), ("others", OTHERS), ("coming", COMING))
        }
    keys = [item.key for found in parts.values() for item in found if item.key]
    rows = list(Assignment.objects.on_page(user, keys, since=now - ASSIGNED_LATELY))
    assigned = {row.item: row for row in rows}
    visit = actions.open_work(by=user, sees=names_of(parts, assigned))
    shown = {
        part: list(stand(found, today, Marks(part, user, assigned, visit))) for part, found in parts.items()
    }
    unread = Notification.objects.visible_to(user).unread()
    return render(
        request,
        "portal/work/work.html",
        {
            "waiting": shown["yours"],
            "groups": grouped(shown["yours"]),
            "others": shown["others"],
            "coming": shown["coming"],
            "visit": visit,
            "news": [one for part in shown.values() for one in part if one.news],
            "oversees": may_oversee(user),
            "assigned": [row for row in rows if row.assigned_by_id in persons_of(user)],
            "stood_in": [] if user.acting_for else list(stood_in_for(user, today)),
            "places": list(places_of(user)),
            "filters": list(filters_of(user)),
            "notices": unread.order_by("-pk")[:NOTICES],
            "next": [item for item in NEXT if item.policy is None or item.policy(user)],
        },
    )


def stood_in_for(user: Viewer, today: date) -> Iterable[tuple[Deputy, list[Waiting]]]:
    """Yield each naming by which `user` stands in today, with what waits for the colleague."""
    rows = Deputy.objects.in_force_on(today).filter(deputy=user.pk).select_related("principal", "deputy")
    for row in rows.order_by("ends_on", "pk"):
        row.deputy.acting_for = row.principal
        yield row, list(stand(items(YOURS, row.deputy), today))


class OfOthers(ActionPage):
    """A form about what waits for the people of the offices that one manages."""

    parameters = ("item",)

    def verdict(self, user: Viewer) -> Verdict:
        """Let in who oversees some office."""
        return may_oversee(user)

    @cached_property
    def found(self) -> Any:
        """What waits, the most urgent first, with what was assigned and whom somebody reminded."""
        return overseen_now(self.by)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what waits; where nothing does, say so on the page above."""
        return super().get(request, *args, **kwargs) if self.found.items else self.nothing_waits()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or say that nothing waits any more."""
        return super().post(request, *args, **kwargs) if self.found.items else self.nothing_waits()

    def nothing_waits(self) -> HttpResponse:
        """Lead back to one's work with the reason."""
        messages.info(self.request, _("Nothing waits for the people of your offices."))
        return HttpResponseRedirect(self.back())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what waits."""
        today = timezone.now().date()
        return {**super().get_form_kwargs(), "choices": choices_of(self.found, today)}

    def get_initial(self) -> dict[str, Any]:
        """Tick what the address names."""
        return {"items": [self.request.GET.get("item", "")]}

    def subject(self) -> str:
        """Say how much waits, and how much of it stands here."""
        text = ngettext("%(all)d item waits.", "%(all)d items wait.", self.found.count)
        if self.found.count > len(self.found.items):
            text = _("The %(shown)d most urgent of %(all)d items that wait.")
        return text % {"all": self.found.count, "shown": len(self.found.items)}

    def trail(self) -> list[tuple[str, object]]:
        """Return the page above: one's work."""
        return [(reverse("work"), _("My work"))]

    def back(self) -> str:
        """Return to one's work."""
        return reverse("work")


class AssignItems(OfOthers):
    """Assign what is ticked to a colleague."""

    form_class: type[forms.Form] = AssignForm
    heading = gettext_lazy("Assign work")
    lead = gettext_lazy("All that is ticked is assigned, or nothing. The colleague is told.")
    button = gettext_lazy("Assign")

    def act(self, answers: dict[str, Any]) -> str:
        """Assign."""
        rows = actions.assign_items(by=self.by, keys=answers["items"], assignee=answers["assignee"])
        text = ngettext(
            "%(number)d item is assigned to %(person)s.",
            "%(number)d items are assigned to %(person)s.",
            len(rows),
        )
        return text % {"number": len(rows), "person": answers["assignee"]}


class RemindOfItems(OfOthers):
    """Remind whoever waits of what is ticked."""

    form_class: type[forms.Form] = ItemsForm
    heading = gettext_lazy("Remind of work")
    lead = gettext_lazy(
        "Whom an item is assigned to is reminded of it, else all who may do it: of each item once a day."
    )
    button = gettext_lazy("Remind")

    def act(self, answers: dict[str, Any]) -> str:
        """Remind."""
        rows = actions.remind_of_items(by=self.by, keys=answers["items"])
        text = ngettext("%(number)d reminder is sent.", "%(number)d reminders are sent.", len(rows))
        return text % {"number": len(rows)}
