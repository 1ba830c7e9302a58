import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks.querysets.framework_parts import (
    CountryAnalysisQuerySet,
    CountryAnalysisUpdateQuerySet,
)

EVENTS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())


class CommonCountryAnalysis(Revised):
    """The common country analysis (CCA) of a set of countries: one, continuous; its updates are dated.

    `country_key` names the set as a framework's does; frameworks come and go, the analysis stays.
    """

    country_key = models.CharField(_("countries' codes"), max_length=200, unique=True)
    countries = models.ManyToManyField("core.Country", related_name="country_analyses")

    objects = CountryAnalysisQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        ordering = ["country_key"]
        verbose_name_plural = "common country analyses"

    def __str__(self) -> str:
        return self.country_key


@pghistory.track(*EVENTS)
class CountryAnalysisUpdate(Revised):
    """One dated update of a common country analysis, the first among them; due at least once a year."""

    HAPPENED = ("updated_on",)  # days that cannot lie ahead

    analysis = models.ForeignKey(CommonCountryAnalysis, models.PROTECT, related_name="updates")
    updated_on = models.DateField(_("updated"))
    summary = LongTextField(_("what it says new"), max_length=2000, blank=True)
    ilo_contribution = LongTextField(_("what the ILO contributed"), max_length=2000, blank=True)
    constituents_contribution = LongTextField(_("what constituents contributed"), max_length=2000, blank=True)
    reference = models.CharField(
        _("document"), max_length=300, help_text=_("The title or number of the document, as it is cited.")
    )
    link = models.URLField(_("address of the document"), max_length=500, blank=True)

    objects = CountryAnalysisUpdateQuerySet.as_manager()

    class Meta(Revised.Meta):
        verbose_name = _("update of a common country analysis")
        abstract = False
        ordering = ["analysis", "-updated_on", "-pk"]
        constraints = [
            *Revised.Meta.constraints,
            models.UniqueConstraint(
                fields=["analysis", "updated_on"],
                name="an_analysis_is_updated_once_a_day",
                violation_error_message=_("An update of this day is recorded already."),
            ),
            WithinCalendar(name="country_analysis_update_dates_are_in_the_calendar", days=["updated_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.updated_on})"
