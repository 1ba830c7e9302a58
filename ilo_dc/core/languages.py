"""Texts that know the language they are written in, so that a page marks those in another than its own.

Templates, `format_html` and the components write such a text by its `__html__`, as every text that knows its
own markup: within an element with that `lang` (WCAG 3.1.2). Whatever asks for a plain text (files, the API,
letters, `str()`, `|unmarked`) has the words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Callable

M = TypeVar("M", bound=Model)
PLACE = re.compile(r"%\((\w+)\)s")


class Text(str):
    """A text that somebody wrote in a `language`."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """Return the text with its language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Keep the language where the text is kept, in a cache."""
        return str(self), self.language

    def __html__(self) -> SafeString:
        """Return the text escaped, within an element of its language where the page has another.

        Without quotes, so that an attribute which is given a text by mistake does not end within it.
        """
        language = foreign_language(self)
        if not language:
            return escape(str(self))
        return format_html("<span lang={}>{}</span>", language, str(self))


class Texts(str):
    """A text put together of texts, each of which keeps its language."""

    __slots__ = ("parts",)
    parts: tuple[Any, ...]

    def __new__(cls, parts: Iterable[Any]) -> Self:
        """Return the parts as one text."""
        kept: list[Any] = []
        for part in parts:
            text = part if isinstance(part, str) else str(part)
            kept += text.parts if isinstance(text, Texts) else (text,)
        made = super().__new__(cls, "".join(str(part) for part in kept))
        made.parts = tuple(kept)
        return made

    def __getnewargs__(self) -> tuple[tuple[Any, ...]]:  # type: ignore[override]
        """Keep the parts where the text is kept, in a cache."""
        return (self.parts,)

    def __html__(self) -> SafeString:
        """Return the parts escaped, each marked with its language."""
        return SafeString("".join(conditional_escape(part) for part in self.parts))


def written_in(language: str, text: str) -> str:
    """Return a text with its language; an empty one, or one whose language is not known, as it stands."""
    return Text(text, language) if text and language else text


def together(*parts: Any) -> str:
    """Return the parts as one text that keeps their languages."""
    return Texts(parts)


def joined(between: str, texts: Iterable[Any]) -> str:
    """Return texts with `between` between them, as one text that keeps their languages."""
    parts: list[Any] = []
    for text in texts:
        parts += [between, text] if parts else [text]
    return Texts(parts)


def shortened(text: str, most: int) -> str:
    """Return a text cut to `most` characters, in its language."""
    if len(text) <= most:
        return text
    return written_in(language_of(text), Truncator(str(text)).chars(most))


def filled(sentence: str | Promise, **texts: Any) -> str:
    """Return a sentence with texts at their places, `%(name)s`, each in its language."""
    pieces = PLACE.split(str(sentence))
    return Texts(texts[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def language_of(text: object) -> str:
    """Return the language of a text if it is known; else nothing.

    Of a text put together it is that of its parts, where they are of one: a code stands in any language.
    """
    parts = text.parts if isinstance(text, Texts) else (text,)
    languages = {part.language for part in parts if isinstance(part, Text)}
    return languages.pop() if len(languages) == 1 else ""


def foreign_language(text: object) -> str:
    """Return the language of a text if it is known and not the page's; else nothing."""
    language = language_of(text)
    return "" if language == (get_language() or "")[:2] else language


def unmarked(text: Any) -> Any:
    """Return the words of a text alone, for what holds no elements: an attribute. All else stays as it is."""
    return str(text) if isinstance(text, Text | Texts) else text


class _WrittenField(DeferredAttribute):
    """A field of a row that answers with the language of its text, as far as the row knows it unasked."""

    def __init__(self, field: Any, ways: tuple[tuple[str, ...], ...]) -> None:
        super().__init__(field)
        self.ways = ways

    def __get__(self, instance: Model | None, cls: Any = None) -> Any:
        """Return the text; asks the database for what was deferred, as every field, but for no language."""
        if instance is None:
            return self
        name = self.field.attname
        value = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, cls)
        return self.of_row(instance, value)

    def __set__(self, instance: Model, value: Any) -> None:
        """Keep the words alone."""
        instance.__dict__[self.field.attname] = str(value) if isinstance(value, Text) else value

    def of_row(self, row: Any, value: Any) -> Any:
        """Return a value of this field with its language; `row` is the row itself or an audit row of it."""
        if not isinstance(value, str):
            return value
        for *parents, column in self.ways:
            owner = row
            for parent in parents:
                owner = owner and owner._state.fields_cache.get(parent)
            if owner is not None:
                return written_in(owner.__dict__.get(column, ""), value)
        return value


def texts_written_in(way: str, *names: str) -> Callable[[type[M]], type[M]]:
    """Make the fields `names` of a model answer with the language that stands at `way`: `programme.language`.

    Only rows that were fetched with their parents up to there know it: no text asks the database for it.
    `programme.language or cpo.language`: the second way is that of rows that have no parent on the first.
    """
    ways = tuple(tuple(one.split(".")) for one in way.split(" or "))

    def mark(model: type[M]) -> type[M]:
        for name in names:
            setattr(model, name, _WrittenField(model._meta.get_field(name), ways))
        return model

    return mark


def text_of_row(model: type[Model], row: Any, name: str, value: Any) -> Any:
    """Return a value of the field `name` of a row of `model`, or of an audit row of it, with its language."""
    written = vars(model).get(name)
    return written.of_row(row, value) if isinstance(written, _WrittenField) else value


def parents_with_language(model: type[Model]) -> frozenset[str]:
    """Return the foreign keys of a model that lead to the language of its texts."""
    written = (one for one in vars(model).values() if isinstance(one, _WrittenField))
    return frozenset(way[0] for one in written for way in one.ways if len(way) > 1)
