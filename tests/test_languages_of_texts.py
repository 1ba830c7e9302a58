"""Every text whose language is known and not the page's stands within an element that says so (WCAG 3.1.2).

The walk reads each page in each language, once with plans in English and once with plans in French. What is
looked for is written down here, independently of the portal: which field is written in which language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as of_the_portal
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from ilo_dc.core.models import Office
from tests.people import signed_in
from tests.portfolio.permissions import FIELD
from tests.test_statements import pages
from tests.test_untranslated import EXEMPT, SILENT, VOID, WORD, spelled_alike

# What is written in the language of its programme: model, its fields, the way to the language.
OF_PROGRAMMES = {
    "portfolio.CountryProgramme": (("title", "theory_of_change"), "language"),
    "portfolio.Priority": (("title",), "programme__language"),
    "portfolio.ProgrammeOutcome": (("title",), "programme__language"),
    "portfolio.OutcomeIndicator": (
        ("text", "unit", "baseline_text", "target_text"),
        "outcome__programme__language",
    ),
    "portfolio.Milestone": (("text",), "indicator__outcome__programme__language"),
    "portfolio.OutcomeUpdate": (("narrative",), "language"),
    "portfolio.CountryProgrammeOutcome": (("title",), "language"),
    "portfolio.GlobalProduct": (("title",), "language"),
    "portfolio.Project": (("title", "description"), "language"),
    "portfolio.ProjectResult": (("text",), "project__language"),
    "portfolio.ProjectIndicator": (("text",), "result__project__language"),
    "portfolio.Risk": (("text", "response"), "project__language"),
    "portfolio.ProgressReport": (("narrative",), "language"),
    "portfolio.Proposal": (
        (
            "title",
            "problem",
            "need_text",
            "target_groups",
            "results",
            "partners_proposed",
            "turin_role",
            "gender",
            "labour_standards",
        ),
        "language",
    ),
    "portfolio.DeskQuestion": (("question",), "language"),
    "portfolio.Evaluation": (("title", "summary"), "language"),
    "portfolio.Recommendation": (("text",), "evaluation__language"),
    "portfolio.ManagementResponse": (("text",), "language"),
    "portfolio.Lesson": (("text",), "evaluation__language"),
    "funding.Agreement": (("title", "reporting_terms"), "language"),
    "funding.FundingCall": (("title", "rules"), "language"),
    "funding.Bid": (("title",), "call__language"),
    "funding.Partnership": (("work", "text"), "language"),
}
# What has a column for each language and is shown in English where that is empty.
IN_COLUMNS = {
    "core.Region": ("name",),
    "core.Country": ("name",),
    "core.Organisation": ("name",),
    "funding.Partnership": ("name",),
    "portfolio.ResultsFramework": ("title",),
    "portfolio.ResultsNode": ("text", "short"),
}
MADE_IN_PLANS = "of the plans"
# Elements whose content is text alone and cannot say the language of a part.
PLAIN = {"title", "textarea"}


class Marked(HTMLParser):
    """The texts of a page with the language of the element around."""

    def __init__(self, page: str, language: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", language)]
        self.texts: set[tuple[str, str]] = set()
        self.spoiled: list[str] = []  # attributes that were given markup
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.spoiled += [value for _name, value in attributes if value and "<span lang" in value]
        if tag not in VOID:
            self.open.append((tag, dict(attributes).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _language in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {tag for tag, _language in self.open} & (SILENT - {"svg"} | PLAIN) and WORD.search(data):
            self.texts.add((" ".join(data.split()), self.open[-1][1]))


def texts_by_language(language: str) -> dict[str, set[str]]:
    """Return the texts of rows whose language is known and not that of the page, by language."""
    found: dict[str, set[str]] = defaultdict(set)
    for label, (fields, way) in OF_PROGRAMMES.items():
        for *texts, written_in in apps.get_model(label)._default_manager.values_list(*fields, way):
            found[written_in].update(text for text in texts if text.endswith(MADE_IN_PLANS))
    for label, stems in IN_COLUMNS.items():
        for row in apps.get_model(label)._default_manager.all():
            for stem in stems:
                own = getattr(row, f"{stem}_{language}")
                found[language if own else "en"].add(own or getattr(row, f"{stem}_en"))
    alike = found.pop(language, set()) | (set() if language == "en" else spelled_alike(language))
    return {
        code: {" ".join(text.split()) for text in texts if WORD.search(text) and text not in alike}
        for code, texts in found.items()
    }


def unmarked(page: str, language: str, foreign: dict[str, set[str]]) -> Iterator[str]:
    """Yield the texts of a page that hold a text in another language without saying so."""
    offices = [office.name for office in Office.objects.all()]  # nobody knows in which language
    shown = Marked(page, language)
    yield from shown.spoiled
    for whole, said in shown.texts:
        text = reduce(lambda left, office: left.replace(office, ""), offices, whole)
        for code, texts in foreign.items():
            if said != code and any(
                one in text and re.search(rf"\b{re.escape(one)}(?!\w)", text) for one in texts
            ):
                yield f"{text} ({code} in {said})"


def written_anew(language: str) -> None:
    """Let all plans be in a language, their texts no part of another row's or of the portal's own words."""
    for label, (fields, way) in OF_PROGRAMMES.items():
        model = apps.get_model(label)
        changed = {one: Concat(one, Value(f" {MADE_IN_PLANS}")) for one in fields if one not in ("unit",)}
        own = {"language": Value(language)} if way == "language" else {}
        model._default_manager.update(**changed, **own)


@pytest.mark.parametrize("of_plans", ["en", "fr"])
def test_a_text_in_another_language_says_so(everybody: Any, world: Any, of_plans: str) -> None:
    clients: dict[str, Client] = {}
    written_anew(of_plans)
    wrong, read, marked = set(), 0, 0
    addresses = [one for one in pages(everybody, world) if one[1] not in EXEMPT]
    found_there = [(FIELD, "/work/"), (FIELD, "/search/?search=jobs")]  # by a person of the place
    addresses += found_there
    for language in ("en", "fr", "es"):
        foreign = texts_by_language(language)
        for who, address in addresses:
            clients.setdefault(who, signed_in(everybody[who], Client()))
            clients[who].cookies[of_the_portal.LANGUAGE_COOKIE_NAME] = language
            answer = clients[who].get(address)
            assert answer.status_code == 200 or (who, address) not in found_there
            if answer.status_code == 405 or not answer["Content-Type"].startswith("text/html"):
                continue  # a button, which is only sent to, or a file
            read += 1
            page = answer.content.decode()
            wrong |= {f"{address}: {one}" for one in unmarked(page, language, foreign)}
            marked += any(f'lang="{code}"' in page for code in foreign)
    assert read > 400
    assert marked > 50
    assert not wrong, "\n".join(sorted(wrong))
