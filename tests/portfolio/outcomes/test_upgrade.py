"""Country programme outcomes come above the outcomes of programmes that there are: no figure changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection

from ilo_dc.core.facts.moments import settled_moment
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.measures import Question, figures
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.models import AlignmentPair, CountryProgramme, CountryProgrammeOutcome, ProgrammeOutcome
from portfolio.updates.measures import OUTCOME_UPDATES
from tests.database import cloned, connected_to

BEFORE = "0018_publication_is_a_dated_fact"
AFTER = "0030_places_of_global_products"  # later ones record changes of their own
PLACE = "portfolio_programmeoutcome"
OF_A_PLACE = (
    "id, version, updated_at, demonstration, programme_id, priority_id, "
    "code, title, category, progress, office_id"
)
OF_A_PAIR = "id, programme_id, priority_id, outcome_id, result_id"
SPLITS = [
    (OUTCOME_UPDATES, [("country",), ("region", "progress"), ("programme", "reporting_period")]),
    (ALIGNMENTS, [("country",), ("region",), ("programme",)]),
]


@pytest.fixture
def before(published_database: str, django_db_blocker: Any) -> Iterator[None]:
    """Use a copy of the demonstration portfolio as its tables were before."""
    with django_db_blocker.unblock(), cloned(published_database) as name, connected_to(name):
        yield


def rows(statement: str) -> list[tuple[Any, ...]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def counted(now: datetime) -> list[Any]:
    """Return every figure that outcomes enter into, split each way, as of the past and of now."""
    moments = [datetime(2018, 6, 30, tzinfo=UTC), datetime(2022, 9, 15, 23, 59, 59, tzinfo=UTC), now]
    found = []
    for measure, splits in SPLITS:
        for moment in moments:
            for split in splits:
                question = Question(by=split, as_of=moment)
                found.append((measure.code, figures(measure, user=AnonymousUser(), question=question)))
    return found


@pytest.mark.race  # it migrates back and forth for minutes
def test_every_place_keeps_its_number_version_history_and_figures(before):
    now = settled_moment()
    figures_before = counted(now)
    call_command("migrate", "portfolio", BEFORE, verbosity=0)
    twice = rows(
        f"SELECT max(place.id), min(place.id) FROM {PLACE} place JOIN portfolio_countryprogramme p"
        " ON p.id = place.programme_id WHERE p.country_id IS NOT NULL"
        " GROUP BY p.country_id HAVING count(DISTINCT p.id) > 1 ORDER BY 1 LIMIT 1"
    )
    [(later, earlier)] = twice
    rows(f"UPDATE {PLACE} SET code = (SELECT code FROM {PLACE} WHERE id = {earlier}) WHERE id = {later}")
    kept = {
        "places": rows(f"SELECT {OF_A_PLACE} FROM {PLACE} ORDER BY id"),
        "history": rows(f"SELECT * FROM {PLACE}event ORDER BY pgh_id"),
        "changes": rows("SELECT max(id) FROM core_change"),
        "pairs": rows(f"SELECT {OF_A_PAIR} FROM portfolio_alignmentpair ORDER BY id"),
    }
    assert len(kept["pairs"]) > 300
    assert len(kept["places"]) > 300
    call_command("migrate", "portfolio", AFTER, verbosity=0)
    assert kept == {
        "places": rows(f"SELECT {OF_A_PLACE} FROM {PLACE} ORDER BY id"),
        "history": rows(f"SELECT * FROM {PLACE}event ORDER BY pgh_id"),
        "changes": rows("SELECT max(id) FROM core_change"),
        "pairs": rows(f"SELECT {OF_A_PAIR} FROM portfolio_alignmentpair ORDER BY id"),
    }
    call_command("migrate", "portfolio", verbosity=0)
    assert counted(now) == figures_before
    for pair in AlignmentPair.objects.select_related("programme"):
        assert pair.country_id == pair.programme.country_id
    places = ProgrammeOutcome.objects.select_related("cpo", "programme")
    for place in places:
        assert (place.cpo.code, place.cpo.country_id, place.cpo.region_id) == (
            place.code,
            place.programme.country_id,
            place.programme.region_id,
        )
        assert place.cpo.demonstration
        assert not place.cpo.published
    assert CountryProgrammeOutcome.objects.count() == len(places) - 1
    shared = CountryProgrammeOutcome.objects.get(pk=ProgrammeOutcome.objects.get(pk=later).cpo_id)
    pair = ProgrammeOutcome.objects.filter(pk__in=(later, earlier))
    assert set(pair.values_list("cpo", flat=True)) == {shared.pk}
    latest = CountryProgramme.objects.filter(outcomes__in=pair).latest("starts_on")
    title = pair.get(programme=latest).title
    assert (shared.title, shared.language) == (title, latest.language)
    events: Any = CountryProgrammeOutcome.pgh_event_model.objects  # type: ignore[attr-defined]
    assert events.count() == CountryProgrammeOutcome.objects.count()
