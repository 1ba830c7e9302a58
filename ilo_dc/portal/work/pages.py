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

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.models import Assignment, Deputy, Notification
from ilo_dc.core.people import policies
from ilo_dc.core.people.grants import persons_of
from ilo_dc.core.people.waiting import keep_waiting
from ilo_dc.core.registers.pages.register import by_field
from ilo_dc.core.saved_filters.panels import filters_of
from ilo_dc.core.work.items import MOST
from ilo_dc.core.work.policies import may_oversee
from ilo_dc.core.work.reading import reading_once
from ilo_dc.core.writing.pages.action_page import ActionPage
from ilo_dc.formats.text import whole
from ilo_dc.portal.navigation.navigation import NavigationItem
from ilo_dc.portal.work import actions
from ilo_dc.portal.work.filters import WorkFilter
from ilo_dc.portal.work.forms import AssignForm, ItemsForm
from ilo_dc.portal.work.overseeing import Overseen, choices_of, overseen_now, waiting_now
from ilo_dc.portal.work.panels import Marks, Waiting, grouped, names_of, places_of, stand
from ilo_dc.portal.work.sources import COMING, OTHERS, YOURS, items, lists_of

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
    cut = parts["yours"].cut
    keep_waiting(user, len(parts["yours"]), is_more=bool(cut))
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
            "lists": list(lists_of(cut)),
            "most": MOST,
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

    parameters = ("item", "cursor", *WorkFilter.base_fields)
    template_name = "portal/work/of_others.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Let in who oversees some office."""
        return may_oversee(user)

    @cached_property
    def found(self) -> Overseen:
        """What waits and is asked for, the most urgent first, with what was assigned and who was reminded."""
        return overseen_now(self.by, self.request.GET)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a filter that cannot be read as it was typed, with what is wrong in it, and nothing else."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnableToRead as error:
            asked = WorkFilter(request.GET, waiting_now(self.by))
            context = {
                "heading": self.heading,
                "trail": self.trail(),
                "filter": asked,
                "error": error,
                "page_problems": list(by_field(error, asked)),
            }
            return render(request, self.template_name, context, status=error.status)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what waits; where nothing does, say so on the page above."""
        return super().get(request, *args, **kwargs) if self.found.waiting.items else self.nothing_waits()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, or say that nothing waits any more."""
        return super().post(request, *args, **kwargs) if self.found.waiting.items else self.nothing_waits()

    def nothing_waits(self) -> HttpResponse:
        """Lead back to one's work with the reason."""
        messages.info(self.request, _("Nothing waits for the people of your offices."))
        return HttpResponseRedirect(self.back())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the items of the page and what was named elsewhere; all at once, if they are more."""
        found = self.found
        named = {*self.request.GET.getlist("item"), *self.request.POST.getlist("items")}
        beside = named - {item.key for item in found.items}
        shown = [*(item for item in found.waiting.items if item.key in beside), *found.items]
        more = len(found.matching) if len(found.matching) > len(found.items) else 0
        choices = choices_of(shown, found.waiting)
        return {**super().get_form_kwargs(), "choices": choices, "matching": more}

    def get_initial(self) -> dict[str, Any]:
        """Tick what the address names."""
        return {"items": [self.request.GET.get("item", "")]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filter and the neighbours of the page."""
        found = self.found
        return super().get_context_data(
            filter=found.filter,
            shown=len(found.items),
            count=len(found.matching),
            next_url=self.address(found.page.next_cursor),
            previous_url=self.address(found.page.previous_cursor),
            **kwargs,
        )

    def address(self, cursor: str) -> str:
        """Return the address of this page at another cursor; empty where there is none."""
        query = self.request.GET.copy()
        query["cursor"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    def keys(self, answers: dict[str, Any]) -> list[str]:
        """Return the keys of what is ticked, or of all that matches."""
        if answers.get("everything"):
            return [item.key for item in self.found.matching]
        keys: list[str] = answers["items"]
        return keys

    def subject(self) -> str:
        """Say how much waits, and how much of it is asked for."""
        waits, asked = len(self.found.waiting.items), len(self.found.matching)
        text = ngettext("%(all)s item waits.", "%(all)s items wait.", waits)
        if asked < waits:
            text = _("%(asked)s of %(all)s items that wait match the filter.")
        return text % {"all": whole(waits), "asked": whole(asked)}

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
        rows = actions.assign_items(by=self.by, keys=self.keys(answers), assignee=answers["assignee"])
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
        """Remind, and say of how many items nobody was."""
        done = actions.remind_of_items(by=self.by, keys=self.keys(answers))
        sent, nobody, earlier = len(done.rows), len(done.nobody), len(done.earlier)
        texts = [
            ngettext("%(number)d reminder is sent.", "%(number)d reminders are sent.", sent)
            % {"number": sent}
        ]
        if nobody:
            text = ngettext(
                "Of %(number)d item there is nobody to remind.",
                "Of %(number)d items there is nobody to remind.",
                nobody,
            )
            texts.append(text % {"number": nobody})
        if earlier:
            text = ngettext(
                "Of %(number)d item they were reminded today already.",
                "Of %(number)d items they were reminded today already.",
                earlier,
            )
            texts.append(text % {"number": earlier})
        return " ".join(texts)
