from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DAY, WithinCalendar
from ilo_dc.core.models import SourcedRecord
from ilo_dc.core.reference.models.country import in_language
from ilo_dc.core.text_search import FoldedTexts
from portfolio.results.querysets import ResultsFrameworkQuerySet, in_six
from portfolio.results.vocab import ResultsFrameworkKind


@pghistory.track()
class ResultsFramework(SourcedRecord):
    """What results are planned in: a Strategic Plan, the Programme and Budget of a biennium, the SDGs.

    The period runs from `starts_on` to `ends_on`, both days included.
    """

    code = models.CharField(_("code"), max_length=30, unique=True, help_text="PB-2022-23")
    kind = models.CharField(_("kind"), max_length=30, choices=ResultsFrameworkKind)
    biennium = models.ForeignKey(
        "core.Biennium",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="results_frameworks",
        verbose_name=_("biennium"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    title_en = models.TextField(_("title in English"))
    title_fr = models.TextField(_("title in French"), blank=True)
    title_es = models.TextField(_("title in Spanish"), blank=True)
    title_ar = models.TextField(_("title in Arabic"), blank=True)
    title_zh = models.TextField(_("title in Chinese"), blank=True)
    title_ru = models.TextField(_("title in Russian"), blank=True)
    verified = models.BooleanField(
        _("read in the source"), default=False, help_text=_("Otherwise it is still to be verified.")
    )
    provenance = models.TextField(_("provenance"))

    objects = ResultsFrameworkQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        verbose_name = _("results framework")
        abstract = False
        ordering = ["code"]
        indexes = [FoldedTexts(fields=["code", *in_six("title")], name="results_framework_folded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]+(-[A-Z0-9]+)*$"),
                name="results_framework_code_is_plain",
                violation_error_message=_("Write the code in capitals, figures and hyphens: PB-2022-23."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ResultsFrameworkKind.values),
                name="results_framework_kind_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.UniqueConstraint(
                fields=["biennium"],
                condition=Q(withdrawn=False),
                name="one_programme_and_budget_per_biennium",
                violation_error_message=_("This biennium has a Programme and Budget already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="results_framework_ends_after_start",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET, biennium__isnull=False)
                | (~Q(kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET) & Q(biennium__isnull=True)),
                name="only_a_programme_and_budget_has_a_biennium",
                violation_error_message=_(
                    "A Programme and Budget must belong to a biennium, and no other may."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") & ~Q(provenance=""),
                name="a_results_framework_says_what_and_whence",
                violation_error_message=_("Title in English and provenance are needed."),
            ),
            WithinCalendar(name="results_framework_dates_are_in_the_calendar", days=["starts_on", "ends_on"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """The title in the reader's language, else in English."""
        return in_language(self, "title")

    @property
    def day_after(self) -> date:
        """The day after the last, as the periods of other nouns are stored."""
        return self.ends_on + DAY
