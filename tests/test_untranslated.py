"""No page shows a reader of French or Spanish a text that nobody translated.

Each page is read in English and in the reader's language. What both show alike is a code, a word that both
spell alike, or what people and sources wrote into the rows that it shows. Nobody translated anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings as of_the_portal
from django.db.models import CharField, JSONField, TextField
from django.test import Client

from tests.people import PASSWORD, signed_in
from tests.registers import all_registers
from tests.sources import ROOT
from tests.test_statements import pages

SILENT = {"script", "style", "template", "code", "pre", "kbd", "svg", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-th")
WORD = re.compile(r"[^\W\d_]{3,}")
DAY = re.compile(r"\d{1,2}(?:er)? (?:de )?[^\W\d]+\.? (?:de )?\d{4}")
NUMBER = re.compile(r"\s*(?:\d+|%\(\w+\)d)")
# Names and codes that are written alike in every language.
CODES = re.compile(
    r"UN INFO|\bILO\b|OpenAPI|\S+@\S+|https?://\S+|/\S+/"  # names and addresses
    r"|\S+\.(?:xlsx|csv|pdf|json)|\w+/\w+|\bbytes\b"  # files and their kinds: application/pdf
    r"|\b(?=\w*\d)[\w-]+\b|\b[A-Z]{2,}[\w/-]*"  # zwe-2024, CO-TEST
    r"|\b\w+[._]\w[\w._-]*"  # portfolio.update, non_resident
)
# The code of a half-year: files and addresses have it, pages say it in words, or show what to type.
HALF_YEAR = re.compile(r"\b\d{4}-H[12]\b")
TYPED = "2026-H1, 2026"
ADDRESS = re.compile(r"https?://\S+|/\S+/")
# Components with invented texts, for those who make the portal.
EXEMPT = ("/styleguide/",)


class Shown(HTMLParser):
    """The texts that a page shows or speaks in its own language: those under another `lang` are left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.feed(page)

    @property
    def foreign(self) -> bool:
        """Whether an element around says another language."""
        return any(said for _tag, said in self.open)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        foreign = "lang" in given and tag != "html"
        if not self.foreign and not foreign:
            self.texts += [given[name] or "" for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _said in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.foreign and not {tag for tag, _said in self.open} & SILENT:
            self.texts.append(data)


def texts_of(page: str) -> set[str]:
    """Return the texts of a page that hold words."""
    found = {" ".join(DAY.sub("", text).split()) for text in Shown(page).texts}
    return {text for text in found if WORD.search(CODES.sub("", text))}


def half_years_of(page: str) -> set[str]:
    """Return the texts of a page that hold the code of a half-year where its words should stand."""
    found = {" ".join(text.split()) for text in Shown(page).texts}
    return {text for text in found if HALF_YEAR.search(ADDRESS.sub("", text)) and text != TYPED}


def alike(client: Client, address: str, language: str) -> set[str]:
    """Return the texts that a page shows in English and another language alike, and codes of half-years."""
    found, coded = [], set[str]()
    for spoken in ("en", language):
        client.cookies[of_the_portal.LANGUAGE_COOKIE_NAME] = spoken
        answer = client.get(address)
        if answer.status_code == 405 or not answer["Content-Type"].startswith("text/html"):
            return set()  # a button, which is only sent to, or a file
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert f'<html lang="{spoken}"' in page or "<html" not in page, address  # a part of a page has none
        found.append(texts_of(page))
        coded = half_years_of(page) if spoken == language else set()
    return found[0] & found[1] | coded


def spelled_alike(language: str) -> set[str]:
    """Return the texts of the portal that a language spells as English does, without their numbers."""
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = read_po(file, locale=language)
    same = (str(one.string) for one in found if one.id and one.string == one.id)
    return {NUMBER.sub("", text).casefold() for text in same}


def written() -> list[str]:
    """Return what people and sources wrote, the longest first: every text that a row holds.

    Reasons and JSON hold the portal's own words too, which a page says in the reader's language.
    """
    found: set[str] = set(all_registers()) | set(dict(of_the_portal.LANGUAGES).values())
    mixed: set[str] = set()
    for model in apps.get_models():
        for one in model._meta.concrete_fields:
            if isinstance(one, CharField | TextField | JSONField) and not one.choices:
                texts = texts_in(
                    model._default_manager.order_by().values_list(one.name, flat=True).distinct()
                )
                (mixed if one.name == "reason" or isinstance(one, JSONField) else found).update(texts)
    return sorted(found | (mixed - own_words()), key=len, reverse=True)


def texts_in(values: Iterable[Any]) -> Iterator[str]:
    """Yield the texts in values, in their lists and objects too."""
    for value in values:
        if isinstance(value, str):
            yield " ".join(value.split())
        elif isinstance(value, dict):
            yield from texts_in(value.values())
        elif isinstance(value, list | tuple):
            yield from texts_in(value)


def own_words() -> set[str]:
    """Return the texts of the portal: a reason among them is said in the reader's language."""
    with (ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {str(one.id) for one in read_po(file, locale="fr") if one.id}


def is_written(text: str, rows: list[str]) -> bool:
    """Return whether a text is put together of what rows hold and of codes."""
    left = text
    for row in rows:
        if len(row) > 2:
            left = left.replace(row, " ")
    return not HALF_YEAR.search(left) and not WORD.search(CODES.sub("", left))


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_page_shows_an_untranslated_text(everybody: Any, world: Any, language: str) -> None:
    known, rows, wrong, read = spelled_alike(language), written(), set(), 0
    clients: dict[str, Client] = {}
    for who, address in pages(everybody, world):
        clients.setdefault(who, signed_in(everybody[who], Client()))
        found = alike(clients[who], address, language) if address not in EXEMPT else set()
        read += 1
        wrong |= {
            f"{address}: {text}"
            for text in found
            if NUMBER.sub("", text).casefold() not in known and not is_written(text, rows)
        }
    assert read > 150
    assert not wrong, "\n".join(sorted(wrong))


def test_it_finds_a_text_that_a_template_does_not_translate(
    client: Client, finance_officer: Any, settings: Any, tmp_path: Path
) -> None:
    signed_in(finance_officer, client)
    names = {finance_officer.name, "Menu", *dict(settings.LANGUAGES).values()}
    assert alike(client, "/work/preferences/", "fr") <= names
    template = Path("core", "notices", "preferences.html")
    (tmp_path / template).parent.mkdir(parents=True)
    text = (ROOT / "templates" / template).read_text()
    more = '<p>Nobody translated this</p><p lang="en">Said to be English</p>{% endblock %}'
    (tmp_path / template).write_text(f"{more}".join(text.rsplit("{% endblock %}", 1)))
    of_templates = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [of_templates, *settings.TEMPLATES[1:]]
    found = alike(client, "/work/preferences/", "fr")
    assert "Nobody translated this" in found
    assert "Said to be English" not in found
    assert not is_written("Nobody translated this", written())


@pytest.mark.usefixtures("published")
def test_who_signs_in_in_french_reads_french_through_ten_pages(client: Client, finance_officer: Any) -> None:
    answer = client.post("/account/login/", {"login": "fatou", "password": PASSWORD})
    read, following = [], [answer["Location"], "/"]
    while following and len(read) < 12:
        address = following.pop(0)
        page = client.get(address).content.decode()
        assert '<html lang="fr" dir="ltr">' in page, address
        assert "Se déconnecter" in page, address
        read.append(address)
        links = re.findall(r'href="(/[a-z/-]*)"', page)
        known = {*read, *following, "/api/v1/docs/", "/styleguide/"}
        following += [one for one in dict.fromkeys(links) if one.endswith("/") and one not in known]
    assert len(set(read)) >= 10
