"""Texts that people write, of more than one line: every one has a longest length, wherever it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxLengthValidator
from django.db import models

if TYPE_CHECKING:
    _TextField = models.TextField[Any, str]
else:
    _TextField = models.TextField


class LongTextField(_TextField):
    """A text of at most `max_length` characters. Of Django's own field forms alone hold the length."""

    def __init__(self, verbose_name: Any = None, *, max_length: int, **options: Any) -> None:
        checks = [*options.pop("validators", ()), MaxLengthValidator(max_length)]
        super().__init__(verbose_name, max_length=max_length, validators=checks, **options)

    def deconstruct(self) -> Any:
        """Return what migrations write: to the database it is a text as any other, of this length."""
        name, _path, args, options = super().deconstruct()
        if own := options.pop("validators")[:-1]:
            options["validators"] = own
        return name, "django.db.models.TextField", args, options
