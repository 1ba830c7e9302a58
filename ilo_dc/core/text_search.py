"""Finding rows by what people type: every word, in any of the fields, whatever its accents and case.

Registers and the search over everything use these, so that both find the same rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_WORDS = 20
NAMES = tuple(f"name_{code}" for code in settings.COUNTRY_NAME_LANGUAGES)
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of what was typed, at most twenty."""
    return tuple(text.translate(APOSTROPHES).split()[:MOST_WORDS])


def has_word(word: str, fields: Iterable[str], codes: Iterable[str] = ()) -> Q:
    """Return the condition that one of `fields` holds the word, or one of `codes` is it."""
    conditions = [Q(**{f"{field}__unaccent__icontains": word}) for field in fields]
    return reduce(or_, [*conditions, *(Q(**{f"{code}__iexact": word}) for code in codes)])


def has_words(text: str, fields: Sequence[str], codes: Sequence[str] = ()) -> Q:
    """Return the condition that each word stands in one of `fields`, or is one of `codes`.

    For fields of the row itself or of its parents; a text without a word fits every row.
    """
    return reduce(and_, (has_word(word, fields, codes) for word in words_of(text)), Q())


def best_first(rows: QuerySet[Any], text: str, names: Sequence[str], codes: Sequence[str] = ()) -> Any:
    """Annotate `rank`: 0 the very name or code, 1 begins like it, 2 a word does, 3 the rest."""
    sought = " ".join(words_of(text))

    def any_name(lookup: str, value: str) -> Q:
        return reduce(or_, (Q(**{f"{name}__unaccent__{lookup}": value}) for name in names))

    same = reduce(or_, (Q(**{f"{code}__iexact": sought}) for code in codes), any_name("iexact", sought))
    return rows.annotate(
        rank=Case(
            When(same, then=Value(0)),
            When(any_name("istartswith", sought), then=Value(1)),
            When(any_name("icontains", f" {sought}"), then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
    )


def plain(text: str) -> str:
    """Return `text` without accents and in one case, as the database compares it."""
    parts = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def holds_words(text: str, *fields: object) -> bool:
    """Return whether each word of `text` stands in one of the texts `fields`; what is in no database."""
    texts = plain(" ".join(str(field) for field in fields))
    return all(plain(word) in texts for word in words_of(text))
