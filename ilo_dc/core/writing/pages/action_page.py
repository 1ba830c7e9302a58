"""A page with a form for one action."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import FormView

from ilo_dc.core.errors import Busy, Conflict, Refused, UnableToAct, Verdict
from ilo_dc.core.people import policies
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.ui.forms import Compared, compared
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from ilo_dc.core.writing.pages.rehearsal import add_problems_of_others, what_stands_for_unread

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ilo_dc.core.people.grants import Viewer

    Words = str | Promise


IMPOSSIBLE = HTTPStatus.CONFLICT  # what the page of a form answers that cannot be sent now


class ActionPage(Guarded, FormView):
    """A form for one action: errors show on the fields as typed, success leads back with a message."""

    template_name = "core/writing/form.html"
    http_method_names = ["get", "head", "post", "options"]  # a form's page has no PUT
    heading: ClassVar[Words] = ""
    lead: ClassVar[Words] = ""
    button: ClassVar[Words] = ""
    kind: ClassVar[str] = ""
    conflict: tuple[Compared, ...] = ()
    keeps_draft: ClassVar[bool] = False  # the browser keeps what is typed, also where no text is long
    needs_whole_form: ClassVar[bool] = False  # its rule is about all fields at once

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may act."""
        return policies.may_administer(user)

    def act(self, answers: dict[str, Any]) -> str:
        """Do the one thing and return what to tell."""
        raise NotImplementedError

    def back(self) -> str:
        """Return the page to go back to."""
        raise NotImplementedError

    def onward(self) -> str:
        """Return the page to go on to once `act` has done it: back, unless it made or removed something."""
        return self.back()

    def subject(self) -> str:
        """Return the name of what the form is about."""
        return ""

    def draft(self) -> str:
        """Return what the browser names the draft of this form by; empty: it keeps none.

        It keeps what is typed until it is saved wherever a text may be long.
        """
        return self.request.path if self.keeps_draft or self.has_long_text else ""

    def version(self) -> str:
        """Return the version of the record that the form shows; a draft of another one is not put back.

        Empty: the one that the form carries, if any.
        """
        return ""

    @property
    def has_long_text(self) -> bool:
        """Whether its form has a text of several lines, which nobody types twice."""
        fields = getattr(self.get_form_class(), "base_fields", {})
        return any(isinstance(field.widget, forms.Textarea) for field in fields.values())

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Return what `act` takes of a form: its fields, each as it was read."""
        answers: dict[str, Any] = form.cleaned_data
        return answers

    def stand_ins(self, form: Any) -> dict[str, Any]:
        """Return what stands for unread fields without which nothing can be asked of the others."""
        return {}

    def impossible(self) -> list[str]:
        """Return why it cannot be done now, whatever the form would say: then no form opens."""
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the form; of what cannot be done now, say why and what is missing instead."""
        if reasons := self.impossible():
            context = self.get_context_data(form=None, reasons=reasons)
            return TemplateResponse(request, "core/writing/impossible.html", context, status=IMPOSSIBLE)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act; where a field cannot be read, say with it what the action would ask of the others."""
        form = self.get_form()
        if form.is_valid():
            return self.form_valid(form)
        left_out = None if self.needs_whole_form else what_stands_for_unread(form)
        if left_out is not None:
            form.cleaned_data.update({**left_out, **self.stand_ins(form)})
            add_problems_of_others(form, lambda: self.act(self.answers_of(form)))
        return self.form_invalid(form)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Act once; an action's error becomes the form's."""
        try:
            return answer_once(
                self.request,
                lambda: Saved(self.act(self.answers_of(form)), self.onward()),
                draft=self.draft(),
            )
        except Refused:
            raise
        except Conflict as error:
            return self.conflicting(form, error)
        except Busy as error:
            show_problems(form, error)
            return self.form_invalid(form, status=error.status)
        except UnableToAct as error:
            show_problems(form, error)
            return self.form_invalid(form)

    def form_invalid(self, form: forms.Form, *, status: int = 422) -> HttpResponse:
        """Show the form again with what was typed."""
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def conflicting(self, form: forms.Form, error: Conflict) -> HttpResponse:
        """Show what somebody else saved beside what was typed; sending it again decides for the latter."""
        show_problems(form, error)
        self.conflict = tuple(compared(form, error))
        if error.version is not None:
            typed: Any = form.data
            typed = typed.copy()
            typed[form.add_prefix("version")] = str(error.version)
            form.data = typed
        return self.render_to_response(self.get_context_data(form=form), status=error.status)

    def trail(self) -> list[tuple[str, object]]:
        """Return address and label of the pages above this one."""
        above: list[tuple[str, object]] = [(reverse("core:admin-area"), _("Administration"))]
        return [*above, (self.back(), self.subject())] if self.subject() else above

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        context = super().get_context_data(
            heading=self.heading,
            lead=self.lead,
            button=self.button,
            kind=self.kind,
            subject=self.subject(),
            back=self.back(),
            trail=self.trail(),
            conflict=self.conflict,
            **kwargs,
        )
        form = context.get("form")
        if form is None or not (draft := self.draft()):
            return {**context, "draft": "", "version": ""}
        return {**context, "draft": draft, "version": self.version() or str(form.initial.get("version", ""))}


def show_problems(form: forms.Form, error: UnableToAct) -> None:
    """Put an action's error on the fields it names; what no field of the form names stands on top."""
    shown = False
    for name, texts in error.problems.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
            shown = True
    if not shown:
        form.add_error(None, error.message)
