"""Which of the work of others is asked for: one form filters its pages and the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.dimensions import read_country, region
from ilo_dc.core.measures.offered import key_called
from ilo_dc.core.models import Country
from ilo_dc.core.registers.filtersets import YES_NO, ReadableField
from ilo_dc.core.registers.offered import Offered
from ilo_dc.core.text_search import plain
from ilo_dc.core.work.rules import DueDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from ilo_dc.core.models import Assignment, Reminder
    from ilo_dc.core.work.items import WorkItem

REGION = region(key="")


@dataclass(frozen=True)
class Waiting:
    """All that waits, as it stands on `today`; what was done about it, by key.

    `kinds` are the codes of all kinds with their names; of what does not wait now the name is empty.
    """

    items: list[WorkItem]
    kinds: Mapping[str, str]
    today: date
    assigned: Mapping[str, Assignment] = field(default_factory=dict)
    reminded: Mapping[str, Reminder] = field(default_factory=dict)


class WorkFilter(forms.Form):
    """What is asked of what waits; each choice is among what waits now."""

    search = forms.CharField(label=_("Search"), required=False)
    kind = ReadableField(read=str, label=_("Kind"), required=False)
    country = ReadableField(read=str, label=_("Country or area"), required=False)
    region = ReadableField(read=str, label=_("Region"), required=False)
    turn = forms.CharField(label=_("Whose turn"), required=False)
    overdue = forms.ChoiceField(label=_("Overdue"), choices=[("", _("Any")), *YES_NO], required=False)
    assigned = forms.ChoiceField(label=_("Assigned"), choices=[("", _("Any")), *YES_NO], required=False)
    reminded = forms.ChoiceField(
        label=_("Reminded of today"), choices=[("", _("Any")), *YES_NO], required=False
    )

    def __init__(self, data: Any, waiting: Waiting) -> None:
        super().__init__(data)
        self.waiting = waiting
        places = _places_of(waiting.items)
        self.region_of = {one.pk: one.region_id for one in places}
        offered: dict[str, list[tuple[str, str]]] = {
            "kind": [(code, name) for code, name in waiting.kinds.items() if name],
            "country": _by_name({one.pk: str(one) for one in places if one.pk in _countries(waiting.items)}),
            "region": _by_name({one.region_id: str(one.region) for one in places if one.region_id}),
            "turn": [(one, one) for one in sorted({item.waits_on for item in waiting.items} - {""})],
        }
        readers = {"kind": self._read_kind, "country": read_country, "region": REGION.read}
        for name, pairs in offered.items():
            self.fields[name].widget = Offered(lambda pairs=pairs: pairs)  # type: ignore[misc]
            if name in readers:
                self.fields[name].read = partial(_key, pairs, readers[name])  # type: ignore[attr-defined]

    def matching(self) -> list[WorkItem]:
        """Return what is asked for.

        Raises:
            UnableToRead: by field.
        """
        if not self.is_valid():
            problems = {name: [str(one) for one in texts] for name, texts in self.errors.items()}
            raise UnableToRead(gettext("Some filters could not be read."), problems)
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        checks = {name: check for name, check in self._checks().items() if name in asked}
        return [
            item
            for item in self.waiting.items
            if all(check(item, asked[name]) for name, check in checks.items())
        ]

    def _checks(self) -> dict[str, Callable[[WorkItem, str], bool]]:
        waiting, yes = self.waiting, "true"
        return {
            "search": lambda item, text: plain(text) in plain(str(item)),
            "kind": lambda item, code: item.kind == waiting.kinds[code],
            "country": lambda item, code: code in item.countries,
            "region": lambda item, code: code in {item.region, *map(self.region_of.get, item.countries)},
            "turn": lambda item, words: plain(words) in plain(item.waits_on),
            "overdue": lambda item, text: DueDate(item.due_on, waiting.today).is_overdue is (text == yes),
            "assigned": lambda item, text: (item.key in waiting.assigned) is (text == yes),
            "reminded": lambda item, text: self._is_reminded(item) is (text == yes),
        }

    def _read_kind(self, text: str) -> str:
        if text in self.waiting.kinds:
            return text
        message = gettext(
            "“%(typed)s” is not among the choices. Type a name or a code, or choose from the list."
        )
        raise UnableToRead(message % {"typed": text[:40]})

    def _is_reminded(self, item: WorkItem) -> bool:
        last = self.waiting.reminded.get(item.key)
        return last is not None and last.reminded_on == self.waiting.today


def _places_of(items: Iterable[WorkItem]) -> list[Country]:
    """Return the countries of what waits, and those of its regions, with their regions; one query."""
    regions = {item.region for item in items}
    found = Country.objects.filter(Q(pk__in=_countries(items)) | Q(region__in=regions))
    return list(found.select_related("region"))


def _countries(items: Iterable[WorkItem]) -> set[str]:
    return {code for item in items for code in item.countries}


def _by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: (plain(pair[1]), pair[0]))


def _key(offered: list[tuple[str, str]], read: Callable[[str], Any], text: str) -> str:
    """Return the key of what waits that `text` names; what waits nowhere now may still be asked for."""
    return key_called(text, offered) or str(read(text))
