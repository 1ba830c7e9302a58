"""The places of a country programme outcome, and a country's outcomes that no programme plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.panels import products_of
from portfolio.outcomes.policies import may_write_in
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.tables import light, page_of_place

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.models import Country
    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.panels import ProductsPanel

LINES_SHOWN = 20


@dataclass(frozen=True)
class PlaceLine:
    """One place: what it is called there, its rating, and where its reports are."""

    place: ProgrammeOutcome
    name: str
    url: str
    light: str
    updates_url: str


def places_of(user: Viewer, outcome: CountryProgrammeOutcome) -> list[PlaceLine]:
    """Return the places of an outcome that `user` sees, the latest programme first."""
    rows = ProgrammeOutcome.objects.visible_to(user).filter(cpo=outcome).for_list()
    return [_line(place) for place in rows.order_by(F("programme__starts_on").desc(nulls_last=True), "-pk")]


def _line(place: ProgrammeOutcome) -> PlaceLine:
    return PlaceLine(
        place=place,
        name=place.programme.title if place.programme else _("Without a programme"),
        url=page_of_place(place),
        light=light(place.progress),
        updates_url=reverse("portfolio:outcome-updates", args=[place.pk]),
    )


def changes_of_places(user: Viewer, **named: Any) -> dict[str, Q]:
    """Return of the places that are `named` and `user` sees the conditions on what people changed of them.

    By noun, as `history_of` of the outcome or the product takes them. What was removed, or named otherwise
    since, stays in it.
    """
    in_sight = Q(programme__isnull=True) | Q(programme__in=CountryProgramme.objects.visible_to(user))
    seen = ProgrammeOutcome.objects.visible_to(user)
    places = seen.filter(**named)
    # A place has the code of what it is a place of: its versions name that alone.
    [subject] = named.values()
    codes = _versions_of(subject).filter(pgh_obj=subject.pk).order_by().values("code")
    once = _versions_of(ProgrammeOutcome).filter(code__in=codes).order_by().values("pgh_obj_id")
    ever = seen.filter(Q(**named) | Q(pk__in=once))
    removed = removed_places(code__in=codes).filter(in_sight)
    by_people = Q(pgh_context__metadata__user__gt=0)
    about = {
        "portfolio.programmeoutcome": _among("pgh_obj_id", ever, removed),
        **planned_of(places, removed),
    }
    return {noun: condition & by_people for noun, condition in about.items()}


def removed_places(**named: Any) -> QuerySet[Any]:
    """Return the last versions of the places that were removed and were `named` then."""
    versions: QuerySet[Any] = _versions_of(ProgrammeOutcome)
    return versions.filter(pgh_label="delete", **named)


def planned_of(places: QuerySet[Any], removed: QuerySet[Any]) -> dict[str, Q]:
    """Return the conditions on the history of what is, or was, planned in places and in `removed` ones.

    That is their links, indicators and milestones.
    """
    in_place = _among("outcome_id", places, removed)
    indicators = _versions_of(OutcomeIndicator).filter(in_place).order_by().values("pgh_obj_id")
    of_place = ("budgetlink", "targetlink", "frameworklink", "outcomeindicator")
    return {
        **{f"portfolio.{noun}": in_place for noun in of_place},
        "portfolio.milestone": Q(indicator_id__in=indicators),
    }


def _versions_of(model: Any) -> Any:
    return model.pgh_event_model.objects.all()


def _among(name: str, places: QuerySet[Any], removed: QuerySet[Any]) -> Q:
    """Return the condition that the column `name` leads to one of the places."""
    kept, gone = places.order_by().values("pk"), removed.order_by().values("pgh_obj_id")
    return Q(**{f"{name}__in": kept}) | Q(**{f"{name}__in": gone})


def products_reported_on(user: Viewer, country: Country) -> ProductsPanel | None:
    """Return the global products that name a country, each with its light; None: there is none."""
    panel = products_of(user, country)
    if panel is None:
        return None
    places = ProgrammeOutcome.objects.visible_to(user).filter(product__in=panel.products)
    progress = dict(places.values_list("product", "progress"))
    product: Any
    for product in panel.products:
        product.light = light(progress[product.pk]) if product.pk in progress else ""
    return panel


@dataclass(frozen=True)
class OutcomesPanel:
    """The outcomes of a country that no programme plans, as far as the reader sees them."""

    outcomes: list[CountryProgrammeOutcome]
    may_add: bool
    url: str
    add_url: str
    offline_url: str
    template: str = "portfolio/programmes/panels/outcomes_of_country.html"


def outcomes_without_programme(user: Viewer, country: Country) -> OutcomesPanel | None:
    """Return the country's outcomes that no programme plans; None: there is none, and none is to be added."""
    planned = ProgrammeOutcome.objects.in_programmes().filter(cpo=OuterRef("pk"))
    rows = CountryProgrammeOutcome.objects.visible_to(user).filter(~Exists(planned), country=country)
    outcomes = list(rows.order_by("code", "pk")[:LINES_SHOWN])
    may_add = bool(may_write_in(user, country=country, region=None))
    if not outcomes and not may_add:
        return None
    return OutcomesPanel(
        outcomes,
        may_add,
        url=f"{reverse('portfolio:cpos')}?country={country.pk}",
        add_url=f"{reverse('portfolio:cpo-new')}?country={country.pk}",
        offline_url=reverse("portfolio:country-sheet", args=[country.pk]),
    )
