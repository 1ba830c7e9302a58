import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models.demonstration import Demonstrable
from portfolio.querysets.frameworks import FrameworkQuerySet, FrameworkResultQuerySet
from portfolio.vocab.frameworks import FrameworkKind, ResultLevel


@pghistory.track()
class CooperationFramework(Demonstrable):
    """A UN cooperation framework of one country or of a set of countries (UNSDCF; UNDAF before 2019).

    UN INFO's file names no framework: one is derived for each distinct set of countries, with title and
    period unknown. `country_key` names that set: `KEN`, or `BRN-MYS-SGP`.
    """

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    country_key = models.CharField(_("countries' codes"), max_length=200)
    countries = models.ManyToManyField(
        "core.Country", through="FrameworkCountry", related_name="cooperation_frameworks"
    )
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("Empty: not stated by the source.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FrameworkKind, default=FrameworkKind.UNKNOWN)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    derived = models.BooleanField(
        _("derived"),
        default=True,
        help_text=_("The source names no framework: derived from the set of countries."),
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        ordering = ["country_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country_key"],
                condition=Q(derived=True),
                name="one_derived_framework_per_set",
                violation_error_message=_("These countries already have a derived framework."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="framework_ends_after_start",
                violation_error_message=_("The framework ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FrameworkKind.values), name="framework_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.country_key

    def written_name(self) -> str:
        """Return the title, else the names of its countries in the reader's language.

        Reads `countries`: fetch rows `with_countries` first.
        """
        return self.title or ", ".join(sorted(country.name for country in self.countries.all()))

    @property
    def is_shared(self) -> bool:
        """Whether it belongs to several countries, so that its money has no share of each."""
        return "-" in self.country_key


class FrameworkCountry(models.Model):
    """A country of a cooperation framework."""

    framework = models.ForeignKey(CooperationFramework, models.CASCADE, related_name="memberships")
    country = models.ForeignKey("core.Country", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["framework", "country"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "country"], name="a_country_is_in_a_framework_once")
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.country_id}"


@pghistory.track()
class FrameworkResult(Demonstrable):
    """A node of a framework's results chain, by its text: priority, outcome or output.

    UN INFO's file gives a sub-output's parent as a text without its level, often an output's, and stops
    it at 200 characters.
    """

    framework = models.ForeignKey(CooperationFramework, models.PROTECT, related_name="results")
    level = models.CharField(_("level"), max_length=10, choices=ResultLevel, default=ResultLevel.UNKNOWN)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    text = models.TextField(_("text"))
    may_be_cut = models.BooleanField(_("text may be cut by the source"), default=False)

    objects = FrameworkResultQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        ordering = ["framework", "text", "pk"]
        constraints = [
            models.UniqueConstraint(
                "framework", "level", MD5("text"), name="a_result_stands_once_in_a_framework"
            ),
            models.CheckConstraint(condition=Q(level__in=ResultLevel.values), name="result_level_is_known"),
        ]

    def __str__(self) -> str:
        return self.text
