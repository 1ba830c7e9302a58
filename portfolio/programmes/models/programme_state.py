import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar
from ilo_dc.core.life.models import DatedStatus, belongs_to_its_life
from portfolio.programmes.querysets.programmes import ProgrammeStateQuerySet
from portfolio.programmes.vocab import ProgrammeStatus

# In the fact's own transaction, so that no reader ever sees the two differ; the constraint against
# overlaps stands on that column and decides between concurrent writers.
PROGRAMME_FOLLOWS = """
IF NEW.superseded_at IS NULL AND NOT NEW.past THEN
    UPDATE portfolio_countryprogramme
    SET status = NEW.status, version = version + 1, updated_at = now()
    WHERE id = NEW.programme_id AND status <> NEW.status;
END IF;
RETURN NULL;
"""


class ProgrammeState(DatedStatus):
    """The status of a country programme, from `effective_on`, as recorded.

    Measures count these rows; the programme's own `status` repeats the current one.
    """

    FACT_KEY = ("programme",)
    NOUN = "country-programmes"
    SUBJECT = "programme_id"

    programme = models.ForeignKey(
        "portfolio.CountryProgramme", models.PROTECT, related_name="states", verbose_name=_("programme")
    )
    status = models.CharField(_("status"), max_length=12, choices=ProgrammeStatus)
    effective_on = models.DateField(_("with effect from"))
    extended_until = DayAfterField(
        _("extended to, last day"),
        null=True,
        blank=True,
        help_text=_("Of an extension: its last day, as it was agreed."),
    )
    reason = models.CharField(_("reason"), max_length=500)
    document = models.ForeignKey(
        "portfolio.ProgrammeDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stages",
        verbose_name=_("document that says so"),
    )

    objects = ProgrammeStateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(DatedStatus.Meta):
        abstract = False
        ordering = ["pk"]
        triggers = [
            *DatedStatus.Meta.triggers,
            belongs_to_its_life("portfolio_programmestate", "programme_id"),
            pgtrigger.Trigger(
                name="programme_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=PROGRAMME_FOLLOWS,
            ),
        ]
        indexes = [
            *DatedStatus.Meta.indexes,
            models.Index(fields=["programme", "recorded_at"], name="states_of_a_programme"),
        ]
        constraints = [
            *DatedStatus.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_state_per_programme",
                violation_error_message=_(
                    "This programme has a status in force already: it must be replaced."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProgrammeStatus.values),
                name="programme_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="programme_state_has_a_reason",
                violation_error_message=_("Give a reason for this status."),
            ),
            models.CheckConstraint(
                condition=Q(backdated=False) | Q(demonstration=True),
                name="only_demonstration_states_are_backdated",
                violation_error_message=_("Only demonstration data may be dated back."),
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True) | Q(status=ProgrammeStatus.EXTENDED),
                name="only_an_extension_says_until_when",
                violation_error_message=_("Say until when a programme is extended, and only then."),
            ),
            WithinCalendar(
                name="programme_state_dates_are_in_the_calendar",
                days=["effective_on"],
                days_after=["extended_until"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.status}"
