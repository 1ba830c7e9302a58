"""What import-linter cannot see: foreign keys, models named by strings, and rules of the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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


# What these answer is asked for its truth alone: a verdict is neither None nor True (rules answer a bool).
ASKS = re.compile(r"_?may(_\w+)?|policy|verdict")


def is_asking(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return ASKS.fullmatch(name) is not None


def names_of_verdicts(scope: ast.AST) -> set[str]:
    """Return the names that a scope gives to verdicts."""
    named: set[str] = set()
    for node in ast.walk(scope):
        if (
            isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
            and node.value
            and is_asking(node.value)
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named |= {target.id for target in targets if isinstance(target, ast.Name)}
    return named


def verdicts_compared(source: str) -> set[str]:
    """Return where a policy's answer, or a name for it in the same function, is compared with a constant."""
    tree = ast.parse(source)
    scopes = [
        tree,
        *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)),
    ]
    return {text for scope in scopes for text in _compared_in(scope)}


def _compared_in(scope: ast.AST) -> Iterator[str]:
    named = names_of_verdicts(scope) if not isinstance(scope, ast.Module) else set()
    for node in ast.walk(scope):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        asked = any(is_asking(one) or (isinstance(one, ast.Name) and one.id in named) for one in sides)
        constants = any(isinstance(one, ast.Constant) and one.value in (None, True, False) for one in sides)
        if asked and constants:
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_verdicts_are_asked_for_their_truth() -> None:
    paths = [path for app in RANK for path in sources(app)] + sorted((ROOT / "tests").rglob("*.py"))
    compared = [
        f"{path.relative_to(ROOT)}:{text}" for path in paths for text in verdicts_compared(path.read_text())
    ]
    assert compared == []


@pytest.mark.parametrize(
    "line",
    [
        "if policies.may_edit(user, row) is None: pass",
        "if may_edit(user) is not None: pass",
        "allowed = None == importer.policy(user)",
        "shown = [one for one in rows if may_edit(user, one) is True]",
        "verdict = may_edit(user)\n    return verdict is None",
        "return found if (may := self.verdict(user)) and may != None else None",
    ],
)
def test_comparing_a_verdict_is_noticed(line: str) -> None:
    assert len(verdicts_compared(f"def page(user, row):\n    {line}\n")) == 1


def test_policies_return_verdicts() -> None:
    """Of every `may_<verb>` of the apps but those of rules, which say yes or no."""
    returned = {
        f"{path.relative_to(ROOT)}: {node.name}": ast.unparse(node.returns) if node.returns else ""
        for app in RANK
        for path in sources(app)
        if "rules" not in path.relative_to(ROOT).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and re.fullmatch(r"_?may(_\w+)?", node.name)
    }
    assert returned
    assert {name: returns for name, returns in returned.items() if returns != "Verdict"} == {}


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
