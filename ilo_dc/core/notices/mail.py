"""Letters to people: plain text, in their language, from a pair of templates in core/notices/email/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from ilo_dc.core.people.models.user import User


def write_to(
    user: User,
    letter: str,
    context: dict[str, Any],
    *,
    connection: BaseEmailBackend | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    """Send `core/notices/email/<letter>_{subject,message}.txt` to a person, whom the templates call `user`.

    Raises:
        OSError: the mail server did not take it.
    """
    with translation.override(user.language):
        context = {**context, "user": user}
        subject = " ".join(render_to_string(f"core/notices/email/{letter}_subject.txt", context).split())
        body = render_to_string(f"core/notices/email/{letter}_message.txt", context)
    EmailMessage(subject, body, to=[user.email], connection=connection, headers=headers).send()
