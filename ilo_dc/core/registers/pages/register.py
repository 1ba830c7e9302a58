"""The page of a register: filter, table, neighbours, exports; the same listing as the API's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.facts.moments import one_moment
from ilo_dc.core.parameters import READ_BY_THE_PAGE
from ilo_dc.core.registers.paging import COUNT_CAP, Page, capped_count
from ilo_dc.core.registers.register import Listing, Register, read_listing
from ilo_dc.core.registers.totals import rows_of_totals, totals_of
from ilo_dc.core.ui.form_problems import Problem, control_id
from ilo_dc.formats.text import colon


def by_field(error: UnableToRead, form: BaseForm) -> Iterator[Problem]:
    """Yield what is wrong with an address, each under the label of its field, where the filter has one."""
    for name, texts in error.problems.items():
        for text in map(str, texts):
            if name in form.fields:
                yield Problem(text, str(form[name].label), control_id(form[name]))
            else:
                yield Problem(f"{name}{colon()}{text}" if name else text)


class RegisterPage(View):
    """A register as a page; `api_name` is the URL name of the API list that exports it."""

    register: ClassVar[Register]
    parameters = READ_BY_THE_PAGE
    template_name: ClassVar[str] = "core/registers/register.html"
    hidden_filters: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, register: Register) -> Callable[..., HttpResponseBase]:
        """Return the view of a register that needs nothing of its own."""
        page: Any = type(cls.__name__, (cls,), {"register": register, "__module__": cls.__module__})
        view: Callable[..., HttpResponseBase] = page.as_view()
        return view

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the rows that the address asks for; an unreadable filter keeps the form and says so."""
        with one_moment() if self.register.measures else nullcontext():
            return self.answered(request)

    def answered(self, request: HttpRequest) -> HttpResponse:
        """Return the page, or the form with what is wrong in it."""
        try:
            listing = read_listing(self.register, request.GET, user=request.user, on_page=True)
            page = listing.table_page()
        except UnableToRead as error:
            return self.refused(request, error)
        if keys := listing.filterset.keys_for_names():
            query = request.GET.copy()
            for name, key in keys.items():
                query[name] = key
            return redirect(f"{request.path}?{query.urlencode()}")
        return render(request, self.template_name, self.context(listing, page))

    def refused(self, request: HttpRequest, error: UnableToRead) -> HttpResponse:
        """Show the filter as typed with what is wrong, and no rows."""
        filterset = self.register.filterset(request.GET, queryset=self.register.rows(request.user).none())
        lead = self.register.lead
        context = {
            "register": self.register,
            "lead": lead,
            "filter": filterset,
            "error": error,
            "page_problems": list(by_field(error, filterset.form)),
        }
        return render(request, self.template_name, context, status=error.status)

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows."""
        count = capped_count(listing.rows)
        table = self.register.table(page.rows)
        totals = totals_of(listing, self.request.user) if 0 < count <= COUNT_CAP else None
        table.totals = rows_of_totals(totals, page.rows) if totals else None
        return {
            "register": self.register,
            "lead": self.register.lead,
            "filter": listing.filterset,
            "table": table,
            "ordering": listing.ordering,
            "moment": listing.moment,
            "shown": len(page.rows),
            "count": min(count, COUNT_CAP),
            "count_is_capped": count > COUNT_CAP,
            "next_url": self.address(page.next_cursor),
            "previous_url": self.address(page.previous_cursor),
            "downloads": self.downloads(listing),
        }

    def address(self, cursor: str) -> str:
        """Return the address of this page at another cursor; empty where there is none."""
        if not cursor:
            return ""
        query = self.request.GET.copy()
        query["cursor"] = cursor
        return f"?{query.urlencode()}"

    def downloads(self, listing: Listing) -> list[tuple[str, str]]:
        """Return (format, address) of the exports of exactly these filtered rows."""
        query = listing.parameters.copy()
        for name in ("cursor", "limit"):
            query.pop(name, None)
        if self.register.page_ordering:
            query["ordering"] = listing.ordering
        if listing.adds_shared:
            query["shared"] = listing.parameters.get("shared") or "true"
        path = reverse(f"api:{self.register.code}-list")
        addresses = []
        for extension in ("csv", "xlsx", "json"):
            query["format"] = extension
            addresses.append((extension.upper(), f"{path}?{query.urlencode()}"))
        return addresses
