from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.clearances.querysets import ClearanceStepQuerySet
from funding.clearances.vocab import RESULTS, Decision, Step
from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.steps.vocab import Opinion


class ClearanceStep(Fact):
    """A step of a clearance that ended: from when it waited, until when, and what came of it.

    Measures count these rows; the clearance's own row repeats what they say.
    """

    HAPPENED = ("started_on", "ended_on")  # days that cannot lie ahead

    FACT_KEY = ("clearance", "step")
    NOUN = "partnership-clearances"
    SUBJECT = "clearance_id"

    clearance = models.ForeignKey(
        "funding.PartnershipClearance", models.PROTECT, related_name="steps", verbose_name=_("clearance")
    )
    step = models.CharField(_("step"), max_length=20, choices=Step)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"))
    result = models.CharField(
        _("result"), max_length=20, choices=[*Opinion.choices, *Decision.choices], blank=True
    )

    objects = ClearanceStepQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("step of a clearance")
        ordering = ["pk"]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["step", "ended_on"], name="clearance_steps_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["clearance", "step"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_end_per_step",
                violation_error_message=_("This step has ended already."),
            ),
            models.CheckConstraint(
                condition=Q(step__in=Step.values),
                name="clearance_step_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(result__in=RESULTS),
                name="clearance_step_result_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")),
                name="a_clearance_step_ends_after_it_begins",
                violation_error_message=_("A step must not end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_clearances_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
            WithinCalendar(name="clearance_step_dates_are_in_the_calendar", days=["started_on", "ended_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.clearance_id} {self.step} {self.ended_on}"
