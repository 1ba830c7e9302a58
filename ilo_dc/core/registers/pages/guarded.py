"""Pages that only some may open: strangers are asked to sign in, others are told why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib.auth.mixins import AccessMixin
from django.http import HttpResponse
from django.utils.functional import Promise

from ilo_dc.core.errors import ALLOWED, Verdict, require
from ilo_dc.core.people import policies
from ilo_dc.core.registers.pages.register import RegisterPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.registers.register import Listing

    Words = str | Promise


class Guarded(AccessMixin):
    """Asks strangers to sign in, and tells others why they may not see the page."""

    request: HttpRequest

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may see the page."""
        return policies.may_read_administration(user)

    @property
    def by(self) -> User:
        """The person who acts: `dispatch` has let nobody else in."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in whom the policy lets in."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        require(self.verdict(request.user))
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["Cache-Control"] = "private, no-store"  # names and addresses of people
        return response


class OfReaders(Guarded, RegisterPage):
    """A list that its `readers` alone may ask for, here as in the API."""

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` is one of them."""
        return self.register.readers(user) if self.register.readers is not None else ALLOWED


class GuardedRegister(Guarded, RegisterPage):
    """A list of the administration; it leads nowhere outside."""

    template_name = "core/registers/guarded_register.html"
    action: ClassVar[tuple[Words, Words] | None] = None

    def context(self, *args: Any) -> dict[str, Any]:
        """Add the button of the page for those who may use it."""
        may_write = policies.may_administer(self.request.user)
        return {**super().context(*args), "action": self.action if may_write else None}

    def downloads(self, listing: Listing) -> list[tuple[str, str]]:
        """Offer none here: the API alone writes such a list into a file, for whoever may read it there."""
        return []
