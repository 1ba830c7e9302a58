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
# One thing has one word in a language: its English, how that is translated, and what it is not called.
TERMS = {
    "fr": [
        (r"funding partner", r"partenaires? de financement", r"partenaires? financiers?\b"),
        (r"support costs", r"dépenses d’appui", r"coûts? d’appui"),
        (
            r"(?<!\()reversal|lines are reversed|in the ledger|entry is reversed",
            r"contrepass|grand livre",
            r"extourn",
        ),
        (r"instalment", r"versement", r"\bacomptes?\b"),
        (r"countr(?:y|ies) or areas?", r"pays (?:ou|ni) .*zone", r"territoire"),
        (r"\bTC code", r"code CT", r"\bcode TC\b"),
        (r"apprais(?:al|er)s?\b", r"exam", r"évaluateur"),
        (r"outcome coordinator", r"coordonnateurs? de résultat\b", r"coordinateur"),
        (
            r"(?:PARDEV|partnership|field|regional|finance|evaluation) officers?",
            r"fonctionnaire",
            r"\bagents?\b(?! administratif)|\bchargée?s? d(?:e programme|e partenariats|’évaluation)",
        ),
        (r"(?:PARDEV|partnership) manager", r"responsables? de PARDEV", r"responsables? (?:des|PARDEV)"),
    ],
    "es": [
        (r"funding partner", r"asociados? financieros?", r"\bsocios?\b|financiador|asociados? en la"),
        (r"instalment", r"pagos? parcial(?:es)?", r"\bplazos?\b|\btramos?\b|\bcuotas?\b"),
        (r"countr(?:y|ies) or areas?", r"países o zonas|país (?:o|ni) (?:una |la )?zona", r"territorio"),
        (r"country programmes?\b(?! outcome)", r"programas? por país|trabajo decente", r"programas? de país"),
        (r"US\$", r"US\$", r"dólares EE"),
        (r"apprais(?:al|er)s?\b", r"ex[aá]m", r"evaluador"),
        (
            r"(?:PARDEV|partnership|field|regional|finance|evaluation) officers?",
            r"funcionari",
            r"\boficial(?:es)?\b|de terreno",
        ),
        (r"(?:PARDEV|partnership) manager", r"responsables? de PARDEV", r"de alianzas"),
    ],
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalogue(folder: Path, language: str) -> Any:
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


# What pages do not say, and what they say instead.
NOT_SAID = re.compile(
    r"\bknown at the moment\b"  # as of
    r"|\bas known at\b"
    r"|\btaken away\b"  # download
    r"|\bmend(?:s|ed|ing)?\b"  # correct
    r"|\bwhere it presses\b",  # urgent
    re.IGNORECASE,
)


def texts(message: Any) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_what_begins_with_a_count_has_words_for_one_and_for_many() -> None:
    counted = re.compile(r"%\(count\)s [a-z-]+s\b")
    messages = [message.id for message in catalogue(ROOT / "locale", "fr") if message.id]
    assert [one for one in messages if isinstance(one, str) and counted.match(one)] == []
    assert len([one for one in messages if not isinstance(one, str) and counted.match(one[1])]) >= 15


def test_no_text_uses_a_word_that_readers_stumbled_over() -> None:
    assert NOT_SAID.search("Agree to it or mend it.")
    ids = [message.id for message in catalogue(ROOT / "locale", "fr") if message.id]
    sources = [text for one in ids for text in ([one] if isinstance(one, str) else one)]
    assert [text for text in sources if NOT_SAID.search(text)] == []


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_written_twice_into_one(language: str) -> None:
    """A correction that was put behind what it corrects reads: first version.Second version."""
    doubled = re.compile(r"[a-zà-ÿ»]\.[A-ZÀ-Ý«¿][a-zà-ÿ ]")
    wrong = [
        text
        for message in catalogue(ROOT / "locale", language)
        for text in texts(message)
        if message.id and doubled.search(text) and not doubled.search(str(message.id))
    ]
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_word(language: str) -> None:
    wrong = []
    for english, word, others in TERMS[language]:
        met = [
            (text, source)
            for message in catalogue(ROOT / "locale", language)
            if message.id
            for text, source in zip(texts(message), sources_of(message), strict=True)
            if re.search(english, source, re.IGNORECASE)
        ]
        assert met, english
        wrong += [
            f"{source}: {text}"
            for text, source in met
            if not re.search(word, text, re.IGNORECASE) or re.search(others, text, re.IGNORECASE)
        ]
    assert wrong == []


def sources_of(message: Any) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_french_puts_a_narrow_space_before_its_double_signs() -> None:
    loose = re.compile(
        r"\S[ \u00a0][:;?!»](?:\s|$)|«[ \u00a0]|[^\W\d_][:;?!»](?<!Authorization:)(?:\s|$)|«\w"
    )
    found = [text for message in catalogue(ROOT / "locale", "fr") if message.id for text in texts(message)]
    assert [text for text in found if loose.search(text)] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed here")
def test_the_catalogues_hold_nothing_that_no_code_says(said: set[str]) -> None:
    for language in LANGUAGES:
        held = {key_of(message) for message in catalogue(ROOT / "locale", language) if message.id}
        assert held - said == set()
