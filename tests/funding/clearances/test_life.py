"""The way of a clearance: requested, screened, opinions in parallel, legal advice, decision, reuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from funding.clearances.actions import clearances as actions
from funding.clearances.actions import decisions, settings
from funding.clearances.actions.clocks import clocks_of
from funding.clearances.querysets import valid_clearance
from funding.models import ClearanceStep, PartnershipClearance, ScreeningCriterion
from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.models import Membership, Notification
from tests.recipes import clearances as recipes

TODAY = timezone.now().date()
TEXT = decisions.DecisionText


def told(person):
    """Return what somebody was told, the first first."""
    return [str(one) for one in Notification.objects.filter(recipient=person).order_by("pk")]


def steps_of(clearance):
    """Return what is recorded of the steps: result by step."""
    return dict(ClearanceStep.objects.current().filter(clearance=clearance).values_list("step", "result"))


def test_a_partner_is_cleared_step_by_step(cast):
    recipes.exclusion(cast.manager)
    recipes.question(cast.manager)
    made = recipes.requested(cast.officer)
    assert (made.status, made.officer, made.requested_by) == ("screening", cast.officer, cast.officer)
    made = recipes.screened(cast.officer, made)
    assert made.status == "opinions"
    assert [one.step for one in clocks_of(made, today=TODAY) if one.is_waiting] == ["act_emp", "actrav"]
    assert told(cast.workers) == told(cast.employers)
    assert f"clearance {made.pk}" in told(cast.workers)[0]
    made = recipes.opined(cast.workers, made, "actrav", opinion="comments", text="Ask the union.")
    assert made.status == "opinions"  # silence is no consent
    made = recipes.opined(cast.employers, made, "act_emp")
    assert made.status == "legal"
    assert any("legal advice" in text for text in told(cast.officer))
    made = recipes.advised(cast.officer, made)
    assert made.status == "decision"
    assert any("waits for your decision" in text for text in told(cast.manager))
    made = recipes.decided(cast.manager, made, "conditional", conditions="A report each year.")
    assert (made.status, made.conditions) == ("conditional", "A report each year.")
    assert steps_of(made) == {
        "screening": "",
        "actrav": "comments",
        "act_emp": "no_objection",
        "legal": "",
        "decision": "conditional",
    }
    assert any("with conditions" in text for text in told(cast.officer))
    assert not any(one.is_waiting for one in clocks_of(made, today=TODAY))


def test_what_bars_clearing_does_not_bar_refusing(cast):
    criterion = recipes.exclusion(cast.manager)
    made = recipes.requested(cast.officer)
    with pytest.raises(Refused, match="not handed in"):
        recipes.decided(cast.manager, made, "refused", note="No.")
    made = recipes.screened(cast.officer, made, answers={criterion.pk: "applies"})
    with pytest.raises(UnableToAct) as caught:
        recipes.decided(cast.manager, made)
    assert len(caught.value.problems["decision"]) == 3  # an exclusion, silence, no advice
    with pytest.raises(UnableToAct, match="why it is refused"):
        recipes.decided(cast.manager, made, "refused")
    made = recipes.decided(cast.manager, made, "refused", note="It makes tobacco.")
    assert (made.status, made.valid_until) == ("refused", None)
    assert steps_of(made) == {"screening": "", "decision": "refused"}
    assert not any(one.is_waiting for one in clocks_of(made, today=TODAY))
    assert any("refused" in text for text in told(cast.officer))


def test_an_objection_is_overruled_with_written_reasons_alone(cast):
    made = recipes.complete(cast, opinion="objection", text="It locks out unions.")
    with pytest.raises(UnableToAct) as caught:
        recipes.decided(cast.manager, made)
    assert list(caught.value.problems) == ["overruling"]
    made = recipes.decided(cast.manager, made, overruling="It has signed an agreement since.")
    assert made.overruling == "It has signed an agreement since."
    assert made.status == "cleared"


def test_an_opinion_that_changes_supersedes_the_recorded_one_and_keeps_its_day(cast):
    made = recipes.complete(cast, opinion="objection", text="It locks out unions.")
    before = ClearanceStep.objects.current().get(clearance=made, step="act_emp")
    made = recipes.opined(cast.employers, made, "act_emp")
    after = ClearanceStep.objects.current().get(clearance=made, step="act_emp")
    assert (before.result, after.result, after.ended_on) == ("objection", "no_objection", before.ended_on)
    assert ClearanceStep.objects.get(pk=before.pk).superseded_at == after.recorded_at
    assert made.status == "decision"
    with pytest.raises(UnableToAct, match="attention"):
        recipes.opined(cast.workers, made, "actrav", opinion="objection")


def test_a_decision_says_until_when_it_holds(cast):
    made = recipes.complete(cast)
    longest = decisions.latest_day(made)
    for day in (None, TODAY - timedelta(days=1), longest + timedelta(days=1)):
        assert list(decisions.problems_of_decision(made, TEXT("cleared", day))) == ["valid_until"]
    assert decisions.problems_of_decision(made, TEXT("cleared", longest)) == {}
    assert list(decisions.problems_of_decision(made, TEXT("conditional", longest))) == ["conditions"]
    assert list(decisions.problems_of_decision(made, TEXT("perhaps"))) == ["decision"]


def test_a_later_request_reuses_what_is_valid_unless_it_says_why_not(cast):
    first = recipes.cleared(cast)
    again = recipes.requested(cast.substitute, purpose="Another project", anew="")
    assert (again.status, again.reuses, again.opinions.count()) == ("reused", first, 0)
    assert clocks_of(again, today=TODAY) == []
    anew = recipes.requested(cast.substitute, anew="It was sold.")
    assert (anew.status, anew.reuses, anew.anew) == ("screening", None, "It was sold.")
    with pytest.raises(UnableToAct) as caught:
        recipes.requested(cast.officer, anew="Again.")
    assert "worked on already" in str(caught.value.problems)
    other = recipes.requested(cast.officer, recipes.company("Other", "other"), anew="None was valid.")
    assert (other.status, other.anew) == ("screening", "")


def test_the_last_decision_on_a_partner_says_whether_it_is_cleared(cast):
    partner = recipes.company()
    assert valid_clearance(partner, TODAY) is None
    first = recipes.cleared(cast)
    assert valid_clearance(partner, TODAY) == first
    assert valid_clearance(partner, first.valid_until) == first
    assert valid_clearance(partner, first.valid_until + timedelta(days=1)) is None
    assert valid_clearance(partner, TODAY - timedelta(days=1)) is None
    assert valid_clearance(recipes.company("Other", "other"), TODAY) is None
    second = recipes.screened(cast.officer, recipes.requested(cast.officer, anew="It was sold."))
    assert valid_clearance(partner, TODAY) == first
    recipes.decided(cast.manager, second, "refused", note="The buyer makes tobacco.")
    assert valid_clearance(partner, TODAY) is None


def test_who_became_part_of_another_is_cleared_with_that_other_one(cast):
    buyer, bought = recipes.company("Buyer", "buyer"), recipes.company()
    own, of_buyer = recipes.cleared(cast), recipes.cleared(cast, buyer)
    bought.merged_into, bought.merged_on = buyer, TODAY + timedelta(days=1)
    bought.save()
    assert valid_clearance(bought, TODAY) == own
    assert valid_clearance(bought, TODAY + timedelta(days=1)) == of_buyer
    assert valid_clearance(buyer, TODAY) == of_buyer  # what was bought clears nobody else


def test_the_screening_asks_what_was_in_force_on_the_day_of_the_request(cast):
    kept, ended = recipes.exclusion(cast.manager), recipes.exclusion(cast.manager, "It makes arms.")
    made = recipes.requested(cast.officer)
    settings.end_criterion(
        by=cast.manager,
        criterion=ended,
        lock_version=ended.version,
        ends_on=TODAY + timedelta(days=1),
        reason="Replaced",
    )
    later = settings.CriterionText("exclusion", "It lobbies.", TODAY + timedelta(days=1))
    settings.add_criterion(by=cast.manager, text=later)
    assert actions.criteria_of(made) == [kept, ended]
    assert list(ScreeningCriterion.objects.in_force_on(TODAY + timedelta(days=1))) != [kept, ended]


def test_a_screening_is_handed_in_whole(cast):
    first, second = recipes.exclusion(cast.manager), recipes.question(cast.manager)
    assert second.choices == [("Low", "Low"), ("High", "High")]
    made = recipes.requested(cast.officer)

    def screen(answers, findings, *, hand_in=True, by=cast.officer):
        now = recipes.fresh(made)
        given = {key: actions.Answered(text) for key, text in answers.items()}
        return actions.screen_partner(
            by=by,
            clearance=now,
            lock_version=now.version,
            answers=given,
            findings=findings,
            hand_in=hand_in,
        )

    screen({first.pk: "not_found"}, "", hand_in=False)
    with pytest.raises(UnableToAct) as caught:
        screen({}, "")
    assert set(caught.value.problems) == {f"answer_{second.pk}", "findings"}
    with pytest.raises(UnableToAct) as caught:
        screen({second.pk: "Medium"}, "Fine.")
    assert list(caught.value.problems) == [f"answer_{second.pk}"]
    with pytest.raises(UnableToAct, match="999999"):
        screen({999999: "Low"}, "Fine.")
    with pytest.raises(Refused, match="Only the officer"):
        screen({second.pk: "Low"}, "Fine.", by=cast.substitute)
    screen({second.pk: "Low"}, "Fine.")
    with pytest.raises(Refused, match="handed in already"):
        screen({second.pk: "High"}, "Fine.")


def test_a_substitute_is_named_with_a_reason_and_told(cast):
    made = recipes.requested(cast.officer)
    with pytest.raises(Refused):
        actions.hand_over(
            by=cast.officer, clearance=made, lock_version=1, officer=cast.workers, reason="Away"
        )
    with pytest.raises(UnableToAct) as caught:
        actions.hand_over(by=cast.officer, clearance=made, lock_version=1, officer=cast.officer, reason=" ")
    assert set(caught.value.problems) == {"reason", "officer"}
    saved = actions.hand_over(
        by=cast.manager, clearance=made, lock_version=1, officer=cast.substitute, reason="Away"
    )
    assert saved.officer == cast.substitute
    assert any("You are the officer" in text for text in told(cast.substitute))
    with pytest.raises(Conflict):
        actions.hand_over(
            by=cast.officer, clearance=made, lock_version=1, officer=cast.officer, reason="Back"
        )


def test_an_open_request_is_edited_and_withdrawn_and_nothing_more_after_that(cast):
    made = recipes.requested(cast.officer)
    text = actions.RequestChange("campaign", "A campaign", "Textiles")
    made = actions.edit_clearance(by=cast.substitute, clearance=made, lock_version=1, text=text)
    assert (made.form, made.sector, made.version) == ("campaign", "Textiles", 2)
    with pytest.raises(UnableToAct):
        actions.withdraw_clearance(by=cast.officer, clearance=made, lock_version=2, reason="")
    made = actions.withdraw_clearance(by=cast.officer, clearance=made, lock_version=2, reason="It left")
    assert made.status == "withdrawn"
    with pytest.raises(Refused, match="over"):
        actions.edit_clearance(by=cast.officer, clearance=made, lock_version=3, text=text)
    assert recipes.requested(cast.officer).status == "screening"  # another one may be asked for


def test_who_prepared_a_clearance_does_not_decide_on_it(cast):
    for person in (cast.officer, cast.substitute, cast.employers):
        Membership.objects.create(user=person, role="manager", scope="global")
    made = recipes.requested(cast.officer)
    actions.hand_over(by=cast.officer, clearance=made, lock_version=1, officer=cast.substitute, reason="Away")
    made = recipes.screened(cast.substitute, made)
    made = recipes.opined(cast.employers, made, "act_emp")
    made = recipes.advised(cast.officer, recipes.opined(cast.workers, made, "actrav"))
    for person in (cast.officer, cast.substitute, cast.employers):
        with pytest.raises(Refused, match="prepared yourself"):
            recipes.decided(type(person).objects.get(pk=person.pk), made)
        again = type(person).objects.get(pk=person.pk)
        assert made not in PartnershipClearance.objects.decided_by_manager(again)
    assert made in PartnershipClearance.objects.decided_by_manager(cast.manager)
    assert recipes.decided(cast.manager, made).status == "cleared"


def test_settings_are_dated_and_a_request_keeps_those_of_its_day(cast):
    before = recipes.requested(cast.officer)
    text = settings.RuleText(TODAY, "Faster", screening_days=3, valid_months=6)
    with pytest.raises(Refused):
        settings.set_rules(by=cast.officer, text=text)
    settings.set_rules(by=cast.manager, text=text)
    with pytest.raises(UnableToAct):
        settings.set_rules(by=cast.manager, text=settings.RuleText(TODAY - timedelta(days=1), "Too late"))
    after = recipes.requested(cast.officer, recipes.company("Other", "other"))
    assert (before.rules.screening_days, after.rules.screening_days) == (10, 3)
    assert clocks_of(after, today=TODAY)[0].due_on == TODAY + timedelta(days=3)


def test_a_question_has_answers_and_an_exclusion_none(cast):
    with pytest.raises(UnableToAct) as caught:
        settings.add_criterion(
            by=cast.manager,
            text=settings.CriterionText("common_approach", "How?", TODAY - timedelta(days=1), answers="One"),
        )
    assert set(caught.value.problems) == {"starts_on", "answers"}
    long = settings.CriterionText("common_approach", "How?", TODAY, answers=f"Low\n{'x' * 201}")
    with pytest.raises(UnableToAct) as caught:
        settings.add_criterion(by=cast.manager, text=long)
    assert list(caught.value.problems) == ["answers"]
    made = recipes.exclusion(cast.manager)
    with pytest.raises(UnableToAct) as caught:
        settings.end_criterion(by=cast.manager, criterion=made, lock_version=1, ends_on=TODAY, reason="")
    assert set(caught.value.problems) == {"ends_on", "reason"}
