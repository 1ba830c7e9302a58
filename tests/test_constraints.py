"""What is said where the database would refuse: every constraint says a rule in its own, translated words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pghistory.models
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import BaseConstraint, CheckConstraint, UniqueConstraint
from django.utils.functional import Promise
from django.utils.translation import override

from tests.test_days import OURS

# What a rule is said with: what to do, what must or may be, or what stands in the way.
RULE = re.compile(
    r"\b(must|may|can only|needs?|needed|already|another|somebody|only|at most|(count|numbered) from)\b"
    r"|(^|\. )(Attach|Choose|Give|Name|Say|Tick|Write)\b",
    re.IGNORECASE,
)
KINDS = {CheckConstraint, UniqueConstraint, ExclusionConstraint}


def constraints() -> Iterator[tuple[str, BaseConstraint]]:
    """Yield the constraints of all models with their names."""
    for model in apps.get_models():
        if model._meta.app_label in OURS and not issubclass(model, pghistory.models.Event):
            for one in model._meta.constraints:
                yield f"{model._meta.label}.{one.name}", one


def test_every_constraint_says_its_rule_in_words_of_its_own_in_every_language() -> None:
    wrong, found, kinds = [], 0, set()
    for name, one in constraints():
        found += 1
        kinds |= {kind for kind in KINDS if isinstance(one, kind)}
        message = one.violation_error_message
        with override("en"):
            english = str(message)
        others = set()
        for language in ("fr", "es"):
            with override(language):
                others.add(str(message))
        own = message != one.default_violation_error_message and isinstance(message, Promise)
        if not own or english in others or not RULE.search(english):
            wrong.append(f"{name}: {english}")
    assert wrong == []
    assert found >= 130
    assert kinds == KINDS
