"""What the forms about one country programme have in common, also those of features above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.programmes import policies
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.registers import COUNTRY_PROGRAMMES

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class ProgrammePage(ActionPage):
    """A form about one programme, for those who may edit it; to others a hidden one is missing."""

    @cached_property
    def programme(self) -> CountryProgramme:
        """The programme that the address names."""
        rows = CountryProgramme.objects.visible_to(self.request.user).for_detail()
        found: CountryProgramme = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change the programme."""
        return policies.may_edit_programme(user, self.programme)

    def subject(self) -> str:
        """Return the programme's title."""
        return self.programme.title

    def back(self) -> str:
        """Return to the programme."""
        return reverse("programme", args=[self.programme.slug])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the programme."""
        return [(reverse("portfolio:programmes"), COUNTRY_PROGRAMMES.label), (self.back(), self.subject())]
