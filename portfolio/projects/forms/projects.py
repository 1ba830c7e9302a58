"""Forms of projects and initiatives: field shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.reference.row_fields import OfficeField, OrganisationField
from ilo_dc.core.ui.forms import Section, SectionsMixin, field_of
from ilo_dc.core.writing.forms import VersionForm
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.participant import Participant
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.vocab import ProjectStatus


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProjectFields(SectionsMixin, forms.Form):
    """What is said of a project."""

    sections: tuple[Section, ...] = (
        Section(_("What it is"), ("code", "number", "title", "language", "description")),
        Section(_("Its title in other languages"), ("title_en", "title_fr", "title_es")),
        Section(_("Where, when and who"), ("scope", "region", "starts_on", "ends_on", "unit", "backstopper")),
        Section(_("Of a joint programme, or of South–South cooperation"), ("ilo_share", "sstc_theme")),
        Section(
            _("Needed before it runs"),
            ("screening", "screened_on", "pseah_focal_point", "feedback_channel"),
        ),
        Section(
            _("Needed before it is closed"),
            (
                "final_report_on",
                "evaluated_on",
                "evaluation_note",
                "balance_returned_on",
                "balance_note",
            ),
        ),
    )
    # A later status asks for them.
    needed_later: tuple[str, ...] = (
        "starts_on",
        "ends_on",
        "unit",
        "screening",
        "pseah_focal_point",
        "feedback_channel",
        "final_report_on",
        "evaluated_on",
        "evaluation_note",
        "balance_returned_on",
        "balance_note",
    )

    code = field_of(Project, "code")
    number = field_of(Project, "number")
    title = field_of(Project, "title", widget=_long_text(2))
    language = field_of(Project, "language")
    description = field_of(Project, "description", widget=_long_text(5))
    title_en = field_of(Project, "title_en")
    title_fr = field_of(Project, "title_fr")
    title_es = field_of(Project, "title_es")
    scope = field_of(Project, "scope")
    region = field_of(Project, "region")
    starts_on = field_of(Project, "starts_on", label=_("First day"))
    ends_on = field_of(Project, "ends_on")
    unit = field_of(Project, "unit", form_class=OfficeField)
    backstopper = field_of(Project, "backstopper", form_class=OfficeField)
    ilo_share = field_of(Project, "ilo_share")
    sstc_theme = field_of(Project, "sstc_theme")
    screening = field_of(Project, "screening")
    screened_on = field_of(Project, "screened_on")
    pseah_focal_point = field_of(
        Project, "pseah_focal_point", help_text=_("Who it is; only staff read the name.")
    )
    feedback_channel = field_of(Project, "feedback_channel", help_text=_("Only staff read it here."))
    final_report_on = field_of(Project, "final_report_on")
    evaluated_on = field_of(Project, "evaluated_on")
    evaluation_note = field_of(Project, "evaluation_note")
    balance_returned_on = field_of(Project, "balance_returned_on")
    balance_note = field_of(Project, "balance_note")


class ProjectForm(VersionForm, ProjectFields):
    """A project that is edited."""


class NewProjectForm(ProjectFields):
    """A new project with its kind, which never changes."""

    kind = field_of(Project, "kind")
    planned_on = field_of(
        ProjectState,
        "effective_on",
        label=_("Planned since"),
        required=False,
        help_text=_(
            "Empty: today. Of a project that began earlier, the day from which it was planned; record its "
            "later statuses after it, each with the day on which it took effect."
        ),
    )

    sections = (
        Section(
            _("What it is"), ("kind", "code", "number", "title", "language", "description", "planned_on")
        ),
        *ProjectFields.sections[1:-1],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ProjectFields.sections[-1].fields:
            del self.fields[name]


class StepForm(VersionForm):
    """A step of a project's life."""

    effective_on = field_of(
        ProjectState, "effective_on", help_text=_("The day it happened; not in the future.")
    )
    reason = field_of(
        ProjectState,
        "reason",
        widget=_long_text(2),
        help_text=_("What was decided, where. Kept in the history; only staff read it."),
    )


class CorrectionForm(StepForm):
    """What a status of a project really was."""

    status = field_of(ProjectState, "status", choices=ProjectStatus.choices)

    field_order = ("version", "status", "effective_on", "reason")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].help_text = _("What was wrong, and how you know. Only staff read it.")


class ParticipantFields(forms.Form):
    """What is said of a participant."""

    organisation = field_of(Participant, "organisation", form_class=OrganisationField)
    role = field_of(Participant, "role")


class InitiativeFields(forms.Form):
    """What is said of an initiative."""

    code = field_of(Initiative, "code", help_text=_("Letters, digits and hyphens: better-work."))
    kind = field_of(Initiative, "kind")
    name = field_of(Initiative, "name")
    starts_on = field_of(Initiative, "starts_on", label=_("First day"))
    ends_on = field_of(Initiative, "ends_on", help_text=_("Empty: it goes on."))
    description = field_of(Initiative, "description", widget=_long_text(3))


class InitiativeForm(VersionForm, InitiativeFields):
    """An initiative that is edited."""
