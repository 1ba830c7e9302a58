"""A country without a programme, from the first outcome to the figures; what was known before stays."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from ilo_dc.core.facts.moments import settled_moment
from ilo_dc.core.measures import Question, figures
from portfolio.models import CountryProgrammeOutcome, OutcomeUpdate, ProgrammeOutcome
from reporting.catalogue.catalogue import MEASURES
from tests.people import signed_in
from tests.portfolio.alignments.test_doors import form_of
from tests.portfolio.outcomes.test_doors import codes, typed
from tests.recipes import alignments as cast
from tests.recipes import outcomes, updates

MATRIX = "/countries/ZWE/alignment/"
SPLITS = ("country", "region", "programme")


def counted(moment: Any) -> list[Any]:
    """Return every figure as of a moment: as a whole, and split by country, region and programme."""
    questions = [
        (measure, Question(by=split, as_of=moment))
        for measure in MEASURES.values()
        for split in ((), *((one.code,) for one in measure.dimensions if one.code in SPLITS))
        if measure.is_public(split)
    ]
    return [figures(measure, user=AnonymousUser(), question=asked) for measure, asked in questions]


def test_all_its_work_is_done_in_the_browser_and_no_figure_of_before_changes(people, countries):
    field_officer, regional_officer = people["field_officer"], people["regional_officer"]
    first = cast.results_of(cast.un_framework("ZWE"))[0]
    planned = updates.outcome_of(field_officer, regional_officer, countries["NAM"])
    updates.accepted(field_officer, regional_officer, planned)
    before = settled_moment()
    kept = counted(before)
    assert any(answer.total.count for answer in kept)

    field, region, coordinator, manager, stranger = (Client() for _ in range(5))
    for client, who in (
        (field, "field_officer"),
        (region, "regional_officer"),
        (coordinator, "coordinator"),
        (manager, "manager"),
    ):
        signed_in(people[who], client)
    made = typed(field, "/cpos/new/?country=ZWE", code="ZWE501", title="More decent work", language="en")
    cpo = CountryProgrammeOutcome.objects.get(code="ZWE501")
    assert made["Location"] == f"/cpos/{cpo.pk}/"
    product = outcomes.product(501, title="Guide on young people’s work")
    named = typed(coordinator, f"/global-products/{product.pk}/edit/", countries=["ZWE"])
    assert named.status_code == 302, named.content
    works = ((field, f"/cpos/{cpo.pk}/", region), (coordinator, f"/global-products/{product.pk}/", manager))
    for writer, page, reviewer in works:
        assert typed(writer, f"{page}place/", category="target").status_code == 302
        place = ProgrammeOutcome.objects.latest("pk")
        new = f"/dwcps/outcomes/{place.pk}/indicators/new/"
        assert typed(writer, new, text="People in decent work", unit="people").status_code == 302
        indicator = place.indicators.get()
        values = {"progress": "on_track", "narrative": "More people work.", f"value_{indicator.pk}": "40"}
        form = f"/dwcps/outcomes/{place.pk}/updates/2026-H1/"
        assert typed(writer, form, **values, do="submit").status_code == 302
        review = f"/dwcps/updates/{OutcomeUpdate.objects.latest('pk').pk}/review/"
        assert typed(reviewer, review, do="accept").status_code == 302
    place = ProgrammeOutcome.objects.get(cpo=cpo)
    page = field.get(MATRIX).content.decode()
    cells = {**form_of(page), f"o{place.pk}-r{first.pk}-extent": "full"}
    assert field.post(MATRIX, cells).status_code == 302
    assert typed(region, f"/cpos/{cpo.pk}/publish/").status_code == 302

    assert counted(before) == kept
    today = timezone.now().date()
    for measure, asked in (("outcome_updates", {}), ("alignments", {}), ("alignments", {"on": today})):
        question = Question(by=("country",), where={"country": ("ZWE",)}, **asked)
        answer = figures(MEASURES[measure], user=AnonymousUser(), question=question)
        assert [(line.keys["country"], line.count) for line in answer.lines] == [("ZWE", 1)], measure
    country = stranger.get("/countries/ZWE/").content.decode()
    for words in ("More decent work", "Guide on young people’s work", f'href="{MATRIX}"'):
        assert words in country, words
    assert codes(stranger, "/api/v1/outcome-updates/", country="ZWE") == ["ZWE501"]
    found = stranger.get("/search/", {"search": "more people work"}).content.decode()
    assert "ZWE501" in found
    assert "GLO501" in found
