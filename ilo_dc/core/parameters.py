"""What the address of a page may carry: each page says it; what it does not know is refused, as by lists."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead

View = TypeVar("View", bound=Callable[..., Any])
Respond = Callable[[HttpRequest], HttpResponse]

# A page that reads its address by rules of its own (a list, a figure) refuses what it does not know itself.
READ_BY_THE_PAGE = None
FORMER_NAMES = {"q": "search"}  # in addresses that people keep
OURS = {"ilo_dc", "portfolio", "funding", "reporting", "constituents"}


def takes(*names: str) -> Callable[[View], View]:
    """Say which parameters a page takes; a page made of a class says it in `parameters`."""

    def named(view: View) -> View:
        view.parameters = names  # type: ignore[attr-defined]
        return view

    return named


def reads_its_address(view: View) -> View:
    """Say that a page refuses itself what its address should not carry."""
    view.parameters = READ_BY_THE_PAGE  # type: ignore[attr-defined]
    return view


def keeps_its_form(view: View) -> View:
    """Show a page whose address holds what cannot be read as it is without that, and say so above it (400).

    So its form is there to choose anew. A file is refused as ever.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = view(request, *args, **kwargs)
        except UnableToRead as error:
            unread = [name for name in error.problems if name in request.GET]
            if not unread or "format" in request.GET:
                raise
            query = request.GET.copy()
            for name in unread:
                del query[name]
            request.GET = query  # type: ignore[assignment]
            request.unread = error  # type: ignore[attr-defined]
            answer = view(request, *args, **kwargs)
            answer.status_code = error.status
        return answer

    return cast("View", shown)


def refuse_unknown(given: Any, known: Any) -> None:
    """Refuse parameters that are not known.

    Raises:
        UnableToRead: by parameter.
    """
    unknown = {name[:40]: [_("Unknown parameter.")] for name in given if name not in known}
    if unknown:
        raise UnableToRead(_("Unknown parameters: %(names)s.") % {"names": ", ".join(unknown)}, unknown)


def refuse_repeated(query: QueryDict, *, several: Container[str] = ()) -> None:
    """Refuse a parameter that is given more than once, but for those that take `several` values.

    Raises:
        UnableToRead: by parameter.
    """
    repeated = {
        name[:40]: [_("Given twice: write it once.")]
        for name, values in query.lists()
        if name not in several and sum(value != "" for value in values) > 1
    }
    if repeated:
        raise UnableToRead(_("Given twice: %(names)s.") % {"names": ", ".join(repeated)}, repeated)


def joined(query: QueryDict, *, several: Container[str]) -> QueryDict:
    """Return the address with each parameter once: repeated values of one that takes `several`, by commas.

    Raises:
        UnableToRead: one that takes a single value is given more than once.
    """
    refuse_repeated(query, several=several)
    if all(len(values) == 1 for _name, values in query.lists()):
        return query
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        kept[name] = ",".join(dict.fromkeys(value for value in values if value != ""))
    return kept


def without_blanks(query: QueryDict) -> QueryDict:
    """Return the address without the fields that a form left empty, each by its name of today."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        name_now = FORMER_NAMES.get(name, name)
        if written := [value for value in values if value != ""]:
            kept.setlist(name if name_now in query else name_now, written)
    return kept


def _refuse_what_is_no_text(query: QueryDict) -> None:
    message = _("This holds a character that no text can hold.")
    broken = {name: [message] for name, values in query.lists() if "\0" in "".join(values)}
    if broken:
        raise UnableToRead(message, broken)


class ParametersMiddleware:
    """Refuses a page's address that carries what the page does not take; none, unless the page says so.

    One with fields that a form left empty, or with a former name, leads to the address without.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _arguments: Any, _named: Any
    ) -> HttpResponse | None:
        """Lead to the plain address, or answer 400 for what the page does not take."""
        is_page = view.__module__.partition(".")[0] in OURS and not request.path_info.startswith("/api/")
        known = getattr(getattr(view, "view_class", view), "parameters", ())
        if not is_page or request.method not in {"GET", "HEAD"}:
            return None
        plain = without_blanks(request.GET)
        if plain != request.GET:
            query = plain.urlencode()
            return redirect(f"{request.path}?{query}" if query else request.path)
        try:
            _refuse_what_is_no_text(request.GET)
            if known is READ_BY_THE_PAGE:
                return None
            refuse_unknown(request.GET, known)
            refuse_repeated(request.GET)
        except UnableToRead as error:
            return render(request, "core/problems/unable.html", {"error": error}, status=error.status)
        return None
