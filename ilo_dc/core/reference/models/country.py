from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import DayAfterField, WithinCalendar, last_day
from ilo_dc.core.languages import together, written_in
from ilo_dc.core.reference.querysets import CountryQuerySet, PlaceQuerySet
from ilo_dc.core.reference.vocab import AliasKind
from ilo_dc.core.text_search import NAMES, FoldedName, FoldedTexts


def in_language(row: models.Model, stem: str) -> str:
    """Return `row`'s `<stem>_<language>` in the reader's language, else the English one, which says so."""
    language = (get_language() or "en")[:2]
    return getattr(row, f"{stem}_{language}", "") or written_in("en", getattr(row, f"{stem}_en"))


class Region(models.Model):
    """A region of the ILO; which country lies in which is derived by rule and marked so."""

    code = models.SlugField(_("code"), primary_key=True, max_length=30)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=100, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=100, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=100, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=100, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = [FoldedName(), "code"]
        indexes = [FoldedTexts(fields=NAMES, name="region_folded")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The region's name in the reader's language."""
        return in_language(self, "name")


class Country(models.Model):
    """A country or area, by its ISO 3166 codes (read as text: Namibia is `NA`)."""

    iso3 = models.CharField(_("ISO 3166-1 alpha-3"), primary_key=True, max_length=3)
    iso2 = models.CharField(_("ISO 3166-1 alpha-2"), max_length=2, unique=True)
    m49 = models.CharField(_("M49 code"), max_length=3, blank=True)
    dac_code = models.CharField(_("DAC recipient code"), max_length=5, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=200, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="countries")
    region_derived = models.BooleanField(
        _("region derived by rule"),
        default=True,
        help_text=_("Derived from the M49 regions, to be verified against ILOSTAT."),
    )
    note = models.CharField(_("note on designation"), max_length=300, blank=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = [FoldedName(), "iso3"]
        indexes = [FoldedTexts(fields=NAMES, name="country_folded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(iso3__regex=r"^[A-Z]{3}$"),
                name="iso3_is_three_capitals",
                violation_error_message=_("Write three capital letters: KEN."),
            ),
            models.CheckConstraint(
                condition=Q(iso2__regex=r"^[A-Z]{2}$"),
                name="iso2_is_two_capitals",
                violation_error_message=_("Write two capital letters: KE."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name of the country or area in the reader's language."""
        return in_language(self, "name")

    @property
    def chosen_as(self) -> str:
        """The name with the code, as forms offer it."""
        return together(self.name, f" ({self.iso3})")


class CountryAlias(models.Model):
    """Another name of a country or area, by which people search: former, common or short.

    Only the loader writes it. The names by which the portal calls the country are the country's own.
    """

    country = models.ForeignKey(Country, models.CASCADE, related_name="aliases")
    name = models.CharField(_("written as"), max_length=200)
    language = models.CharField(_("language"), max_length=10, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=AliasKind)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("other name of a country or area")
        verbose_name_plural = "other names of countries or areas"
        ordering = ["country", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "name"],
                name="a_country_has_an_alias_once",
                violation_error_message=_("This country or area has this name already."),
            ),
        ]
        indexes = [FoldedTexts(fields=["name"], name="country_alias_folded")]

    def __str__(self) -> str:
        return self.name


class CountryStatus(models.Model):
    """A group that a country belongs to for a time: LDC, LLDC, SIDS, ODA-eligible."""

    NAMED_BY = ("country", "kind")  # in histories

    class Kind(models.TextChoices):
        """Groups, as the United Nations and the OECD name them."""

        LDC = "ldc", _("Least developed country")
        LLDC = "lldc", _("Landlocked developing country")
        SIDS = "sids", _("Small island developing State")
        ODA = "oda", _("On the DAC List of ODA Recipients")

    country = models.ForeignKey(Country, models.CASCADE, related_name="statuses")
    kind = models.CharField(_("group"), max_length=10, choices=Kind)
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: not known."))
    ends_on = DayAfterField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["country", "kind", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="country_status_ends_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.UniqueConstraint(
                fields=["country", "kind", "starts_on"],
                nulls_distinct=False,
                name="one_status_per_start",
                violation_error_message=_("This country or area has such a status from this day already."),
            ),
            WithinCalendar(
                name="country_status_dates_are_in_the_calendar", days=["starts_on"], days_after=["ends_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.kind}"

    @property
    def last_day(self) -> date | None:
        """The last day; None: still so."""
        return last_day(self.ends_on)
