"""Forms of outcome updates: field shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.documents.uploads import with_limit
from ilo_dc.core.languages import filled, joined, shortened, together
from ilo_dc.core.ui.forms import AmountField, Section, SectionsMixin, field_of
from ilo_dc.core.ui.tags import exact
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import VersionForm
from portfolio.programmes.vocab import PROGRESS_CHOICES
from portfolio.updates.actions.outcome_updates import Reported, takes_whole_numbers
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.rules import NARRATIVE_MOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from portfolio.programmes.models.programme_outcome import OutcomeIndicator
    from portfolio.updates.models import ReportedValue


def _values_so_far(indicator: OutcomeIndicator, last: ReportedValue | None) -> str:
    """Say what an indicator is measured in, where it began, where it was last and where it shall go."""
    values = [indicator.unit] if indicator.unit else []
    known: list[tuple[Any, Decimal | None, str, object]] = [
        (_("baseline"), indicator.baseline_value, indicator.baseline_text, indicator.baseline_year),
        (_("target"), indicator.target_value, indicator.target_text, indicator.target_year),
    ]
    if last is not None:
        known.insert(1, (_("last reported"), last.value, last.words, last.update.period_name))
    for name, value, words, when in known:
        text = joined(" ", (part for part in ("" if value is None else exact(value), words) if part))
        if text:
            values.append(together(name, " ", text, f" ({when})" if when else ""))
    return joined(" · ", values)


class UpdateForm(SectionsMixin, VersionForm):
    """An update with a pair of fields for each indicator of its outcome."""

    # A draft may lack them; a submission, or a tick beside, asks for them.
    needed_later = ("progress", "narrative", "government_on", "employers_on", "workers_on")

    progress = field_of(OutcomeUpdate, "progress", choices=PROGRESS_CHOICES, help_text=_("Needed to submit."))
    narrative = LinesField(
        label=_("What was achieved"),
        max_length=NARRATIVE_MOST,
        required=False,
        rows=8,
        help_text=_(
            "Needed to submit. The same text serves the programme review, donor reports and UN INFO."
        ),
    )
    language = field_of(OutcomeUpdate, "language", label=_("Language of this text"))
    government = field_of(OutcomeUpdate, "government", label=_("Government"))
    government_on = field_of(OutcomeUpdate, "government_on", label=_("Government, on"))
    employers = field_of(OutcomeUpdate, "employers", label=_("Employers"))
    employers_on = field_of(OutcomeUpdate, "employers_on", label=_("Employers, on"))
    workers = field_of(OutcomeUpdate, "workers", label=_("Workers"))
    workers_on = field_of(OutcomeUpdate, "workers_on", label=_("Workers, on"))

    def __init__(
        self,
        *args: Any,
        indicators: Iterable[OutcomeIndicator],
        last: Mapping[int, ReportedValue],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False
        self.numbers = [one.pk for one in indicators]
        for one in indicators:
            self.fields[f"value_{one.pk}"] = AmountField(
                label=shortened(one.text, 120),
                required=False,
                decimal_places=0 if takes_whole_numbers(one) else 4,
                help_text=_values_so_far(one, last.get(one.pk)),
            )
            self.fields[f"words_{one.pk}"] = forms.CharField(
                label=filled(_("%(indicator)s: in words"), indicator=shortened(one.text, 60)),
                required=False,
                max_length=300,
            )
        named = tuple(f"{kind}_{pk}" for pk in self.numbers for kind in ("value", "words"))
        parties = tuple(f"{one}{on}" for one in ("government", "employers", "workers") for on in ("", "_on"))
        measured = Section(_("Indicators"), named, _("Where each stands at the end of the period."))
        self.sections = (
            Section(_("Progress"), ("progress", "narrative", "language")),
            *((measured,) if named else ()),
            Section(_("Constituents consulted"), parties, _("Tick who was consulted, and say when.")),
        )

    def field_values(self) -> dict[str, Any]:
        """Return the answers as the action takes them: the reported values together."""
        answers = {
            name: value for name, value in self.cleaned_data.items() if name not in {"version", "file"}
        }
        values = {
            number: Reported(answers.pop(f"value_{number}"), answers.pop(f"words_{number}"))
            for number in self.numbers
        }
        return {**answers, "values": values}


class NewUpdateForm(UpdateForm):
    """An update that is begun, with a first file of evidence; more are attached to it later."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=with_limit(_("PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = (
            *self.sections,
            Section(_("Evidence"), ("file",), _("More files can be attached once it is saved.")),
        )


class ReviewForm(VersionForm):
    """A decision on an update; the note belongs to a return."""

    needed_later = ("note",)

    note = LinesField(
        label=_("Note to the field office"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_("Needed to return the update: say what to correct."),
    )


class WithdrawForm(VersionForm):
    """Taking an update back."""

    needed_later = ("reason",)  # the action says why

    reason = LinesField(
        label=_("Reason"),
        max_length=500,
        required=False,
        rows=2,
        help_text=_("Kept in the history."),
    )
