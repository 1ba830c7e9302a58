"""The statuses of a life agree with their noun: each label is a text of its own, said with that noun."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override, pgettext

from ilo_dc.core.life.models import DatedStatus
from portfolio.programmes.vocab import ProgrammeStatus
from portfolio.proposals.vocab import ProposalStatus
from tests.people import signed_in
from tests.recipes import proposals


def lives() -> dict[str, Any]:
    """Return the field of the status of every noun with a life, by the noun's name."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, DatedStatus):
            subject: Any = model._meta.get_field(model.FACT_KEY[0]).related_model
            with override("en"):
                found[str(subject._meta.verbose_name)] = model._meta.get_field("status")
    return found


def test_every_status_of_a_life_is_said_with_its_noun() -> None:
    found = lives()
    assert len(found) == 6
    for noun, field in found.items():
        for code, label in field.flatchoices:
            assert isinstance(label, Promise), (noun, code)
            with override("en"):
                text = str(label)
            for language in ("fr", "es"):
                with override(language):
                    said = pgettext(noun, text)
                    assert str(label) == said, (noun, code, language)
            assert label._args == (noun, text), (noun, code)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "proposal", "programme"), [("fr", "Retirée", "Clôturé"), ("es", "Retirada", "Cerrado")]
)
def test_a_status_has_the_gender_of_its_noun(language: str, proposal: str, programme: str) -> None:
    with override(language):
        assert str(ProposalStatus.WITHDRAWN.label) == proposal
        assert str(ProgrammeStatus.CLOSED.label) == programme


def test_the_pages_of_a_withdrawn_proposal_say_so_in_french(people: dict[str, Any], countries: Any) -> None:
    chipo = people["field_officer"]
    proposal = proposals.submitted(chipo, countries["ZWE"])
    proposal = proposals.moved(chipo, proposal, "withdrawn")
    client = signed_in(people["manager"])
    client.cookies["django_language"] = "fr"
    addresses = [
        reverse("proposal", args=[proposal.pk]),
        reverse("portfolio:proposals"),
        reverse("portfolio:proposal-statuses"),
    ]
    for address in addresses:
        page = client.get(address, headers={"accept-language": "fr"}).text
        assert "Retirée" in page, address
        assert not re.search(r"Retiré\b", page), address
