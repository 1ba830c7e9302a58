"""What the audit is narrowed by: a noun, a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.history import events as history
from ilo_dc.core.people.models.user import User
from ilo_dc.core.text_search import best_first, has_words
from ilo_dc.core.ui.row_fields import RowField

OFFERED = 100  # people in the list of suggestions; everybody is found by typing
NAMES = ("name", "username")
WITH_USERNAME = re.compile(r".*\((?P<username>[^()]+)\)")  # as suggested: Ada Administrator (ada)


def people_called(rows: QuerySet[User], text: str) -> Iterable[User]:
    """Return the person of the very username, else those with each word in name or username; ranked."""
    suggested = WITH_USERNAME.fullmatch(text)
    exact = rows.filter(username__iexact=suggested["username"] if suggested else text)
    if found := list(best_first(exact, text, NAMES)):
        return found
    ranked: Any = best_first(rows.filter(has_words(text, NAMES)), text, NAMES)
    return ranked.order_by("rank", "username")


class FirstOffered(ModelChoiceIterator):
    """The first rows of a field's queryset."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """Yield their keys and names."""
        yield from map(self.choice, self.queryset.all()[:OFFERED])


class PersonField(RowField):
    """A person, by username or name; only the first are suggested."""

    iterator = FirstOffered

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.all(), find=people_called, **options)

    def label_from_instance(self, obj: Any) -> str:
        """Return name and username: names repeat."""
        return f"{obj.name} ({obj.username})" if obj.name else str(obj.username)


class HistoryForm(forms.Form):
    """What to narrow the audit to."""

    noun = forms.ChoiceField(label=_("What"), required=False)
    person = PersonField(label=_("Who"), required=False, help_text=_("Empty: anybody."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nouns = [
            (name, str(model.pgh_tracked_model._meta.verbose_name).capitalize())  # type: ignore[attr-defined]
            for name, model in history.tracked().items()
        ]
        self.fields["noun"].choices = [("", _("Everything")), *nouns]  # type: ignore[attr-defined]
