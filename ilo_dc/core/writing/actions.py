"""Saving once, however often it is sent: a repeated POST gets the first one's answer (DESIGN 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct, UnableToRead
from ilo_dc.core.versions.actions import whole
from ilo_dc.core.writing.models import IdempotencyKey

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

KEPT = timedelta(days=7)  # a field office may find its line back days later
FORM = re.compile(r"[\x21-\x7e]{1,200}")

# Waits for another transaction that holds the key, and takes over one that has expired.
CLAIM = """
INSERT INTO core_idempotencykey (user_id, key, asked, status, headers, body, created_at, expires_at)
VALUES (%(user)s, %(key)s, %(asked)s, 0, '{}', '', %(now)s, %(expires)s)
ON CONFLICT (user_id, key) DO UPDATE
SET asked = excluded.asked, created_at = excluded.created_at, expires_at = excluded.expires_at
WHERE core_idempotencykey.expires_at <= %(now)s
RETURNING id
"""


class UnableToRepeat(UnableToAct):
    """The key was used for something else; nothing was saved."""

    title = "Key used for something else"


@dataclass(frozen=True)
class Answer:
    """What a door answered: enough to answer the same again. `body` is JSON."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def save_once(*, by: User, key: str, asked: str, do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Do the work and keep its answer under `key`; return the answer, and whether it is a repetition.

    `asked` is the digest of what was sent. Work and key commit together; when `do` raises, both are undone
    and the key may be used again. Two at once: the second waits for the first. No key: no such promise.

    Raises:
        UnableToRead: the key is no key.
        UnableToRepeat: the same person used the key for something else.
        Conflict: something that the work refers to was removed meanwhile.
    """
    if not key:
        with whole():
            return do(), False
    if not FORM.fullmatch(key):
        raise UnableToRead(
            _("An idempotency key has 1 to 200 visible ASCII characters."),
            {"Idempotency-Key": [_("Write 1 to 200 visible ASCII characters.")]},
        )
    with whole():
        if not _claim(by, key, asked):
            return _kept(by, key, asked), True
        answer = do()
        IdempotencyKey.objects.filter(user=by, key=key).update(
            status=answer.status, headers=answer.headers, body=json.dumps(answer.body)
        )
    return answer, False


def sweep_idempotency_keys() -> int:
    """Delete the keys that have expired; return how many."""
    return IdempotencyKey.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _claim(by: User, key: str, asked: str) -> bool:
    now = timezone.now()
    values: dict[str, Any] = {"user": by.pk, "key": key, "asked": asked, "now": now, "expires": now + KEPT}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return cursor.fetchone() is not None


def _kept(by: User, key: str, asked: str) -> Answer:
    kept = IdempotencyKey.objects.get(user=by, key=key)
    if kept.asked != asked:
        raise UnableToRepeat(
            _(
                "This was sent before with other content, and saved. Nothing was saved now: "
                "check it and send it again as something new."
            )
        )
    return Answer(json.loads(kept.body), kept.status, kept.headers)
