"""Forms of the results of projects: field shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.languages import filled, shortened, together
from ilo_dc.core.reference.row_fields import OfficeField
from ilo_dc.core.ui.forms import AmountField, Section, SectionsMixin, field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.ui.tags import exact
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import VersionForm
from portfolio.programmes.vocab import PROGRESS_CHOICES
from portfolio.project_results.actions.progress_reports import Reported
from portfolio.project_results.models.progress_report import ProgressReport
from portfolio.project_results.models.project_extension import ProjectExtension
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator, ProjectResult
from portfolio.project_results.models.project_risk import Risk
from portfolio.project_results.models.report_schedule import ReportSchedule
from portfolio.project_results.rules import NARRATIVE_MOST
from portfolio.projects.models.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ResultFields(forms.Form):
    """What is said of a result of a project."""

    position = field_of(ProjectResult, "position", min_value=1, max_value=99)
    text = field_of(ProjectResult, "text", widget=_long_text(2))
    parent = field_of(ProjectResult, "parent")
    outcome = field_of(ProjectResult, "outcome", form_class=RowField, codes=("code",))

    def __init__(self, *args: Any, project: Project, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = ProjectResult.objects.filter(project=project, parent=None).select_related("project")
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        self.fields["outcome"].queryset = outcomes  # type: ignore[attr-defined]


class NewResultFields(ResultFields):
    """A new result with its level, which never changes."""

    level = field_of(ProjectResult, "level")

    field_order = ("level", "parent", "position", "text", "outcome")


class IndicatorFields(forms.Form):
    """What is said of an indicator of a project."""

    text = field_of(ProjectIndicator, "text", widget=_long_text(2))
    unit = field_of(ProjectIndicator, "unit", help_text=_("Such as %, people, laws."))
    by_sex = field_of(ProjectIndicator, "by_sex", help_text=_("Its values are of women and men."))
    baseline_value = field_of(ProjectIndicator, "baseline_value")
    baseline_on = field_of(ProjectIndicator, "baseline_on")


class TargetFields(forms.Form):
    """Where an indicator shall stand on a day; of one by sex perhaps women and men."""

    needed_later = ("value",)  # unless women and men are given

    due_on = field_of(IndicatorTarget, "due_on")
    value = field_of(
        IndicatorTarget,
        "value",
        required=False,
        help_text=_("Of women and men: leave it empty, it is their sum."),
    )
    women = field_of(IndicatorTarget, "women", help_text=_("Of an indicator by sex."))
    men = field_of(IndicatorTarget, "men", help_text=_("Of an indicator by sex."))


class RiskFields(forms.Form):
    """What is said of a risk."""

    text = field_of(Risk, "text", widget=_long_text(2))
    likelihood = field_of(Risk, "likelihood")
    impact = field_of(Risk, "impact")
    response = field_of(Risk, "response", widget=_long_text(3))
    owner = field_of(Risk, "owner", form_class=OfficeField)


class ExtensionForm(VersionForm):
    """Until when a project goes on."""

    ends_on = field_of(ProjectExtension, "ends_on")
    agreed_on = field_of(ProjectExtension, "agreed_on", help_text=_("The day it was agreed."))
    reason = field_of(ProjectExtension, "reason", widget=_long_text(2))


class ReportForm(SectionsMixin, VersionForm):
    """A progress report with fields for each indicator of its project."""

    needed_later = ("rating", "narrative")  # a draft may lack them; a submission asks for them

    rating = field_of(ProgressReport, "rating", choices=PROGRESS_CHOICES, help_text=_("Needed to submit."))
    narrative = LinesField(
        label=_("What was achieved"),
        max_length=NARRATIVE_MOST,
        required=False,
        rows=10,
        help_text=_("Needed to submit. The same text serves the partner and the country programme."),
    )
    language = field_of(ProgressReport, "language", label=_("Language of this text"))

    def __init__(self, *args: Any, indicators: Iterable[ProjectIndicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False
        self.indicators = list(indicators)
        named: list[str] = []
        for one in self.indicators:
            for name, answer in self._fields_of(one).items():
                self.fields[name] = answer
                named.append(name)
        measured = Section(
            _("Indicators"),
            tuple(named),
            _("Where each stands at the end of the period, counted from the start."),
        )
        self.sections = (
            Section(_("Progress"), ("rating", "narrative", "language")),
            *((measured,) if named else ()),
        )

    @staticmethod
    def _fields_of(one: ProjectIndicator) -> dict[str, forms.Field]:
        """Return the fields of an indicator: of one by sex women and men, else the value; and words."""
        text = shortened(one.text, 120)
        hint = "" if one.baseline_value is None else together(_("baseline"), " ", exact(one.baseline_value))
        parts = {"value": text}
        if one.by_sex:
            parts = {
                "women": filled(_("%(indicator)s: women"), indicator=text),
                "men": filled(_("%(indicator)s: men"), indicator=text),
            }
        fields: dict[str, forms.Field] = {
            f"{part}_{one.pk}": AmountField(
                label=label, required=False, decimal_places=4, help_text=together(hint, " ", one.unit)
            )
            for part, label in parts.items()
        }
        fields[f"words_{one.pk}"] = forms.CharField(
            label=filled(_("%(indicator)s: in words"), indicator=shortened(one.text, 60)),
            required=False,
            max_length=300,
        )
        return fields

    def field_values(self) -> dict[str, Any]:
        """Return the answers as the action takes them: the reported values together."""
        answers = {name: self.cleaned_data[name] for name in ("rating", "narrative", "language")}
        values = {
            one.pk: Reported(
                **{
                    part: self.cleaned_data[f"{part}_{one.pk}"]
                    for part in ("value", "women", "men", "words")
                    if f"{part}_{one.pk}" in self.fields
                }
            )
            for one in self.indicators
        }
        return {**answers, "values": values}


def _projects_called(rows: Any, text: str) -> Any:
    return rows.named(text).order_by("pk")


class ScheduleFields(forms.Form):
    """How often progress reports are asked for, from a day on."""

    since = field_of(ReportSchedule, "since", help_text=_("Today or later: what began stays due as it was."))
    every_months = field_of(ReportSchedule, "every_months")
    due_days = field_of(ReportSchedule, "due_days")


class NewScheduleFields(ScheduleFields):
    """A new schedule, of one project or of all."""

    project = RowField(
        Project.objects.all(),
        find=_projects_called,
        label=_("Project"),
        required=False,
        help_text=_("Title, TC code or number. Empty: all projects that have no schedule of their own."),
    )

    field_order = ("project", "since", "every_months", "due_days")

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class ReviewForm(VersionForm):
    """A decision on a report; the note belongs to a return."""

    needed_later = ("note",)

    note = LinesField(
        label=_("Note to who reports"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_("Needed to return the report: say what to correct."),
    )


class SkipForm(forms.Form):
    """Why no report is written."""

    reason = LinesField(label=_("Reason"), max_length=500, rows=2)
