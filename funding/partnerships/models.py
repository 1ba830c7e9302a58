from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.partnerships.querysets import PartnershipMemberQuerySet, PartnershipQuerySet
from funding.partnerships.vocab import Instrument, MemberRole, PartnershipKind
from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.languages import texts_written_in
from ilo_dc.core.long_texts import LongTextField
from ilo_dc.core.models import SourcedRecord
from ilo_dc.core.reference.models.country import in_language
from ilo_dc.core.text_search import FoldedTexts
from portfolio.programmes.vocab import TextLanguage
from portfolio.results.querysets import in_six

FIRST_YEAR, LAST_YEAR = 1900, 2199


@texts_written_in("language", "work", "text")
@pghistory.track()
class Partnership(SourcedRecord):
    """A partnership that a source names: with or without an instrument, and without money of its own.

    `year` is when it was agreed or began, `agreed_on` the day of the instrument; a source may give neither.
    `ends_on` is the day after its last one.
    """

    HAPPENED = ("agreed_on",)  # days that cannot lie ahead
    NAMED_BY = ("name_en",)  # in histories

    present: list[PartnershipMember]  # what `for_list` adds: who takes part

    code = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnershipKind)
    instrument = models.CharField(_("instrument"), max_length=20, choices=Instrument, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300)
    name_fr = models.CharField(_("name in French"), max_length=300, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=300, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=300, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=300, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True)
    work = models.CharField(_("area of work"), max_length=300, blank=True)
    text = LongTextField(_("text"), blank=True, max_length=4000)
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=TextLanguage, default=TextLanguage.ENGLISH
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = PartnershipQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        verbose_name = _("partnership")
        abstract = False
        ordering = ["code"]
        indexes = [FoldedTexts(fields=[*in_six("name"), "work", "text"], name="partnership_folded")]
        constraints = [
            *[
                models.CheckConstraint(
                    condition=condition,
                    name=f"partnership_{name}_is_known",
                    violation_error_message=_("Choose one of the listed values."),
                )
                for name, condition in (
                    ("kind", Q(kind__in=PartnershipKind.values)),
                    ("instrument", Q(instrument="") | Q(instrument__in=Instrument.values)),
                    ("language", Q(language__in=TextLanguage.values)),
                )
            ],
            models.CheckConstraint(
                condition=~Q(name_en="") & ~Q(source=""),
                name="a_partnership_says_what_and_whence",
                violation_error_message=_("Name in English and source are needed."),
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="partnership_year_is_in_the_calendar",
                violation_error_message=_("Write a year from 1900 to 2199."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True) | Q(year__isnull=False, agreed_on__year=F("year")),
                name="a_partnership_is_agreed_in_its_year",
                violation_error_message=_("The day must lie in the year."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(agreed_on__isnull=True) | Q(ends_on__gt=F("agreed_on")),
                name="a_partnership_ends_after_it_was_agreed",
                violation_error_message=_("The last day must not come before the day it was agreed."),
            ),
            WithinCalendar(
                name="partnership_dates_are_in_the_calendar", days=["agreed_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, else in English."""
        return in_language(self, "name")

    @property
    def last_day(self) -> date | None:
        """The last day of it; None: it goes on, or no source says until when."""
        return last_day(self.ends_on)


@pghistory.track()
class PartnershipMember(SourcedRecord):
    """An organisation that takes part in a partnership, and its role there."""

    NAMED_BY = ("partnership", "organisation")  # in histories

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="members", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        "core.Organisation",
        models.PROTECT,
        related_name="partnership_memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)

    objects: Any = PartnershipMemberQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        verbose_name = _("member of a partnership")
        abstract = False
        ordering = ["partnership", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"],
                name="an_organisation_takes_part_once",
                violation_error_message=_("This organisation takes part already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=MemberRole.values),
                name="partnership_role_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
