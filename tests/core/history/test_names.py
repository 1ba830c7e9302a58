"""Every history says rows, choices and people in words: no key, no bookkeeping."""

from __future__ import annotations

import inspect
import re
from typing import Any

from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.days import DAY, DayAfterField
from ilo_dc.core.history.events import BOOKKEEPING, events_before, events_of, tracked
from ilo_dc.core.languages import foreign_language
from ilo_dc.core.models import User
from portfolio.models import CountryProgramme, OutcomeUpdate, ProgrammeOutcome
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.scenario import Scenario

MADE_OF_KEYS = re.compile(r"self\.(\w+_id|pk|id)\b")


def in_histories() -> set[type[models.Model]]:
    """Return the models whose rows a history names: those tracked, and those that they lead to."""
    found: set[type[models.Model]] = set()
    for events in tracked().values():
        model: Any = events.pgh_tracked_model  # type: ignore[attr-defined]
        found |= {model, *(field.related_model for field in model._meta.fields if field.related_model)}
    return found


def test_each_row_of_a_history_has_a_name_of_words() -> None:
    assert len(in_histories()) > 30
    wordless = {
        model._meta.label
        for model in in_histories()
        if not hasattr(model, "NAMED_BY") and MADE_OF_KEYS.search(inspect.getsource(model.__str__))
    }
    assert wordless == set()


def test_what_names_a_row_is_declared_on_it() -> None:
    for model in in_histories():
        fields = {field.name for field in model._meta.get_fields()}
        for path in getattr(model, "NAMED_BY", ()):
            assert path in fields or hasattr(model, path.partition(".")[0]), (model, path)


def test_every_history_of_a_lived_portal_is_in_words(lived: Scenario) -> None:
    events = events_before(None, limit=1000)
    assert len({event.noun for event in events}) > 15
    for event in events:
        assert not re.fullmatch(r"[\d\s·]*", event.name), (event.noun, event.name)
        keys = {
            one.attname: one
            for one in tracked()[event.noun]._meta.fields
            if isinstance(one, models.ForeignKey) and one.related_model is not None
        }
        for difference in event.differences:
            assert difference.column not in BOOKKEEPING
            if difference.column in keys:
                for value in (difference.before, difference.after):
                    assert value is None or not re.fullmatch(r"\d+", str(value)), (event.noun, difference)


def test_every_last_day_in_a_history_is_the_last_one_and_not_the_day_after(lived: Scenario) -> None:
    walked = set()
    for noun, events in tracked().items():
        model: Any = events.pgh_tracked_model  # type: ignore[attr-defined]
        for field in model._meta.fields:
            if not isinstance(field, DayAfterField):
                continue
            stored = dict(events._default_manager.values_list("pgh_id", field.attname))
            for event in events_before(None, limit=1000, noun=noun):
                day = stored[event.position[2]]
                for one in event.differences:
                    if one.column == field.attname and day is not None:
                        assert one.after == day - DAY, (noun, field.name)
                        walked.add((noun, field.name))
    assert len(walked) >= 4


def test_an_outcome_is_called_by_its_code_and_a_status_by_its_label(lived: Scenario) -> None:
    update = OutcomeUpdate.objects.select_related("outcome").first()
    assert update is not None
    noun = OutcomeUpdate._meta.label_lower
    events = events_before(None, limit=200, noun=noun)
    [first] = [one for one in events if one.subject == str(update.pk) and one.verb == "insert"]
    assert first.name == f"{update.outcome} · {update.period.code}"
    said = {difference.column: difference.after for difference in first.differences}
    assert said["outcome_id"] == str(update.outcome)
    assert said["state"] == "Draft"


def test_the_page_of_the_history_names_what_was_changed(lived: Scenario) -> None:
    page = signed_in(lived.everybody[table.AUDITOR], Client()).get("/admin-area/history/").content.decode()
    assert "<bdi>" in page
    assert "version:" not in page.lower()


def test_texts_of_a_history_say_their_language(lived: Scenario) -> None:
    CountryProgramme.objects.update(language="fr")
    noun = OutcomeUpdate._meta.label_lower
    update = OutcomeUpdate.objects.select_related("outcome").first()
    assert update is not None
    update.outcome.title = "Un titre"
    update.outcome.save()
    nouns = (noun, "portfolio.programmeoutcome", "portfolio.outcomeindicator", "portfolio.reportedvalue")
    events = [event for one in nouns for event in events_before(None, limit=200, noun=one)]
    names = {event.noun: event.name for event in events}
    assert set(names) == set(nouns)
    assert {name: foreign_language(name) for name in names.values()} == dict.fromkeys(names.values(), "fr")
    titles = [one for event in events for one in event.differences if one.field == "title"]
    assert [one.after.language for one in titles] == ["fr"] * len(titles)
    assert [one.before.language for one in titles if one.after == "Un titre"] == ["fr"]
    leads = [one for event in events for one in event.differences if one.column == "outcome_id"]
    assert leads
    assert {foreign_language(one.after) for one in leads} == {"fr"}


def test_a_history_takes_as_many_statements_for_many_rows_as_for_few(lived: Scenario) -> None:
    noun, taken = ProgrammeOutcome._meta.label_lower, []
    for title in ("one", "two", "three", "four"):
        for outcome in ProgrammeOutcome.objects.all():
            outcome.title = f"{outcome.title} {title}"
            outcome.save()
        with CaptureQueriesContext(connection) as captured:
            events = events_before(None, limit=1000, noun=noun)
        taken.append((len(events), len(captured)))
    assert len({events for events, _statements in taken}) == 4
    assert len({statements for _events, statements in taken}) == 1, taken


def test_a_public_history_names_nobody(lived: Scenario) -> None:
    update = OutcomeUpdate.objects.filter(submitted_by__isnull=False).first()
    assert update is not None
    people = set(map(str, User.objects.all()))
    said = {str(one.after) for event in events_of(update, limit=50) for one in event.differences}
    assert said
    assert not said & people
