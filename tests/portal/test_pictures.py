"""The chart of a page as a picture: of the reader's language, for who sees the page, drawn once."""

from __future__ import annotations

import re
from html import unescape
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import override

from ilo_dc.core.charts import Series, stacked_columns
from ilo_dc.core.charts.render import SIGNATURE
from ilo_dc.formats.text import long_date
from portfolio.models import CountryProgramme, OutcomeUpdate
from tests.people import play, signed_in

pytestmark = pytest.mark.usefixtures("published")

DRAWN = {
    "/": "revenue-by-type.png",
    "/partners/germany/": "contributions-germany.png",
    "/countries/CIV/": "outcome-updates-CIV.png",
    "/dwcps/updates/?country=CIV": "outcome-updates.png",
}


def link_of(client, page: str) -> str:
    """Return the address under PNG beside the chart of a page."""
    found = re.search(r'<a href="([^"]+)" download>PNG</a>', client.get(page).content.decode())
    assert found, page
    return unescape(found[1])


@pytest.mark.parametrize(("page", "name"), DRAWN.items())
def test_each_page_with_a_chart_offers_it_as_a_picture(client, page, name):
    answer = client.get(link_of(client, page))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(SIGNATURE)
    size = [int.from_bytes(answer.content[place : place + 4]) for place in (16, 20)]
    assert min(size) > 500
    assert len(answer.content) < 150_000
    chunks = [place for place in (b"IHDR", b"IDAT", b"IEND") if answer.content.count(place) == 1]
    assert len(chunks) == 3


def test_a_picture_is_of_the_language_and_the_moment_of_its_page(client):
    today = timezone.now().date()
    asked = {"en": f"?format=png&as_of={today}", "fr": "?format=png"}
    with mock.patch("ilo_dc.core.charts.charts.pictured", return_value=SIGNATURE) as drawn:
        for language, query in asked.items():
            answer = client.get(f"/partners/germany/{query}", headers={"accept-language": language})
            assert answer.content == SIGNATURE
    english, french = (call.kwargs for call in drawn.call_args_list)
    assert "Contributions rose by" in english["title"]
    assert "Les contributions ont augmenté de" in french["title"]
    for language, picture in (("en", english), ("fr", french)):
        with override(language):
            assert picture["notes"][2].endswith(f" {long_date(today)}.")
    past = client.get("/partners/germany/?format=png&as_of=2001-01-01")
    assert past.status_code == 400


def test_a_picture_is_drawn_once(client):
    address = link_of(client, "/partners/germany/")
    first = client.get(address).content
    with mock.patch("vl_convert.vegalite_to_png", side_effect=AssertionError("drawn again")):
        assert client.get(address).content == first


@pytest.mark.parametrize("page", DRAWN)
def test_a_picture_asks_no_more_of_the_database_than_its_page(client, page, django_assert_max_num_queries):
    client.get(link_of(client, page))
    with django_assert_max_num_queries(25) as counted:
        client.get(page)
    of_page = len(counted.captured_queries)
    address = link_of(client, page)
    with django_assert_max_num_queries(of_page):
        client.get(address)


def test_who_may_not_see_the_page_gets_no_picture(client):
    """The picture of a hidden programme is as one of none; that of a programme that is seen is drawn."""
    seen = CountryProgramme.objects.visible_to(AnonymousUser())
    hidden = CountryProgramme.objects.exclude(pk__in=seen.values("pk")).order_by("pk").first()
    assert hidden is not None
    accepted = OutcomeUpdate.objects.filter(state="accepted", outcome__programme__in=seen.values("pk"))
    drawn = (
        CountryProgramme.objects.filter(outcomes__updates__in=accepted)
        .annotate(periods=Count("outcomes__updates__starts_on", distinct=True))
        .filter(periods__gt=1)
        .order_by("pk")[0]
    )
    refused = set()
    for slug, status in ((drawn.slug, 200), (hidden.slug, 400), ("not-there", 400)):
        answer = client.get(f"/dwcps/updates/?programme={slug}&format=png")
        assert answer.status_code == status
        if status == 200:
            assert answer["Content-Type"] == "image/png"
            continue
        assert answer["Content-Type"].startswith("text/html")
        said = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
        assert said
        refused.add(re.sub(r"<script.*?</script>", "", said[0]).replace(slug, "…"))
    assert len(refused) == 1
    assert "is not among the choices" in refused.pop()
    officer = signed_in(play("pardev_officer"))
    assert officer.get(f"/dwcps/updates/?programme={hidden.slug}").status_code == 200
    missing = client.get("/partners/nobody/?format=png")
    assert (missing.status_code, missing["Content-Type"].partition(";")[0]) == (404, "text/html")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/?format=gif", "Formats of this page: png."),
        ("/partners/germany/?format=csv", "Formats of this page: png."),
        ("/countries/ABW/?format=png", "There is no chart on this page."),
    ],
)
def test_no_other_format_is_answered_and_no_picture_of_nothing(client, address, words):
    answer = client.get(address)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_a_picture_names_what_its_columns_do_not():
    """A series that the last year lacks has no label at its end: the picture has a legend as the page has."""
    series = [Series("assessed", "Assessed"), Series("other", "Other revenue")]
    values = {("2023", "assessed"): 5_000_000, ("2023", "other"): 2_000_000, ("2024", "assessed"): 6_000_000}
    chart = stacked_columns(years=["2023", "2024"], series=series, values=values, label="Revenue")
    with mock.patch("vl_convert.vegalite_to_png", return_value=SIGNATURE) as converted:
        assert chart.picture("Revenue <rose>", ["Per year", "Demonstration data"]) == SIGNATURE
    drawing = converted.call_args.args[0]
    assert drawing["title"]["text"] == ["Revenue <rose>"]
    assert drawing["title"]["subtitle"] == ["Per year", "Demonstration data"]
    assert drawing["background"] == "#FFFFFF"
    assert "Other revenue" in str(drawing["layer"][0]["encoding"]["fill"]["legend"])
