"""The French and Spanish catalogues: complete, and faithful to the placeholders."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override

from ilo_dc.core.history.events import OWN, name_of, tracked

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ["fr", "es"]
SAME_IN_FRENCH = {"document", "initiative", "invitation", "organisation", "participant"}
# Words that French or Spanish spell as English does.
SAME = {
    "SHA-256",
    "bureau",
    "code",
    "condition",
    "conditions",
    "description",
    "document",
    "instrument",
    "justification",
    "note",
    "organisation",
    "programme",
    "provenance",
    "question",
    "section",
    "sector",
    "source",
    "version",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalogue(folder: Path, language: str) -> Any:
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Any) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_what_begins_with_a_count_has_words_for_one_and_for_many() -> None:
    counted = re.compile(r"%\(count\)s [a-z-]+s\b")
    messages = [message.id for message in catalogue(ROOT / "locale", "fr") if message.id]
    assert [one for one in messages if isinstance(one, str) and counted.match(one)] == []
    assert len([one for one in messages if not isinstance(one, str) and counted.match(one[1])]) >= 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    messages = [message for message in catalogue(ROOT / "locale", language) if message.id]
    assert len(messages) > 1000
    assert [message.id for message in messages if message.fuzzy or not all(texts(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    wrong = []
    for message in catalogue(ROOT / "locale", language):
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = {name for source in sources for name in PLACEHOLDER.findall(source)}
        wrong += [text for text in texts(message) if not set(PLACEHOLDER.findall(text)) <= wanted]
        if isinstance(message.id, str):
            wrong += [text for text in texts(message) if set(PLACEHOLDER.findall(text)) != wanted]
    assert wrong == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed here")
def test_the_catalogues_hold_every_text_of_the_code(said: set[str]) -> None:
    for language in LANGUAGES:
        held = {key_of(message) for message in catalogue(ROOT / "locale", language) if message.id}
        assert said - held == set()


def key_of(message: Any) -> str:
    return f"{message.context}: {message.id}" if message.context else str(message.id)


def without_words(folder: str, names: list[str]) -> set[str]:
    """Return what of a folder holds no words of the code: what is compiled, and data that ships."""
    shipped = {"data"} if "data" in names and not any(Path(folder, "data").rglob("*.[ph][yt]*")) else set()
    return {"__pycache__", *shipped}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every text of the code that is to be translated."""
    tmp_path = tmp_path_factory.mktemp("catalogue")
    for folder in ("ilo_dc", "portfolio", "funding", "constituents", "reporting", "templates", "manage.py"):
        source = ROOT / folder
        if source.is_dir():
            shutil.copytree(source, tmp_path / folder, ignore=without_words)
        else:
            shutil.copy(source, tmp_path / folder)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return {key_of(message) for message in catalogue(tmp_path / "locale", "fr") if message.id}


@pytest.mark.parametrize("noun", sorted(tracked()))
def test_histories_name_every_noun_in_the_readers_language(noun):
    named = tracked()[noun].pgh_tracked_model._meta.verbose_name
    with override("fr"):
        french = str(named)
    with override("en"):
        assert str(named) != french or french in SAME_IN_FRENCH


@pytest.mark.parametrize("language", LANGUAGES)
def test_histories_name_every_field_in_the_readers_language(language: str) -> None:
    wrong = []
    for noun, events in tracked().items():
        for field in events._meta.fields:
            with override(language):
                read = name_of(field)
            with override("en"):
                if field.name not in OWN and read == name_of(field) and read not in SAME:
                    wrong.append(f"{noun}.{field.name}: {read}")
    assert wrong == []


def test_french_puts_a_narrow_space_before_its_double_signs() -> None:
    loose = re.compile(r"\S[ \u00a0][:;?!»](?:\s|$)|«[ \u00a0]")
    found = [text for message in catalogue(ROOT / "locale", "fr") if message.id for text in texts(message)]
    assert [text for text in found if loose.search(text)] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed here")
def test_the_catalogues_hold_nothing_that_no_code_says(said: set[str]) -> None:
    for language in LANGUAGES:
        held = {key_of(message) for message in catalogue(ROOT / "locale", language) if message.id}
        assert held - said == set()
