import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.days import WithinCalendar
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.people.querysets import PublicQuerySet
from ilo_dc.core.reference.models.country import in_language
from ilo_dc.core.reference.vocab import CodeScheme, OrganisationKind
from ilo_dc.core.text_search import NAMES, FoldedName, FoldedTexts


@pghistory.track()
class Organisation(Demonstrable):
    """A partner, agency, ministry, union or employers' body: each once.

    An organisation that became part of another keeps its rows; `merged_into` and its date say so.
    """

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name_en = models.CharField(_("name in English"), max_length=300)
    name_fr = models.CharField(_("name in French"), max_length=300, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=300, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=300, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=300, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=300, blank=True)
    country = models.ForeignKey(
        "core.Country", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    merged_on = models.DateField(_("merged on"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = PublicQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("organisation")
        abstract = False
        ordering = [FoldedName(), "pk"]
        indexes = [FoldedTexts(fields=NAMES, name="organisation_folded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_on__isnull=True)
                | Q(merged_into__isnull=False, merged_on__isnull=False),
                name="a_merger_has_a_date",
                violation_error_message=_("A merger needs both the organisation and the date."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="an_organisation_merges_into_another",
                violation_error_message=_(
                    "An organisation can only merge into another one. Choose a different one."
                ),
            ),
            WithinCalendar(name="organisation_dates_are_in_the_calendar", days=["merged_on"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self, "name")


@pghistory.track()
class OrganisationAlias(models.Model):
    """Another way a source writes an organisation's name."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField(_("written as"), max_length=300)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("organisation alias")
        ordering = ["name", "pk"]
        indexes = [FoldedTexts(fields=["name"], name="organisation_alias_folded")]
        verbose_name_plural = "organisation aliases"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="an_alias_names_one_organisation",
                violation_error_message=_("Another organisation already has this alias."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class OrganisationCode(models.Model):
    """An organisation's code in somebody's register."""

    NAMED_BY = ("organisation", "scheme", "code")  # in histories

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="codes")
    scheme = models.CharField(_("register"), max_length=10, choices=CodeScheme)
    code = models.CharField(_("code"), max_length=100)

    class Meta:
        verbose_name = _("organisation code")
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="a_code_names_one_organisation",
                violation_error_message=_("Another organisation already has this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"
