"""No list shows two columns or two filters under one name, in any language of the portal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver
from django.utils.translation import gettext, override, pgettext

from tests.registers import lists_in
from tests.sources import ROOT

LANGUAGES = ["en", "fr", "es"]
HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
# A word of a head, or the condition that one of two words stands under.
WORD = re.compile(
    r"""\{% translate (?P<quote>["'])(?P<text>.*?)(?P=quote)"""
    r"""(?: context (?P<other>["'])(?P<context>.*?)(?P=other))? %\}"""
)
ALTERNATIVES = re.compile(
    r"\{% if [^%]*%\}(?P<first>(?:(?!\{% if).)*?)\{% else %\}.*?\{% endif %\}", re.DOTALL
)


def twice(labels: Iterable[object]) -> list[str]:
    return [label for label, times in Counter(str(one) for one in labels if str(one)).items() if times > 1]


def listings() -> dict[str, Any]:
    return {code: view.register for code, view in lists_in(get_resolver("ilo_dc.api").url_patterns).items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("db")
def test_no_register_shows_two_filters_of_one_name(language: str) -> None:
    found, read = {}, 0
    with override(language):
        for code, register in listings().items():
            form = register.filterset({}, queryset=register.rows(AnonymousUser())).form
            labels = [field.label for field in form.visible_fields()]
            read += len(labels)
            if same := twice(labels):
                found[code] = same
    assert read > 300
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_register_shows_two_columns_of_one_name(language: str) -> None:
    found, read = {}, 0
    with override(language):
        for code, register in listings().items():
            shown = [one for one in register.table.base_columns.values() if one.visible]
            read += len(shown)
            if same := twice(one.verbose_name for one in shown):
                found[code] = same
    assert read > 400
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_differs_has_words_that_differ(language: str) -> None:
    apart = [
        ("As of", "State on", "In force on"),
        ("Overdue", "Late", "Behind"),
        ("Decision", "Decided on"),
    ]
    with override(language):
        assert [words for words in apart if twice(gettext(one) for one in words)] == []


def words_of(head: str, language: str) -> list[str]:
    with override(language):
        return [
            pgettext(one["context"], one["text"]) if one["context"] else gettext(one["text"])
            for one in WORD.finditer(ALTERNATIVES.sub(r"\g<first>", head))
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_of_a_template_has_two_heads_of_one_name(language: str) -> None:
    found, read = {}, 0
    for path in Path(ROOT, "templates").rglob("*.html"):
        for head in HEAD.findall(path.read_text()):
            words = words_of(head, language)
            read += len(words)
            if same := twice(words):
                found[path.name] = same
    assert read > 150
    assert found == {}
