"""What import-linter cannot see: foreign keys, models named by strings, and rules of the house."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from ilo_dc.core.models import Fact

ROOT = Path(settings.BASE_DIR)
# From the bottom up; apps of one rank do not know each other.
RANK = {"core": 0, "portfolio": 1, "funding": 2, "constituents": 2, "reporting": 3, "portal": 4}
FOLDERS = {
    "core": "ilo_dc/core",
    "portfolio": "portfolio",
    "funding": "funding",
    "constituents": "constituents",
    "reporting": "reporting",
    "portal": "ilo_dc/portal",
}


def may_name(lower: str, other: str) -> bool:
    return lower == other or RANK[other] < RANK[lower]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


def sources(app: str) -> list[Path]:
    return [path for path in sorted((ROOT / FOLDERS[app]).rglob("*.py")) if "migrations" not in path.parts]


def test_foreign_keys_point_down_only() -> None:
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField)
        and field.related_model._meta.app_label in RANK
        and not may_name(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upward == []


@pytest.mark.parametrize("app", list(RANK))
def test_strings_name_no_model_of_a_higher_app(app: str) -> None:
    labels = {model._meta.label.lower(): model._meta.app_label for model in own_models()}
    named = [
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in sources(app)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lower() in labels
        and not may_name(app, labels[node.value.lower()])
    ]
    assert named == []


def test_every_fact_says_what_it_tells_of() -> None:
    facts = [model for model in own_models() if issubclass(model, Fact)]
    assert facts
    for model in facts:
        assert model.NOUN, f"{model.__name__} names no API path"
        assert model.FACT_KEY, f"{model.__name__} names no key"
        current = [
            constraint
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
            and constraint.condition == models.Q(superseded_at__isnull=True)
        ]
        assert [set(constraint.fields) for constraint in current] == [set(model.FACT_KEY)]


def test_money_is_never_a_float() -> None:
    offending = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    assert offending == []
    for app in RANK:
        for path in sources(app):
            calls = [
                node
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
            ]
            assert not calls or "charts" in path.parts, f"{path.relative_to(ROOT)} makes a float"


def test_templates_carry_no_inline_style_or_script() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (match := inline.search(path.read_text()))
    ]
    assert found == []


def test_no_file_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "misc"}
    assert [
        path for app in RANK for path in sources(app) if path.stem in vague or vague & set(path.parts)
    ] == []


@pytest.mark.parametrize("app", list(RANK))
def test_files_fit_in_the_head(app: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(app)
        if (lines := len(path.read_text().splitlines())) > 420
    }
    assert long == {}
