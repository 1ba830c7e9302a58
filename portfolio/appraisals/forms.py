"""Forms of appraisals: field shape only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import Membership, User
from ilo_dc.core.ui.forms import AmountField, Section, SectionsMixin, field_of
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import ReasonWithVersionForm, VersionForm, say_missing
from portfolio.appraisals.actions.scores import Scored
from portfolio.appraisals.models.appraisal import AppraisalRemark, AppraisalRule
from portfolio.appraisals.policies import APPRAISERS
from portfolio.appraisals.vocab import Criterion, Decision, EvaluationCriterion, Score
from portfolio.proposals.querysets.proposals import writers_of

SCORES = [("", _("Not yet scored")), *Score.choices]


def appraisers() -> Any:
    """Return the active people who may appraise proposals today."""
    members = Membership.objects.in_force_on(timezone.now().date()).filter(role__in=APPRAISERS).values("user")
    return User.objects.filter(is_active=True, pk__in=members).order_by("name__folded", "pk")


class AppraiserField(RowField):
    """Somebody who may appraise, by name or sign-in name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), codes=("username",), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Return the field of one form, which offers who may appraise on the day it is made."""
        made = super().__deepcopy__(memo)
        made.queryset = appraisers()
        return made

    def offer_for(self, proposal: int) -> None:
        """Suggest nobody who wrote in a proposal; who is typed all the same is told why not."""
        offered = appraisers().exclude(pk__in=writers_of(proposal))
        self.choices = [(one.pk, self.label_from_instance(one)) for one in offered]


class AppraiserMixin(forms.Form):
    """A form that names the appraiser of a proposal (None: of any)."""

    def __init__(self, *args: Any, proposal: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["appraiser"]
        if proposal is not None:
            field.offer_for(proposal)


class TakeUpForm(AppraiserMixin, VersionForm):
    """Who appraises."""

    appraiser = AppraiserField(
        label=_("Appraiser"), required=False, help_text=_("Empty: you appraise it yourself.")
    )


class HandOverForm(AppraiserMixin, ReasonWithVersionForm):
    """Who appraises instead."""

    appraiser = AppraiserField(label=_("Substitute"))

    field_order = ("appraiser", "reason")


class ScoresForm(SectionsMixin, VersionForm):
    """A score with its justification for each criterion."""

    criteria: type[Criterion] | type[EvaluationCriterion] = Criterion

    def __init__(self, *args: Any, missing: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = []
        for one in self.criteria:
            score, why = f"score_{one.value}", f"why_{one.value}"
            self.fields[score] = forms.ChoiceField(label=_("Score"), choices=SCORES, required=False)
            self.fields[why] = LinesField(label=_("Justification"), max_length=1000, required=False, rows=2)
            pairs.append(Section(one.label, (score, why)))
        self.sections = (*pairs, *self.sections)
        scored = (name for section in pairs for name in section.fields)
        self.needed_later = (*scored, "recommendation")
        say_missing(self, missing or {})

    def scores(self) -> dict[str, Scored]:
        """Return what was answered, by criterion."""
        answers = self.cleaned_data
        return {
            one.value: Scored(answers[f"score_{one.value}"], answers[f"why_{one.value}"])
            for one in self.criteria
        }


class AppraiserScoresForm(ScoresForm):
    """The six criteria, and what the appraiser recommends."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"), choices=[("", _("None yet")), *Decision.choices], required=False
    )
    comment = LinesField(label=_("Comment"), max_length=2000, required=False, rows=3)

    sections = (Section(_("Recommendation"), ("recommendation", "comment")),)


class EvaluationScoresForm(ScoresForm):
    """EVAL's eight criteria."""

    criteria = EvaluationCriterion


class DecisionForm(VersionForm):
    """A decision; the note belongs to a return and to a rejection."""

    needed_later = ("note",)

    note = LinesField(
        label=_("Note to the authors"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_("Needed to return or to reject it: say what to change, or why."),
    )


class RemarkForm(forms.Form):
    """A request for a change, or a flag."""

    needed_later = ("section", "team")

    kind = field_of(AppraisalRemark, "kind")
    section = field_of(AppraisalRemark, "section", help_text=_("Of a change."))
    team = field_of(AppraisalRemark, "team", help_text=_("Of a flag."))
    text = LinesField(label=_("Text"), max_length=1000, rows=3)


class RuleForm(forms.Form):
    """Settings from a day on."""

    effective_on = field_of(AppraisalRule, "effective_on")
    evaluation_above_usd = AmountField(label=_("EVAL appraises above, US$"), decimal_places=2)
    one_bars_ready = field_of(AppraisalRule, "one_bars_ready")
    take_up_days = field_of(AppraisalRule, "take_up_days")
    scores_days = field_of(AppraisalRule, "scores_days")
    act_emp_days = field_of(AppraisalRule, "act_emp_days")
    actrav_days = field_of(AppraisalRule, "actrav_days")
    evaluation_days = field_of(AppraisalRule, "evaluation_days")
    decision_days = field_of(AppraisalRule, "decision_days")
    revise_days = field_of(AppraisalRule, "revise_days")
    reason = LinesField(label=_("Reason"), max_length=500, rows=2, help_text=_("Kept in the history."))
