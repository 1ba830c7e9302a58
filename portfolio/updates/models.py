from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, check_ticked
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.text_search import FoldedTexts
from ilo_dc.core.versions.models import Revised, in_force_when_written
from ilo_dc.formats.text import exact, half_year
from portfolio.programmes.models.country_programme import DateRange
from portfolio.programmes.vocab import Progress, TextLanguage
from portfolio.updates.querysets import OutcomeUpdateQuerySet, ReportedValueQuerySet, UpdateStepQuerySet
from portfolio.updates.rules import NARRATIVE_MOST, PARTIES, Period
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from datetime import date

INDICATOR_OF_THE_OUTCOME = """
IF NOT EXISTS (
    SELECT 1 FROM portfolio_outcomeindicator i JOIN portfolio_outcomeupdate u ON u.outcome_id = i.outcome_id
    WHERE i.id = NEW.indicator_id AND u.id = NEW.update_id
) THEN
    RAISE EXCEPTION 'A reported value and its update belong to one outcome.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# An update tells of one outcome and one period for ever: another one is another update.
SUBJECT_IS_FIXED = """
IF (NEW.outcome_id, NEW.starts_on, NEW.ends_on)
   IS DISTINCT FROM (OLD.outcome_id, OLD.starts_on, OLD.ends_on) THEN
    RAISE EXCEPTION 'The outcome and the period of an update never change.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Checked when the transaction ends: the state of an update and the last step that was recorded of it agree.
STATE_FOLLOWS = """
IF EXISTS (
    SELECT 1 FROM portfolio_outcomeupdate u WHERE u.id = {update} AND u.state IS DISTINCT FROM coalesce((
        SELECT s.state FROM portfolio_updatestep s WHERE s.update_id = u.id AND s.superseded_at IS NULL
    ), 'draft')
) THEN
    RAISE EXCEPTION 'An outcome update must be in the state that was recorded of it last.'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


def _state_follows(update: str) -> pgtrigger.Trigger:
    """Return the trigger that holds updates and their steps to each other; `update`: its number in a row."""
    return pgtrigger.Trigger(
        name="state_follows",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func=STATE_FOLLOWS.format(update=f"NEW.{update}"),
    )


def _handed_in() -> Q:
    """Whatever left the field office once says when; a draft may: it was withdrawn."""
    return Q(state=UpdateState.DRAFT) | Q(submitted_at__isnull=False)


def _decided() -> Q:
    """A decision says when; a return says why, and only a return."""
    return (
        Q(state=UpdateState.RETURNED, decided_at__isnull=False) & ~Q(note="")
        | Q(state=UpdateState.ACCEPTED, decided_at__isnull=False, note="")
        | Q(state__in=(UpdateState.DRAFT, UpdateState.SUBMITTED), decided_at__isnull=True, note="")
    )


@texts_written_in("language", "narrative")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class OutcomeUpdate(Revised):
    """What a field office reports on an outcome for a half-open period; the region accepts or returns it."""

    NAMED_BY = ("outcome", "period_name")  # in histories

    HAPPENED = ("government_on", "employers_on", "workers_on")  # days that cannot lie ahead

    REPORTS_ON = "outcome"  # under whose programme it was written: that one stays (`reported_on`)

    outcome = models.ForeignKey(
        "portfolio.ProgrammeOutcome", models.PROTECT, related_name="updates", verbose_name=_("outcome")
    )
    starts_on = models.DateField(_("first day of the period"))
    ends_on = DayAfterField(_("last day of the period"))
    state = models.CharField(
        _("state"), max_length=10, choices=UpdateState, default=UpdateState.DRAFT, editable=False
    )
    progress = models.CharField(_("progress"), max_length=20, choices=Progress, blank=True)
    narrative = models.TextField(
        _("what was achieved"), blank=True, validators=[MaxLengthValidator(NARRATIVE_MOST)]
    )
    language = models.CharField(
        _("language of its text"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    government = models.BooleanField(_("government consulted"), default=False)
    government_on = models.DateField(_("government consulted on"), null=True, blank=True)
    employers = models.BooleanField(_("employers consulted"), default=False)
    employers_on = models.DateField(_("employers consulted on"), null=True, blank=True)
    workers = models.BooleanField(_("workers consulted"), default=False)
    workers_on = models.DateField(_("workers consulted on"), null=True, blank=True)
    note = models.CharField(_("why it was returned"), max_length=1000, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("accepted or returned"), null=True, editable=False)

    objects = OutcomeUpdateQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("outcome update")
        abstract = False
        ordering = ["-starts_on", "-pk"]
        triggers = [
            *Revised.Meta.triggers,
            pgtrigger.Trigger(
                name="subject_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=SUBJECT_IS_FIXED,
            ),
            _state_follows("id"),
        ]
        indexes = [
            FoldedTexts(fields=["narrative"], name="outcome_update_folded"),
            models.Index(fields=["-starts_on", "id"], name="updates_by_period"),
            models.Index(fields=["state", "submitted_at"], name="updates_by_state"),
            models.Index(fields=["updated_at"], name="updates_by_update"),
        ]
        constraints = [
            *Revised.Meta.constraints,
            ExclusionConstraint(
                name="one_update_of_an_outcome_and_period",
                expressions=[
                    ("outcome", RangeOperators.EQUAL),
                    (DateRange(F("starts_on"), F("ends_on")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This outcome has an update for this period already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    starts_on__day=1, ends_on__day=1, starts_on__month__in=(1, 7), ends_on__month__in=(1, 7)
                )
                & Q(ends_on__gt=F("starts_on")),
                name="an_update_covers_half_years",
                violation_error_message=_(
                    "The period must be whole half-years: from 1 January or 1 July to 30 June or 31 December."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=UpdateState.values),
                name="update_state_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(progress="") | Q(progress__in=Progress.values),
                name="update_progress_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="update_language_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("narrative"), NARRATIVE_MOST),
                name="update_narrative_is_short",
                violation_error_message=_("At most 1,500 characters."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=(UpdateState.DRAFT, UpdateState.RETURNED))
                | (~Q(progress="") & ~Q(narrative="")),
                name="a_submitted_update_is_whole",
                violation_error_message=_("Give a rating and a narrative before the update is handed in."),
            ),
            models.CheckConstraint(
                condition=_handed_in(),
                name="a_submitted_update_says_when",
                violation_error_message=_("An update that was handed in must say when."),
            ),
            models.CheckConstraint(
                condition=_decided(),
                name="a_decided_update_says_when_and_why",
                violation_error_message=_(
                    "A decision on an update must say when; a return must give a reason, and nothing else "
                    "may."
                ),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{party: True}) | Q(**{f"{party}_on__isnull": True}),
                    name=f"{party}_consulted_where_dated",
                    violation_error_message=_("Tick who was consulted, or leave the day empty."),
                )
                for party in PARTIES
            ],
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(demonstration=True),
                name="an_update_has_an_author",
                violation_error_message=_("Only demonstration data may have no author."),
            ),
            WithinCalendar(
                name="outcome_update_dates_are_in_the_calendar",
                days=["starts_on", "government_on", "employers_on", "workers_on"],
                days_after=["ends_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.period.code}"

    def clean(self) -> None:
        """Refuse the day of a consultation that is not ticked."""
        check_ticked(self, PARTIES)

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return why an outcome that was reported on is not removed."""
        return str(_("Updates were written on this outcome. It stays."))

    @property
    def period_name(self) -> str:
        """What its period is called in the reader's language."""
        return half_year(self.period.code)

    @property
    def period(self) -> Period:
        """The period that it tells of."""
        return Period(self.starts_on, self.ends_on)

    @property
    def due_on(self) -> date:
        """The last day on which it comes in time."""
        return self.period.due_on

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.ends_on - timedelta(days=1)

    @property
    def written_values(self) -> str:
        """One line an indicator that is reported, as files carry it; reads `values` with their indicators."""
        return "\n".join(one.filed for one in self.values.all())

    @property
    def is_open(self) -> bool:
        """Whether the field office may write in it."""
        return self.state in {UpdateState.DRAFT, UpdateState.RETURNED}


@texts_written_in("update.language", "words")
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=in_force_when_written()
)
class ReportedValue(Demonstrable):
    """Where an indicator stood at the end of an update's period: a number, words or both."""

    NAMED_BY = ("update", "indicator")  # in histories

    update = models.ForeignKey(OutcomeUpdate, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(
        "portfolio.OutcomeIndicator",
        models.PROTECT,
        related_name="reported",
        verbose_name=_("indicator"),
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    words = models.CharField(_("value in words"), max_length=300, blank=True)

    objects = ReportedValueQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("reported value")
        abstract = False
        ordering = ["update", "indicator"]
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Trigger(
                name="indicator_of_the_outcome",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=INDICATOR_OF_THE_OUTCOME,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "indicator"],
                name="an_indicator_is_reported_once_in_an_update",
                violation_error_message=_("This indicator has a value in this update already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.update_id} {self.indicator_id}"

    @classmethod
    def in_the_way_of(cls, _row: models.Model) -> str:
        """Return why an indicator that was reported on is not removed."""
        return str(_("Values of this indicator were reported. It stays; change it instead."))

    @property
    def written(self) -> str:
        """The indicator's text, the number with its unit, the words; reads `indicator`."""
        return self._joined("" if self.value is None else exact(self.value))

    @property
    def filed(self) -> str:
        """The same in files: the number as `1234.5` in every language."""
        return self._joined("" if self.value is None else f"{self.value.normalize():f}")

    def _joined(self, number: str) -> str:
        unit = self.indicator.unit if number else ""
        return " ".join(filter(None, (f"{self.indicator.text or ''}:", number, unit, self.words)))


class UpdateStep(Fact):
    """A step that an outcome update took, as recorded: handed in, taken back, returned or accepted.

    Measures count these rows. `OutcomeUpdate.state` repeats the current one; of a draft that was never handed
    in there is none.
    """

    FACT_KEY = ("update",)
    NOUN = "outcome-updates"
    SUBJECT = "update_id"

    update = models.ForeignKey(
        OutcomeUpdate, models.PROTECT, related_name="steps", verbose_name=_("outcome update")
    )
    state = models.CharField(_("state"), max_length=10, choices=UpdateState)
    submitted_at = models.DateTimeField(_("submitted"))

    objects = UpdateStepQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Fact.Meta):
        abstract = False
        ordering = ["update", "-recorded_at", "-pk"]
        triggers = [*Fact.Meta.triggers, _state_follows("update_id")]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["update", "recorded_at"], name="steps_of_an_update"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["update"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_step_per_update",
                violation_error_message=_("A step of this update is in force already: it must be replaced."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=UpdateState.values),
                name="update_step_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update_id} {self.state}"
