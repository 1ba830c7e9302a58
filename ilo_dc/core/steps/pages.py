"""The page on which a bureau says what it thinks, whatever the round is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.steps.forms import OpinionForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class OpinionOfBureau(ActionPage):
    """Say what a bureau thinks; it stands before the page of the round, which `noun` names.

    `may_give` and `give` are the policy and the action of that round, `bureaux` those that it asks.
    """

    form_class = OpinionForm
    heading = gettext_lazy("Give the opinion of your bureau")
    button = gettext_lazy("Give the opinion")
    noun: ClassVar[str]
    bureaux: ClassVar[Sequence[str]]
    may_give: ClassVar[Callable[..., Verdict]]
    give: ClassVar[Callable[..., Any]]

    @property
    def bureau(self) -> str:
        """The bureau that the address names."""
        if self.kwargs["bureau"] not in self.bureaux:
            raise Http404
        return str(self.kwargs["bureau"])

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` is of the bureau."""
        return type(self).may_give(user, getattr(self, self.noun), self.bureau)

    def get_initial(self) -> dict[str, Any]:
        """Return what was said so far."""
        opinions = getattr(self, self.noun).opinions.all()
        one = next(one for one in opinions if one.bureau == self.bureau)
        return {**super().get_initial(), "opinion": one.opinion, "text": one.text}

    def act(self, answers: dict[str, Any]) -> str:
        """Give it."""
        version = answers.pop("version")
        asked = {self.noun: getattr(self, self.noun), "bureau": self.bureau}
        type(self).give(by=self.by, lock_version=version, **asked, **answers)
        return _("The opinion is given.")
