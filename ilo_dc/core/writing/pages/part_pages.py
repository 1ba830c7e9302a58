"""Pages of a part: add, edit, remove."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from ilo_dc.core.writing.part import Part

    Three = tuple[str | Promise, str | Promise, str | Promise]

REMOVE_MISTAKES = _("Only what was entered by mistake; the history keeps it.")
ADD = _("Add")
DONE: tuple[Promise, Promise, Promise] = (_("Added."), _("Saved."), _("Removed."))


@dataclass(frozen=True, kw_only=True)
class PartForm:
    """How a part looks on pages.

    Attributes:
        part: the part.
        form: what is typed, by the names of the part's data; `new` of a new row, where that is more.
        headings: of the three pages.
        messages: what each says when it is done.
        add_button: the words of the button that adds.
        lead: what the page that removes says first.
        own: fields of the form that are no part of the data, which `add` and `edit` take by their names.
        add, edit, remove: the actions, where they are not the part's own.
        asks_why: whether who removes one says why: `remove` takes a `reason`.
    """

    part: Part[Any]
    form: type[forms.Form]
    new: type[forms.Form] | None = None
    headings: Three
    messages: Three = DONE
    add_button: str | Promise = ADD
    lead: str | Promise = REMOVE_MISTAKES
    own: tuple[str, ...] = ()
    add: Callable[..., Any] | None = None
    edit: Callable[..., Any] | None = None
    remove: Callable[..., Any] | None = None
    asks_why: bool = False


class PartPage(ActionPage):
    """A form about a part; an app's page says what it belongs to, who may write it and where it leads."""

    shown: Any  # a PartForm
    owner: Any
    row: Any

    def own_answers(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Take what is no part of the data out of the answers."""
        return {name: answers.pop(name) for name in self.shown.own}


class AddPart(PartPage):
    """Add a part."""

    def get_form_class(self) -> type[forms.Form]:
        """Return the form of a new part."""
        return self.shown.new or self.shown.form

    def get_initial(self) -> dict[str, Any]:
        """Number it after the last one, where parts are numbered."""
        if "position" not in self.get_form_class().base_fields:
            return {}
        part = self.shown.part
        rows = part.model._default_manager.filter(**{part.owner: self.owner})
        last = rows.order_by("-position").values_list("position", flat=True).first()
        return {"position": (last or 0) + 1}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the part."""
        words = {"heading": self.shown.headings[0], "button": self.shown.add_button}
        return {**super().get_context_data(**kwargs), **words}

    def act(self, answers: dict[str, Any]) -> str:
        """Add it to its owner, which the form may name."""
        part, own = self.shown.part, self.own_answers(answers)
        owner = answers.pop(part.owner, self.owner)
        (self.shown.add or part.add)(by=self.by, owner=owner, data=part.data(**answers), **own)
        return str(self.shown.messages[0])


class EditPart(PartPage):
    """Change a part as it was read."""

    button = _("Save")

    def get_form_class(self) -> type[forms.Form]:
        """Return the form of an edit."""
        return edit_form(self.shown.form)

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.row, name) for name in self.get_form_class().base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the part."""
        return {**super().get_context_data(**kwargs), "heading": self.shown.headings[1]}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        part, own, version = self.shown.part, self.own_answers(answers), answers.pop("version")
        data = replace(part.data_of(self.row), **answers)
        (self.shown.edit or part.edit)(by=self.by, row=self.row, lock_version=version, data=data, **own)
        return str(self.shown.messages[1])


class RemovePart(PartPage):
    """Remove a part."""

    button = _("Remove it")
    kind = "btn-bad"

    def get_form_class(self) -> type[forms.Form]:
        """Return the form that removes, with a reason where the part asks for one."""
        return ReasonWithVersionForm if self.shown.asks_why else VersionForm

    def subject(self) -> str:
        """Return what will be removed."""
        return str(self.row)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.row.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the part."""
        words = {"heading": self.shown.headings[2], "lead": self.shown.lead}
        return {**super().get_context_data(**kwargs), **words}

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        remove = self.shown.remove or self.shown.part.remove
        why = {"reason": answers["reason"]} if self.shown.asks_why else {}
        remove(by=self.by, row=self.row, lock_version=answers["version"], **why)
        return str(self.shown.messages[2])


@cache
def edit_form(fields: type[forms.Form]) -> type[forms.Form]:
    """Return the form that edits what `fields` describe: the same, with the version that was read."""
    return type(f"Edit{fields.__name__}", (VersionForm, fields), {})


def part_pages(
    slug: str, shown: PartForm, pages: tuple[type[PartPage], type[PartPage]], *, noun: str, add: str
) -> list[URLPattern]:
    """Return the pages `<noun>-new` (at the address `add`), `<noun>-edit` and `<noun>-remove` of a part.

    `pages` are the app's pages of what a part is added to, and of a part that is there.
    """
    to_owner, of_row = pages

    def view(verb: type[PartPage], page: type[PartPage]) -> Any:
        made: Any = type(
            f"{verb.__name__}{noun.capitalize()}",
            (verb, page),
            {"shown": shown, "__module__": page.__module__},
        )
        return made.as_view()

    return [
        path(add, view(AddPart, to_owner), name=f"{noun}-new"),
        path(f"{slug}/<int:pk>/edit/", view(EditPart, of_row), name=f"{noun}-edit"),
        path(f"{slug}/<int:pk>/remove/", view(RemovePart, of_row), name=f"{noun}-remove"),
    ]
