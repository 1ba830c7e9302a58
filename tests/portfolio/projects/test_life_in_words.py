"""The life and the history of a project in another language: what people typed, and what they changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ilo_dc.core.models import User
from portfolio.models import Project
from tests.people import signed_in
from tests.recipes import outcomes
from tests.recipes import projects as cast


def test_a_typed_reason_is_shown_as_typed_and_the_portals_own_in_the_reader_language(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    """“Started” is a label elsewhere, too: it is no word of whoever typed it."""
    manager = people["manager"]
    project = cast.planned(manager, countries["ZWE"])
    cast.moved(manager, project, "running", reason="Started", effective_on=project.starts_on)
    client = signed_in(manager)
    client.cookies["django_language"] = "fr"
    page = client.get(f"/projects/{project.pk}/?show=changes", headers={"accept-language": "fr"}).text
    life = page.partition('id="life"')[2].partition("</section>")[0]
    assert "Started" in life
    assert "Début" not in life
    assert "Projet enregistré" in life
    changes = page.partition('id="changes"')[2]
    assert ">Started<" in changes
    assert ">Début<" not in changes


def test_the_history_says_to_what_a_project_was_tied_before_and_after(
    people: dict[str, User], countries: dict[str, Any]
) -> None:
    """Of each change its own: the first two do not show what the third did."""
    manager, both = people["manager"], (countries["ZWE"], countries["NAM"])
    project = cast.planned(manager, countries["ZWE"])
    first, second = outcomes.cpo(countries["ZWE"], 601), outcomes.cpo(countries["ZWE"], 602)
    half = Decimal(50)
    alone = ((countries["ZWE"], Decimal(100)),)
    cast.tied(manager, project, countries=alone, outcomes=((first, half), (second, half)))
    shares = tuple(zip(both, (Decimal("66.67"), Decimal("33.33")), strict=True))
    cast.tied(manager, project, scope="multi_country", countries=shares, outcomes=((first, Decimal(100)),))
    assert Project.objects.get(pk=project.pk).scope == "multi_country"
    page = signed_in(manager).get(f"/projects/{project.pk}/?show=changes")
    changes = page.text.partition('id="changes"')[2]
    rows = [row for row in changes.split("<tr>") if "What the project is tied to" in row]
    last, middle, began = rows
    assert "Zimbabwe 100%" in last
    assert "Zimbabwe 66.67%, Namibia 33.33%" in last
    assert f"<del>{first.code} 50%, {second.code} 50%</del> → <ins>{first.code} 100%</ins>" in last
    assert f"<ins>{first.code} 50%, {second.code} 50%</ins>" in middle
    assert "66.67" not in middle
    assert "<ins>Zimbabwe 100%</ins>" in began
