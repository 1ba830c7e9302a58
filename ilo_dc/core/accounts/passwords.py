"""Which passwords are good enough, beside Django's own validators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

LONGEST = 72  # characters that are judged; the work grows fast with the length
OURS = ["ilo", "oit", "pardev", "portal", "development", "cooperation", "geneva"]


class StrengthValidator:
    """Refuses what zxcvbn finds easy to guess: words, names, dates, keyboard rows, and what is made of them.

    `least` is its score: 0 and 1 are guessed at once, 2 in hours, 3 withstands 10^8 tries, 4 10^10.
    """

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise a ValidationError for a password that is too easy to guess."""
        own = [user.username, user.email, *user.name.split()] if user is not None else []
        found = zxcvbn(password[:LONGEST], user_inputs=[*OURS, *filter(None, own)], max_length=LONGEST)
        if found["score"] < self.least:
            raise ValidationError(
                _(
                    "This password is easy to guess. Several words that have nothing to do with each other "
                    "are harder to guess than one with digits and signs."
                ),
                code="password_easy_to_guess",
            )

    def get_help_text(self) -> str:
        """Return what to do."""
        return _("Take several words that have nothing to do with each other.")
