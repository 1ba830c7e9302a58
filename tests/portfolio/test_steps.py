"""The steps of every life: a form opens where the step can be taken, else its page says what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.life.actions import Life, Step, UnableToRecordStatus
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.proposals.actions import proposals as actions
from portfolio.proposals.actions.proposal_life import PROPOSAL_LIFE
from tests.people import signed_in
from tests.recipes import frameworks, programmes, projects, proposals

TODAY = timezone.now().date()


@pytest.fixture
def nouns(people: dict[str, Any], countries: Any) -> list[tuple[Life[Any, Any], Any, Any, Any]]:
    """Nouns of each life, bare and whole: the life, the noun, who records, and the address of a step."""
    chipo, manager, zimbabwe = people["field_officer"], people["manager"], countries["ZWE"]
    bare = actions.create_proposal(
        by=chipo, text=actions.ProposalText(title="Bare", problem="No jobs"), country=zimbabwe
    )
    text = {"title": "Bare", "code": "GLO/20/01/NOR"}
    found = [
        (PROPOSAL_LIFE, one, chipo, lambda one, to: reverse("portfolio:proposal-move", args=[one.pk, to]))
        for one in (
            proposals.moved(chipo, bare, "proposal"),
            proposals.concept(chipo, zimbabwe),
            proposals.moved(chipo, proposals.concept(chipo, zimbabwe), "proposal"),
            proposals.submitted(chipo, zimbabwe),
        )
    ]
    found += [
        (PROJECT_LIFE, one, manager, lambda one, to: reverse("portfolio:project-move", args=[one.pk, to]))
        for one in (
            projects.planned(manager, zimbabwe, **text, pseah_focal_point=""),
            projects.running(manager, zimbabwe),
        )
    ]
    found.append(
        (
            PROGRAMME_LIFE,
            programmes.draft(chipo, zimbabwe),
            people["regional_officer"],
            lambda one, to: reverse("portfolio:programme-move", args=[one.slug, to]),
        )
    )
    return found


def test_a_form_opens_exactly_where_the_step_can_be_taken(nouns: Any) -> None:
    opened = closed = 0
    for life, noun, by, address in nouns:
        client = signed_in(by)
        page = client.get(reverse_of(noun)).text
        for to in life.statuses.names:
            if not life.may_record(by, noun, to):
                continue
            answer = client.get(address(noun, to))
            reasons = life.barred(noun, to)
            where = f"{life.noun} {noun.status} -> {to}: {reasons}"
            assert answer.status_code == (409 if reasons else 200), where
            assert ('id="act"' in answer.text) is not bool(reasons), where
            assert all(reason in answer.text for reason in map(escaped, reasons)), where
            assert (address(noun, to) in page) is not bool(reasons), where
            opened, closed = opened + (not reasons), closed + bool(reasons)
            if reasons:
                step = Step(to, TODAY, "Now")
                with pytest.raises(UnableToRecordStatus) as refusal:
                    life.record(by=by, noun=noun, lock_version=noun.version, step=step)
                texts = [text for texts in refusal.value.problems.values() for text in texts]
                assert set(reasons) <= set(texts), where
    assert opened > 4
    assert closed > 4


def escaped(text: str) -> str:
    """Return a text as a page writes it."""
    return text.replace("&", "&amp;").replace("'", "&#x27;").replace('"', "&quot;")


def reverse_of(noun: Any) -> str:
    """Return the address of the page of a noun that leads to its steps."""
    if noun._meta.model_name == "countryprogramme":
        return f"{reverse('programme', args=[noun.slug])}?edit=yes"
    name = "project" if noun._meta.model_name == "project" else "proposal"
    return reverse(name, args=[noun.pk])


def test_no_status_follows_the_last_one_of_a_framework(people: dict[str, Any], countries: Any) -> None:
    regional = people["regional_officer"]
    framework = frameworks.make_whole(regional, countries["ZWE"]).framework
    address = reverse("portfolio:framework-status", args=[framework.slug])
    page = reverse("portfolio:framework", args=[framework.slug])
    client = signed_in(regional)
    reached = ""
    while within := FRAMEWORK_LIFE.within_reach(framework, now=reached):
        assert client.get(address).status_code == 200, reached
        assert f'href="{address}"' in client.get(page).text, reached
        reached = within[0]
        framework.refresh_from_db()
        step = Step(reached, TODAY)
        FRAMEWORK_LIFE.record(by=regional, noun=framework, lock_version=framework.version, step=step)
    refused = client.get(address)
    assert (reached, refused.status_code, 'id="act"' in refused.text) == ("preparation", 409, False)
    assert "Say when the framework was signed" in refused.text
    assert f'href="{address}"' not in client.get(page).text


def test_only_the_present_status_is_taken_back(people: dict[str, Any], countries: Any) -> None:
    manager = people["manager"]
    proposal = proposals.submitted(people["field_officer"], countries["ZWE"])
    client = signed_in(manager)
    *earlier, present = PROPOSAL_LIFE.in_effect(proposal)
    for status, expected in ((present, 200), (earlier[0], 409), (earlier[-1], 409)):
        address = reverse("portfolio:proposal-status-take-back", args=[proposal.pk, status.pk])
        assert client.get(address).status_code == expected, status.status
