"""Finding rows by what people type: every word, in any of the fields, whatever accents, case and punctuation.

Registers and the search over everything use these, so that both find the same rows. The database folds texts
by its function `search_folded` (what was typed, too), Python by `plain`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.backends.ddl_references import Statement, Table
from django.db.models import (
    Case,
    CharField,
    Exists,
    Index,
    IntegerField,
    Q,
    TextField,
    Transform,
    Value,
    When,
)
from django.db.models.expressions import Col, Expression
from django.db.models.functions import Coalesce, NullIf
from django.utils.deconstruct import deconstructible
from django.utils.translation import get_language

from ilo_dc.core.invisible import INVISIBLE

if TYPE_CHECKING:
    from django.db.models import Field, Model, QuerySet

MOST_WORDS = 20
NAMES = tuple(f"name_{code}" for code in settings.COUNTRY_NAME_LANGUAGES)
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'"))
# What nobody sees or hears: those, the stroke that stretches Arabic words, apostrophes.
TAKEN_OUT = f"{INVISIBLE}\u0640'’‘ʼʻ`´′"
# What parts words: blanks, dashes, slashes, brackets, quotation marks. A point stays: 8.5 is not 85.
PARTING = (
    '\t\n\r\u00a0\u2009\u202f\u3000-‐‑‒–—―−_/\\|,;:!?¿¡()[]{}"“”„«»‹›*&%#@+=<>~^·•…'
    "、。，；：！？（）《》【】「」،؛؟"
)
FOLDS = str.maketrans({**dict.fromkeys(TAKEN_OUT, ""), **dict.fromkeys(PARTING, " ")})
# Letters that are no other one with an accent, as the database writes them.
LETTERS = dict(
    zip(
        "ÆæØøŁłĐđŒœÞþÐðıß",
        ["AE", "ae", "O", "o", "L", "l", "D", "d", "OE", "oe", "TH", "th", "D", "d", "i", "ss"],
        strict=True,
    )
)
DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.)+[^\W\d_]")
LETTER = re.compile(r"[^\W_]")


class FoldedTexts(Index):
    """The folded texts of `fields`, each stored beside its field in a column that the database keeps itself.

    Folding each row's texts anew would take most of a search's time. Declared as an index because it is one:
    only `Folded` reads its columns (`title_folded`), nothing writes, copies, exports or records them, and
    they can be made anew, as they must if `search_folded` is to fold otherwise. While a text is stored, its
    field keeps its type. Triggers before a change do not see the new text yet; a table of dated facts names
    its columns in `only_close`.
    """

    def create_sql(self, model: type[Model], schema_editor: Any, using: str = "", **_other: Any) -> Statement:
        """Return the statement that adds the columns and fills them."""
        quote = schema_editor.quote_name
        columns = (
            f"ADD COLUMN {quote(stored_as(field.column))} text GENERATED ALWAYS AS"
            f" ({Folded.function}({quote(field.column)})) STORED"
            for field in self._fields_of(model)
        )
        return self._statement(model, schema_editor, columns)

    def remove_sql(self, model: type[Model], schema_editor: Any, **_other: Any) -> Any:
        """Return the statement that takes the columns away."""
        quote = schema_editor.quote_name
        columns = (f"DROP COLUMN {quote(stored_as(field.column))}" for field in self._fields_of(model))
        return self._statement(model, schema_editor, columns)

    def _fields_of(self, model: type[Model]) -> list[Any]:
        return [model._meta.get_field(name) for name in self.fields]

    def _statement(self, model: type[Model], schema_editor: Any, columns: Iterable[str]) -> Statement:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement("ALTER TABLE %(table)s %(columns)s", table=table, columns=", ".join(columns))


def stored_as(column: str) -> str:
    """Return the name of the column that holds the folded text of `column` where that is stored."""
    return f"{column}_folded"


class Folded(Transform):
    """A text without accents, case, apostrophes and punctuation, as the database compares it.

    Read from where the model's `FoldedTexts` stores it, else computed.
    """

    lookup_name = "folded"
    function = "search_folded"
    bilateral = True

    def as_sql(self, compiler: Any, connection: Any, *arguments: Any, **options: Any) -> Any:
        """Return the SQL and its parameters."""
        text = self.get_source_expressions()[0]
        if isinstance(text, Col) and _is_stored(text.target):
            quote = compiler.quote_name_unless_alias
            return f"{quote(text.alias)}.{quote(stored_as(str(text.target.column)))}", ()
        return super().as_sql(compiler, connection, *arguments, **options)


def _is_stored(field: Field[Any, Any]) -> bool:
    stored = (index for index in field.model._meta.indexes if isinstance(index, FoldedTexts))
    return any(field.name in index.fields for index in stored)


def language_of_names() -> str:
    """Return the reader's language, if names are kept in it, else English."""
    language = (get_language() or "en")[:2]
    return language if language in settings.COUNTRY_NAME_LANGUAGES else "en"


def name_at(path: str = "") -> Coalesce:
    """Return the expression of a name in the reader's language, else in English; `path` leads to its row."""
    return Coalesce(NullIf(f"{path}name_{language_of_names()}", Value("")), f"{path}name_en")


@deconstructible(path="ilo_dc.core.text_search.FoldedName")
class FoldedName(Expression):
    """What rows with names in six languages are ordered by: the name that the reader sees, without accents.

    `path` ends in `name`, which is no column: `organisation__name`. The language is the one in which the
    statement is written, so that an order may be declared once.
    """

    def __init__(self, path: str = "name") -> None:
        super().__init__()
        self.path = path

    def prefix_references(self, prefix: str) -> FoldedName:
        """Return the same of rows that point at these, when those are ordered by their parent."""
        return FoldedName(f"{prefix}{self.path}")

    def resolve_expression(self, query: Any = None, *arguments: Any, **options: Any) -> Any:
        """Return the expression in the reader's language."""
        seen = Folded(name_at(self.path.removesuffix("name")))
        return seen.resolve_expression(query, *arguments, **options)


CharField.register_lookup(Folded)
TextField.register_lookup(Folded)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of what was typed, at most twenty, without what nobody sees and outer punctuation.

    Of a text without letters and digits its signs are the words, and no row has them.
    """
    visible = unicodedata.normalize("NFC", text.translate(APOSTROPHES))
    typed = "".join(sign for sign in visible if sign not in TAKEN_OUT or sign == "'").split()
    words = [_undotted(word.strip(f"{PARTING}'")) for word in typed]
    return tuple([word for word in words if LETTER.search(word)] or typed)[:MOST_WORDS]


def _undotted(word: str) -> str:
    """Return an abbreviation without its points, another word without the last one: U.N. is UN."""
    return word.replace(".", "") if DOTTED.fullmatch(word) else word.strip(".")


def has_word(word: str, fields: Iterable[str], codes: Iterable[str] = ()) -> Q:
    """Return the condition that one of `fields` holds the word, or one of `codes` is it."""
    if not LETTER.search(word):
        return Q(pk__in=())
    conditions = [Q(**{f"{field}__folded__contains": word}) for field in fields]
    return reduce(or_, [*conditions, *(Q(**{f"{code}__iexact": word}) for code in codes)])


def has_words(
    text: str, fields: Sequence[str], codes: Sequence[str] = (), also: Callable[[str], Q] | None = None
) -> Q:
    """Return the condition that each word stands in one of `fields`, or is one of `codes`, or `also` holds.

    For fields of the row itself or of its parents; a text without a word fits every row. `also` says where
    else a word may stand, such as in a name of the row's country.
    """
    found = (has_word(word, fields, codes) | (also(word) if also else Q()) for word in words_of(text))
    return reduce(and_, found, Q())


def best_first(
    rows: QuerySet[Any],
    text: str,
    names: Sequence[str],
    codes: Sequence[str] = (),
    *,
    aliases: Sequence[QuerySet[Any]] = (),
) -> Any:
    """Annotate `rank`: 0 the very name or code, 1 whole words, 2 begins like them, 3 a word does, 4 the rest.

    `aliases` are rows of other names with a `name`, tied to the row by `OuterRef`.
    """
    sought = " ".join(words_of(text))

    def any_name(lookup: str, value: str) -> Q:
        own = (Q(**{f"{name}__{lookup}": value}) for name in names)
        others = (Q(Exists(other.filter(**{f"name__{lookup}": value}))) for other in aliases)
        return reduce(or_, [*own, *others])

    whole = any_name("folded__startswith", f"{sought} ") | any_name("folded__endswith", f" {sought}")
    whole |= any_name("folded__contains", f" {sought} ")
    same = reduce(or_, (Q(**{f"{code}__iexact": sought}) for code in codes), any_name("folded", sought))
    return rows.annotate(
        rank=Case(
            When(same, then=Value(0)),
            When(whole, then=Value(1)),
            When(any_name("folded__startswith", sought), then=Value(2)),
            When(any_name("folded__contains", f" {sought}"), then=Value(3)),
            default=Value(4),
            output_field=IntegerField(),
        )
    )


def plain(text: str) -> str:
    """Return `text` without accents, punctuation and apostrophes and in one case; see `search_folded`."""
    seen = text.translate(FOLDS)
    if not seen.isascii():
        letters = map(_without_accent, unicodedata.normalize("NFC", seen))
        seen = "".join(letters).translate(FOLDS)
    return seen.casefold()


def _without_accent(letter: str) -> str:
    """Return a letter without its accent; what the database does not take apart stays: й, أ, 한."""
    if letter in LETTERS:
        return LETTERS[letter]
    if ("\u0400" <= letter < "\u1e00" and letter not in "ёЁ") or "\uac00" <= letter <= "\ud7a3":
        return letter
    return "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))


def holds_words(text: str, *fields: object) -> bool:
    """Return whether each word of `text` stands in one of the texts `fields`; what is in no database."""
    return not missing_words(text, *fields)


def missing_words(text: str, *fields: object) -> tuple[str, ...]:
    """Return the words of `text` that stand in none of the texts `fields`."""
    texts = plain(" ".join(str(field) for field in fields))
    return tuple(word for word in words_of(text) if not LETTER.search(word) or plain(word) not in texts)
