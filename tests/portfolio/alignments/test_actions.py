"""Alignment with UN frameworks: dated facts, one recording, no cell overwritten unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from ilo_dc.core.errors import Refused
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import Change
from portfolio.alignments import rules
from portfolio.alignments.actions import AlignmentConflict, Cell, UnableToSetAlignment, name_of, set_alignment
from portfolio.alignments.exports import frameworks_of, matrix_of
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.models import Alignment, AlignmentPair, CountryProgramme
from portfolio.programmes.actions.programme_outcomes import remove_outcome
from portfolio.programmes.actions.programme_parts import UnableToChangePlan
from portfolio.programmes.actions.programmes import create_programme
from tests.recipes import alignments as cast
from tests.recipes import programmes as plans

TODAY = timezone.now().date()


@pytest.fixture
def framework(countries):
    """The UN framework of Zimbabwe, with three outcomes."""
    return cast.un_framework("ZWE")


@pytest.fixture
def programme(field_officer, countries, framework) -> CountryProgramme:
    """A draft of Zimbabwe with one priority and one outcome."""
    return plans.draft(field_officer, countries["ZWE"])


def of_priority(programme, number=1, **values) -> Cell:
    results = cast.results_of(cast.CooperationFramework.objects.get(slug="zwe"))
    return Cell(result=results[number - 1], priority=programme.priorities.get(), **values)


def of_outcome(programme, number=1, **values) -> Cell:
    return replace(of_priority(programme, number, **values), priority=None, outcome=programme.outcomes.get())


def alone(programme, number=1, **values) -> Cell:
    return replace(of_priority(programme, number, **values), priority=None)


def values_now() -> list[tuple[str, str, str]]:
    return [fact.field_values for fact in Alignment.objects.current().order_by("pair_id")]


# --- Rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "has_side", "wrong"),
    [
        (("full", "outcome", "lead"), True, set()),
        (("partial", "", ""), True, set()),
        (("none", "", "none"), True, set()),
        (("supported", "output", "none"), True, set()),
        (("supported", "output", ""), False, set()),
        (("un_only", "", ""), False, set()),
        (("", "", ""), True, set()),
        (("un_only", "", ""), True, {"extent"}),
        (("full", "", ""), False, {"extent"}),
        (("none", "output", "lead"), True, {"level", "role"}),
        (("supported", "", "shared"), True, {"role"}),
        (("", "outcome", ""), True, {"level"}),
        (("half", "roof", "king"), True, {"extent", "level", "role"}),
    ],
)
def test_words_of_a_cell_go_together(values, has_side, wrong):
    assert set(rules.problems(*values, has_side=has_side)) == wrong


def test_the_nearest_framework_has_results_and_overlaps():
    bare = rules.Candidate(1, is_own=True, has_results=False)
    shared = rules.Candidate(2, is_own=False, has_results=True)
    old = rules.Candidate(
        3, is_own=True, has_results=True, starts_on=date(2016, 1, 1), ends_on=date(2021, 1, 1)
    )
    new = rules.Candidate(
        4, is_own=False, has_results=True, starts_on=date(2022, 1, 1), ends_on=date(2027, 1, 1)
    )
    period = {"starts_on": date(2024, 1, 1), "ends_on": date(2029, 1, 1)}
    assert rules.nearest([bare, shared, old, new], **period) == [4, 3, 2, 1]
    assert rules.nearest([bare, shared], starts_on=None, ends_on=None) == [2, 1]


# --- Setting cells ------------------------------------------------------------------------------------


def test_many_cells_are_set_in_one_recording(field_officer, programme):
    before = Change.objects.count()
    pairs = set_alignment(
        by=field_officer,
        programme=programme,
        cells=[
            of_priority(programme, extent="full", level="outcome", role="lead"),
            of_priority(programme, 2),
            of_outcome(programme, 2, extent="partial"),
            alone(programme, 3, extent="un_only"),
        ],
    )
    assert len(pairs) == 3
    assert Change.objects.count() == before + 1
    assert values_now() == [("full", "outcome", "lead"), ("partial", "", ""), ("un_only", "", "")]
    fact = Alignment.objects.current().first()
    assert (fact.effective_on, fact.demonstration, fact.backdated) == (TODAY, True, False)


def test_a_changed_cell_supersedes_and_an_emptied_one_is_withdrawn(field_officer, programme):
    cell = of_priority(programme, extent="none")
    set_alignment(by=field_officer, programme=programme, cells=[cell])
    first = Alignment.objects.current().get()
    set_alignment(by=field_officer, programme=programme, cells=[replace(cell, extent="full", read=first.pk)])
    second = Alignment.objects.current().get()
    first.refresh_from_db()
    assert first.superseded_at == second.recorded_at
    assert first.pair == second.pair
    set_alignment(by=field_officer, programme=programme, cells=[replace(cell, extent="", read=second.pk)])
    assert not Alignment.objects.current().exists()
    assert [one.extent for one in Alignment.objects.history_of(first.pair)] == ["full", "none"]
    set_alignment(by=field_officer, programme=programme, cells=[replace(cell, extent="partial")])
    assert AlignmentPair.objects.count() == 1


def test_what_was_not_changed_is_not_recorded_again(field_officer, regional_officer, programme):
    cell = of_priority(programme, extent="none")
    set_alignment(by=field_officer, programme=programme, cells=[cell])
    read = Alignment.objects.current().get().pk
    changes = Change.objects.count()
    assert set_alignment(by=field_officer, programme=programme, cells=[replace(cell, read=read)]) == []
    assert set_alignment(by=field_officer, programme=programme, cells=[cell]) == []
    assert Change.objects.count() == changes
    later = replace(cell, extent="full", read=read)
    set_alignment(by=regional_officer, programme=programme, cells=[later])
    with pytest.raises(AlignmentConflict):
        set_alignment(by=field_officer, programme=programme, cells=[replace(cell, read=read)])


def test_the_second_of_two_sees_both_and_nothing_is_saved(field_officer, regional_officer, programme):
    cell = of_priority(programme, extent="none")
    set_alignment(by=field_officer, programme=programme, cells=[cell])
    read = Alignment.objects.current().get().pk
    set_alignment(by=regional_officer, programme=programme, cells=[replace(cell, extent="full", read=read)])
    mine = [replace(cell, extent="partial", read=read), of_outcome(programme, extent="partial")]
    with pytest.raises(AlignmentConflict) as conflict:
        set_alignment(by=field_officer, programme=programme, cells=mine)
    name = name_of(cell.key)
    assert conflict.value.theirs == {name: {"extent": "full", "level": "", "role": ""}}
    assert conflict.value.yours == {name: {"extent": "partial", "level": "", "role": ""}}
    assert values_now() == [("full", "", "")]
    again = replace(mine[0], read=conflict.value.version)
    set_alignment(by=field_officer, programme=programme, cells=[again, mine[1]])
    assert values_now() == [("partial", "", ""), ("partial", "", "")]


def test_a_fact_of_another_cell_is_no_precondition(field_officer, programme):
    set_alignment(
        by=field_officer,
        programme=programme,
        cells=[of_priority(programme, extent="none"), of_priority(programme, 2, extent="none")],
    )
    other = Alignment.objects.current().order_by("pk").last()
    with pytest.raises(AlignmentConflict):
        set_alignment(
            by=field_officer,
            programme=programme,
            cells=[of_priority(programme, extent="full", read=other.pk)],
        )


def test_it_refuses_cells_that_do_not_fit(field_officer, regional_officer, countries, programme):
    cast.un_framework("KHM")
    foreign = cast.results_of(cast.CooperationFramework.objects.get(slug="khm"))[0]
    broad = cast.FrameworkResult.objects.create(
        framework=cast.CooperationFramework.objects.get(slug="zwe"), level="priority", text="Prosperity"
    )
    other = plans.draft(regional_officer, countries["NAM"])
    good = of_priority(programme, extent="full")
    for cell, part in (
        (replace(good, result=foreign), "result"),
        (replace(good, result=broad), "result"),
        (replace(good, priority=other.priorities.get()), "priority"),
        (replace(good, priority=None, outcome=other.outcomes.get()), "outcome"),
        (replace(good, extent="un_only"), "extent"),
    ):
        with pytest.raises(UnableToSetAlignment) as refused:
            set_alignment(
                by=field_officer, programme=programme, cells=[cell, of_outcome(programme, extent="full")]
            )
        assert f"{name_of(cell.key)}-{part}" in refused.value.problems
    with pytest.raises(UnableToSetAlignment) as refused:
        set_alignment(by=field_officer, programme=programme, cells=[good, good])
    assert list(refused.value.problems) == ["cells"]
    assert not Alignment.objects.exists()


def test_it_takes_effect_neither_in_advance_nor_before_what_stands_there(field_officer, programme):
    cell = of_priority(programme, extent="none")
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(UnableToSetAlignment) as refused:
        set_alignment(by=field_officer, programme=programme, cells=[cell], effective_on=tomorrow)
    assert list(refused.value.problems) == ["effective_on"]
    set_alignment(by=field_officer, programme=programme, cells=[cell], effective_on=date(2024, 5, 1))
    fact = Alignment.objects.current().get()
    assert fact.effective_on == date(2024, 5, 1)
    changed = replace(cell, extent="full", read=fact.pk)
    with pytest.raises(UnableToSetAlignment):
        set_alignment(by=field_officer, programme=programme, cells=[changed], effective_on=date(2024, 4, 30))


def test_only_officers_of_the_place_set_alignment(people, countries, programme):
    for number, (name, person) in enumerate(people.items()):
        extent = ("full", "partial")[number % 2]
        fact = Alignment.objects.current().first()
        cell = of_priority(programme, extent=extent, read=fact.pk if fact else None)
        if name in {"field_officer", "regional_officer"}:
            set_alignment(by=person, programme=programme, cells=[cell])
        else:
            with pytest.raises(Refused):
                set_alignment(by=person, programme=programme, cells=[cell])
    assert Alignment.objects.exists()


def test_people_see_the_alignment_of_the_programmes_that_they_see(people, regional_officer, programme):
    set_alignment(by=regional_officer, programme=programme, cells=[of_priority(programme, extent="full")])
    hidden_from = {"german_donor", "swedish_donor", "outsider"}
    for name, person in people.items():
        assert Alignment.objects.visible_to(person).exists() == (name not in hidden_from)
        assert AlignmentPair.objects.visible_to(person).exists() == (name not in hidden_from)
    assert not Alignment.objects.visible_to(AnonymousUser()).exists()
    plans.brought_to(regional_officer, programme, "signed")
    assert Alignment.objects.visible_to(AnonymousUser()).exists()


def test_a_sub_regional_programme_meets_frameworks_shared_within_its_region(
    regional_officer, countries, framework
):
    shared = cast.un_framework("NAM", "ZWE")
    cast.un_framework("KHM", "NAM")
    africa = countries["ZWE"].region
    sub = create_programme(by=regional_officer, region=africa, text=plans.text())
    assert frameworks_of(regional_officer, sub) == [shared]
    cell = Cell(result=cast.results_of(shared)[0], extent="supported")
    assert len(set_alignment(by=regional_officer, programme=sub, cells=[cell])) == 1
    with pytest.raises(UnableToSetAlignment):
        set_alignment(
            by=regional_officer,
            programme=sub,
            cells=[replace(cell, result=cast.results_of(framework)[0])],
        )


# --- What the database holds --------------------------------------------------------------------------


def test_the_database_refuses_what_no_action_would_write(field_officer, countries, programme):
    set_alignment(by=field_officer, programme=programme, cells=[of_priority(programme, extent="full")])
    fact = Alignment.objects.get()
    other = plans.draft(field_officer, countries["NAM"])
    cases = [
        lambda: AlignmentPair.objects.filter(pk=fact.pair_id).update(programme=other),
        lambda: AlignmentPair.objects.create(
            programme=programme, priority=other.priorities.get(), result=fact.pair.result
        ),
        lambda: AlignmentPair.objects.create(
            programme=programme, priority=fact.pair.priority, result=fact.pair.result
        ),
        lambda: AlignmentPair.objects.create(
            programme=programme,
            priority=fact.pair.priority,
            outcome=programme.outcomes.get(),
            result=fact.pair.result,
        ),
        lambda: written(fact.pair, extent="full"),
        lambda: written(fresh_pair(programme), extent="full"),
        lambda: written(fresh_pair(programme), extent="un_only", level="output"),
    ]
    for case in cases:
        with pytest.raises(IntegrityError), transaction.atomic():
            case()


def fresh_pair(programme) -> AlignmentPair:
    return AlignmentPair.objects.create(programme=programme, result=of_priority(programme, 3).result)


def written(pair, **values) -> None:
    with recording(by=None, reason="test"):
        Alignment.objects.create(pair=pair, effective_on=TODAY, **values)


def test_what_was_aligned_is_not_removed(field_officer, programme):
    bare = plans.programme_outcomes.add_outcome(
        by=field_officer,
        programme=programme,
        text=plans.programme_outcomes.OutcomeText(programme.priorities.get(), "ZWE102", "More"),
    )
    cell = replace(of_priority(programme, extent="full"), priority=None, outcome=bare)
    set_alignment(by=field_officer, programme=programme, cells=[cell])
    with pytest.raises(UnableToChangePlan, match="what was recorded is kept"):
        remove_outcome(by=field_officer, outcome=bare, lock_version=bare.version)


# --- Figures ------------------------------------------------------------------------------------------


def counted(**where) -> dict[str, int]:
    question = Question(**where).split_by("extent")
    answer = figures(ALIGNMENTS, user=AnonymousUser(), question=question)
    return {line.keys["extent"]: line.count for line in answer.lines}


def test_only_published_programmes_are_counted_and_signing_alters_no_earlier_figure(
    regional_officer, programme
):
    set_alignment(
        by=regional_officer,
        programme=programme,
        cells=[of_priority(programme, extent="full"), alone(programme, 3, extent="un_only")],
    )
    as_draft = Alignment.objects.current().first().recorded_at
    assert counted() == {}
    signed = plans.brought_to(regional_officer, programme, "signed")
    assert counted() == {"full": 1, "un_only": 1}
    assert counted(as_of=as_draft) == {}
    fact = Alignment.objects.current().get(extent="full")
    before = Change.objects.order_by("-pk").first().recorded_at
    set_alignment(
        by=regional_officer,
        programme=signed,
        cells=[of_priority(signed, extent="partial", level="output", read=fact.pk)],
    )
    assert counted() == {"partial": 1, "un_only": 1}
    assert counted(as_of=before) == {"full": 1, "un_only": 1}


def test_the_matrix_holds_priorities_outcomes_and_what_only_the_un_has(field_officer, programme, framework):
    set_alignment(
        by=field_officer,
        programme=programme,
        cells=[of_outcome(programme, 2, extent="partial", level="output", role="lead")],
    )
    matrix = matrix_of(field_officer, programme, framework)
    assert [row.side.value for row in matrix.rows] == ["priority", "outcome", "none"]
    header, lines = matrix.sheet()
    assert header[:3] == ["side", "code", "title"]
    assert [line[3:] for line in lines] == [["", "", ""], ["", "partial; output; lead", ""], ["", "", ""]]
