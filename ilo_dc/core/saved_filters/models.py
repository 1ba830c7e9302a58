from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.own_pages import MUST_BE_OWN, OWN_PAGE
from ilo_dc.core.saved_filters.querysets import SavedFilterQuerySet


class SavedFilter(models.Model):
    """A list as somebody narrowed and ordered it, under their own name for it.

    `page` is the list's address, `query` what stands behind it, without the place in the list.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80)
    page = models.CharField(_("page"), max_length=200)
    query = models.CharField(_("filter"), max_length=1000)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    weekly = models.BooleanField(
        _("mailed weekly"), default=False, help_text=_("What is new or changed, each Monday.")
    )
    only_changes = models.BooleanField(
        _("only if something changed"), default=True, help_text=_("No mail in a week without a change.")
    )
    mailed_for = models.DateField(_("week of the last mail"), null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True, editable=False)
    listed = models.JSONField(_("what it listed then"), null=True, blank=True, editable=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "name"],
                name="a_saved_filter_has_a_name_of_its_own",
                violation_error_message=_("You have a filter of this name for this list. Choose another."),
            ),
            models.CheckConstraint(
                condition=Q(page__regex=OWN_PAGE),
                name="a_saved_filter_is_of_a_page_of_the_portal",
                violation_error_message=MUST_BE_OWN,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address of the narrowed list."""
        return f"{self.page}?{self.query}"
