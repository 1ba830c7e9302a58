"""A NUL, which no column holds, and a text that nobody sees are refused at their field by every write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from tests.portfolio.test_writes import knocks_of, send


@pytest.mark.parametrize(("text", "status"), [("\0", 400), ("\u202e\u200b", 422)], ids=("nul", "unseen"))
def test_it_is_refused_at_its_field_whatever_the_field_is(world, callers, text, status):
    wrong, asked = [], 0
    for name, method, knock, who in knocks_of(world, "post", "patch", "put"):
        for field, value in knock.values.items():
            if not isinstance(value, str) or "file" in knock.values:
                continue
            asked += 1
            body: dict[str, Any] = {**knock.values, field: text}
            tag = {"If_Match": f'"{knock.version}"'} if knock.version is not None else {}
            with transaction.atomic():
                answer = send(callers[who], method, name, replace(knock, values=body), **tag)
                transaction.set_rollback(True)
            if answer.status_code != status or field not in answer.json()["errors"]:
                wrong.append((name, method, field, answer.status_code))
    assert wrong == []
    assert asked >= 40
