from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.partners.querysets import FundingPartnerQuerySet
from funding.partners.vocab import DisplayGroup, SourceCategory
from ilo_dc.core.installation.models.demonstration import Demonstrable
from ilo_dc.core.text_search import FoldedName


@pghistory.track()
class FundingPartner(Demonstrable):
    """The profile of an organisation that funds development cooperation.

    Source category and display group are two things: the published share of the European Commission holds
    other intergovernmental organizations too. `rbsa_member_since` is known of few members.
    """

    NAMED_BY = ("organisation",)  # in histories

    organisation = models.OneToOneField(
        "core.Organisation", models.PROTECT, primary_key=True, related_name="funding_profile"
    )
    source_category = models.CharField(_("source category"), max_length=20, choices=SourceCategory)
    display_group = models.CharField(
        _("display group"),
        max_length=20,
        choices=DisplayGroup,
        help_text=_("The group in which the share of the source is published."),
    )
    is_group_row = models.BooleanField(
        _("stands for many partners"),
        default=False,
        help_text=_("Published as one row without the names of the partners in it."),
    )
    rbsa_member = models.BooleanField(_("contributes to RBSA"), default=False)
    rbsa_member_since = models.PositiveSmallIntegerField(
        _("contributes to RBSA since"), null=True, blank=True, help_text=_("Empty: not known.")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects: ClassVar[Any] = FundingPartnerQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        verbose_name = _("funding partner")
        abstract = False
        ordering = [FoldedName("organisation__name"), "organisation_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rbsa_member=True) | Q(rbsa_member_since__isnull=True),
                name="only_rbsa_members_have_a_first_year",
                violation_error_message=_("Only a contributor to RBSA may have a first year."),
            ),
            models.CheckConstraint(
                condition=Q(source_category__in=SourceCategory.values),
                name="source_category_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.CheckConstraint(
                condition=Q(display_group__in=DisplayGroup.values),
                name="display_group_is_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"
