import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.models import SourcedRecord
from ilo_dc.core.reference.models.country import in_language
from ilo_dc.core.text_search import FoldedTexts
from portfolio.results.querysets import ResultsNodeQuerySet, in_six
from portfolio.results.rules import TOP_LEVELS
from portfolio.results.vocab import NodeLevel, OutcomeKind

AT_THE_TOP = Q(level__in=TOP_LEVELS)


@pghistory.track()
class ResultsNode(SourcedRecord):
    """A result that a framework names: an outcome, output or indicator; a goal, target or indicator.

    `code` is the framework's own: 1.2, 8.b. `order` puts codes in their natural order
    (`rules.results.code_order`).
    `short_*` is the short name that goals have: “No poverty”.
    """

    framework = models.ForeignKey(
        "portfolio.ResultsFramework", models.PROTECT, related_name="nodes", verbose_name=_("framework")
    )
    level = models.CharField(_("level"), max_length=10, choices=NodeLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("result above")
    )
    code = models.CharField(_("code"), max_length=20)
    order = models.CharField(_("order"), max_length=80, db_collation="C", editable=False)
    kind = models.CharField(_("kind of outcome"), max_length=10, choices=OutcomeKind, blank=True)
    text_en = models.TextField(_("text in English"))
    text_fr = models.TextField(_("text in French"), blank=True)
    text_es = models.TextField(_("text in Spanish"), blank=True)
    text_ar = models.TextField(_("text in Arabic"), blank=True)
    text_zh = models.TextField(_("text in Chinese"), blank=True)
    text_ru = models.TextField(_("text in Russian"), blank=True)
    short_en = models.CharField(_("short name in English"), max_length=200, blank=True)
    short_fr = models.CharField(_("short name in French"), max_length=200, blank=True)
    short_es = models.CharField(_("short name in Spanish"), max_length=200, blank=True)
    short_ar = models.CharField(_("short name in Arabic"), max_length=200, blank=True)
    short_zh = models.CharField(_("short name in Chinese"), max_length=200, blank=True)
    short_ru = models.CharField(_("short name in Russian"), max_length=200, blank=True)
    verified = models.BooleanField(
        _("read in the source"), default=False, help_text=_("Otherwise it is still to be verified.")
    )
    provenance = models.TextField(_("provenance"))

    objects = ResultsNodeQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        verbose_name = _("result")
        abstract = False
        ordering = ["framework", "order", "pk"]
        indexes = [FoldedTexts(fields=in_six("text", "short"), name="results_node_folded")]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="a_code_stands_once_in_a_results_framework",
                violation_error_message=_("The framework has a result with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Za-z0-9]+([.][A-Za-z0-9]+)*$"),
                name="results_node_code_is_plain",
                violation_error_message=_("Write the code in letters, figures and points: 1.2."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=NodeLevel.values),
                name="results_node_level_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=(AT_THE_TOP & Q(parent__isnull=True)) | (~AT_THE_TOP & Q(parent__isnull=False)),
                name="a_result_below_the_top_has_one_above",
                violation_error_message=_(
                    "Outcomes and goals must stand at the top; all others must have one above."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=OutcomeKind.values, level=NodeLevel.OUTCOME),
                name="only_outcomes_are_policy_or_enabling",
                violation_error_message=_("Only an outcome may be a policy or an enabling one."),
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(provenance="") & ~Q(order=""),
                name="a_results_node_says_what_and_whence",
                violation_error_message=_("Text in English and provenance are needed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text_en}"

    @property
    def level_name(self) -> str:
        """The level in words; of an outcome its kind, where it has one."""
        return self.get_kind_display() or self.get_level_display()

    @property
    def text(self) -> str:
        """The text in the reader's language, else in English."""
        return in_language(self, "text")

    @property
    def short(self) -> str:
        """The short name in the reader's language, else in English; empty where it has none."""
        return in_language(self, "short")
