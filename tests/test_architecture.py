"""What import-linter cannot see: names in strings, URL names, reverse names, and rules of the house."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from ilo_dc.core.models import Fact
from tests.sources import (
    HOUSE,
    OTHERS,
    PACKAGES,
    RANK,
    ROOT,
    app_of,
    doors_in,
    feature_of,
    floors,
    imports_of,
    loaded_with,
    may_name,
    names_from_above,
    own_models,
    reverse_names,
    sources,
    templates,
    url_names,
    url_names_of_template,
    url_owners,
    verdicts_compared,
    words_of,
    words_of_template,
)

# The pages composed of several apps: `ilo_dc/urls.py` and `ilo_dc/api.py` declare them, no layer owns their
# names, and every app may lead to them. A name comes in here on purpose only: when a lower app leads to a
# page that is composed above it.
COMPOSED = {
    "overview",
    "countries",
    "country",
    "programme",
    "project",
    "proposal",
    "agreement",
    "partners",
    "partner",
    "data",
    "measure",
    "import",
    "import-new",
    "import-problems",
    "work",
    "end-role",
    "deactivate-person",
    "search",
    "report-figure",
    "help",
    "accessibility",
    "privacy",
    "licences",
    "set_language",
    "health",
    "api:docs",
    "api:figures",
    "api:schema",
}
# Whose addresses are theirs: allauth.
OF_OTHERS = re.compile(r"(account|mfa|socialaccount|openid_connect)_\w+")
# The doors that every feature opens with: no noun's, but the machinery of all.
MACHINERY = {
    "ilo_dc.core.registers.api",
    "ilo_dc.core.registers.pages",
    "ilo_dc.core.writing.api",
    "ilo_dc.core.writing.pages",
    "ilo_dc.core.writing.forms",
    "ilo_dc.core.life.api",
    "ilo_dc.core.life.pages",
    "ilo_dc.core.documents.api",
    "ilo_dc.core.documents.pages",
    "ilo_dc.core.documents.forms",
    "ilo_dc.core.steps.forms",
    "ilo_dc.core.steps.pages",
    "ilo_dc.core.ui.forms",
}
# Who takes another feature's door, and why.
COMPOSING = {
    # `/resource-gaps/` answers the rows of sub-outputs, or with `by` the catalogue's table of the same rows.
    ("ilo_dc.portal.gaps", "portfolio.frameworks.api"),
    ("ilo_dc.portal.gaps", "reporting.catalogue.api"),
    # An approval is recorded with its agreement: one form, and one body of the API, holds what both say.
    ("funding.approvals", "funding.agreements.forms"),
    ("funding.approvals", "funding.agreements.api"),
    # An agreement is published with its lines of the ledger, which stands above it.
    ("funding.voluntary", "funding.agreements.api"),
    ("funding.voluntary", "funding.agreements.pages"),
    # It is split by outcomes and products as a project is.
    ("funding.approvals", "portfolio.projects.forms"),
    # Who reports too often is answered as who reads too often.
    ("reporting.figure_problems", "ilo_dc.core.problems.pages"),
    # An administrator issues and withdraws the keys of others on the pages by which people do their own.
    ("ilo_dc.core.administration", "ilo_dc.core.accounts.forms"),
    ("ilo_dc.core.administration", "ilo_dc.core.accounts.pages"),
}


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


@pytest.mark.parametrize("app", list(RANK))
def test_strings_name_no_module_of_a_higher_app(app: str) -> None:
    named = [
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in sources(app)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"\w+(\.\w+)+", node.value)
        and app_of(node.value) in RANK
        and not may_name(app, app_of(node.value))
    ]
    assert named == []


# --- URL names ------------------------------------------------------------------------------------------


def points_up(app: str, name: str, owners: dict[str, str]) -> bool:
    """Return whether an app must not lead by this name: a higher app declares it, or nobody does."""
    if name.endswith(":"):
        within = {owner for known, owner in owners.items() if known.startswith(name)}
        return bool(within) and not any(points_down(app, owner) for owner in within)
    return not points_down(app, owners.get(name, ""))


def points_down(app: str, owner: str) -> bool:
    return owner in {HOUSE, OTHERS} or (owner in RANK and may_name(app, owner))


def test_only_composed_pages_have_a_name_that_no_layer_owns() -> None:
    owners = url_owners()
    assert {name for name, owner in owners.items() if owner == HOUSE} == COMPOSED
    assert {name for name, owner in owners.items() if owner in RANK and ":" not in name} == set()
    foreign = {name for name, owner in owners.items() if owner == OTHERS}
    assert {name for name in foreign if not OF_OTHERS.fullmatch(name)} == set()


@pytest.mark.parametrize("app", list(RANK))
def test_no_url_name_points_up(app: str) -> None:
    owners = url_owners()
    named = [(path, name) for path in sources(app) for name in url_names(path.read_text(), owners)]
    named += [
        (path, name) for path in templates(app) for name in url_names_of_template(path.read_text(), owners)
    ]
    assert named or not (app == "core" or templates(app))
    assert [f"{path.relative_to(ROOT)}: {name}" for path, name in named if points_up(app, name, owners)] == []


@pytest.mark.parametrize(
    "line",
    [
        'reverse("portal:gaps")',
        "f\"{reverse_lazy('portal:gaps', args=[1])}#rows\"",
        'redirect("portal:gaps", pk=1)',
        'Register(code="gaps", page="portal:gaps")',
        'Kind("Gaps", "portal:gaps", hit)',
        'Column("Gap", linkify=("portal:gaps", {"pk": 1}))',
        'address_of("api:resource-gaps")',
        'redirect("gaps")',
        'f"portal:{verb}"',
    ],
)
def test_a_url_name_that_points_up_is_noticed(line: str) -> None:
    owners = url_owners()
    found = url_names(line, owners)
    assert len(found) == 1
    assert all(points_up("portfolio", name, owners) for name in found)


@pytest.mark.parametrize(
    "tag",
    ["{% url 'portal:gaps' %}", '{% url "gaps" as way %}', '{% include "a.html" with to="portal:gaps" %}'],
)
def test_a_url_name_that_points_up_is_noticed_in_a_template(tag: str) -> None:
    owners = url_owners()
    assert any(points_up("portfolio", name, owners) for name in url_names_of_template(tag, owners))


# --- Reverse names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("app", list(RANK))
def test_no_reverse_name_points_up(app: str) -> None:
    above = {name for name, declared in reverse_names().items() if not may_name(app, declared)}
    used = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(app)
        for name in above & words_of(path.read_text())
    ]
    used += [
        f"{path.relative_to(ROOT)}: {name}"
        for path in templates(app)
        for name in above & words_of_template(path.read_text())
    ]
    assert used == []


# Values that sound like the reverse name of a relation: the measure in which a line of the ledger counts.
VALUES = {("funding", "vocab", "approvals")}


@pytest.mark.parametrize("app", list(RANK))
def test_no_reverse_name_points_up_inside_an_app(app: str) -> None:
    used = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(app)
        if (feature := feature_of(path, app)) in floors()
        for name in names_from_above(app, feature) & words_of(path.read_text())
        if (app, path.stem, name) not in VALUES
    ]
    assert used == []


def test_the_reverse_names_are_found() -> None:
    names = reverse_names()
    assert names["programmes"] == "portfolio"
    assert names["funding_profile"] == "funding"
    assert "updates" in names_from_above("portfolio", "portfolio.programmes") & words_of(
        "outcomes.filter(updates__isnull=False)"
    )
    assert "updates" not in names_from_above("portfolio", "portfolio.frameworks")  # its analyses have some


@pytest.mark.parametrize(
    "line",
    [
        "country.programmes.all()",
        "Country.objects.filter(programmes__slug=slug)",
        "Country.objects.filter(region__programmes=1)",
        'Country.objects.order_by("-programmes__slug")',
        'Country.objects.prefetch_related("programmes")',
    ],
)
def test_a_reverse_name_is_noticed(line: str) -> None:
    assert "programmes" in words_of(line)


def test_a_reverse_name_is_noticed_in_a_template() -> None:
    assert "programmes" in words_of_template("{% for one in country.programmes.all %}{{ one }}{% endfor %}")


# --- Between features -----------------------------------------------------------------------------------


def test_no_feature_takes_the_door_of_another() -> None:
    taken = {
        (own, door)
        for app in RANK
        for path in sources(app)
        if (own := feature_of(path, app))
        for feature, door in doors_in(path.read_text())
        if feature != own and door not in MACHINERY
    }
    assert taken == COMPOSING


def test_taking_a_door_is_noticed() -> None:
    taken = doors_in(
        "from portfolio.updates import forms\n"
        "from ilo_dc.portal.work.pages import work\n"
        "import portfolio.results.api\n"
    )
    assert {door for _feature, door in taken} == {
        "portfolio.updates.forms",
        "ilo_dc.portal.work.pages",
        "portfolio.results.api",
    }


def test_what_an_app_shows_to_those_above_it_does_not_use_itself() -> None:
    used = [
        str(path.relative_to(ROOT))
        for app in RANK
        for path in sources(app)
        if f"{PACKAGES[app]}.models" in imports_of(path.read_text())
    ]
    assert used == []


@pytest.mark.parametrize("app", list(RANK))
def test_an_app_is_known_before_its_models(app: str) -> None:
    """Histories go into `<app>.models`: what loads a feature's models earlier finds it half there."""
    config = next(one for one in apps.get_app_configs() if one.label == app)
    loaded = loaded_with(type(config).__module__) | loaded_with("ilo_dc.settings")
    assert f"{PACKAGES[app]}.apps" in loaded
    assert {name for name in loaded if name.rpartition(".")[2] == "models" or ".models." in name} == set()


def test_what_is_loaded_is_followed() -> None:
    loaded = loaded_with("portfolio.updates.registers")
    assert {"portfolio", "portfolio.updates", "portfolio.updates.models"} <= loaded
    assert "portfolio.updates.pages" not in loaded


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


# Plain words stand in their place: values, messages, locked, history_context, grants.
RIDDLES = re.compile(
    r"said|told|held|because|standing|(said|told)_\w+|\w+_(said|told|held)|_(said|told|held|standing)"
)


def names_in(text: str) -> set[str]:
    """Return what a source calls variables, attributes, arguments, functions and classes, as snake_case."""
    return {
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        for node in ast.walk(ast.parse(text))
        for name in (getattr(node, key, None) for key in ("id", "attr", "arg", "name", "asname"))
        if isinstance(name, str)
    }


def test_names_are_no_riddles() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for app in RANK
        for path in sources(app)
        for name in names_in(path.read_text())
        if RIDDLES.fullmatch(name)
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        "said = 1",
        "row.told",
        "def _held(): ...",
        "class SaidInput: ...",
        "act(because=1)",
        "from a import end_told",
    ],
)
def test_a_riddle_is_noticed(line: str) -> None:
    assert any(RIDDLES.fullmatch(name) for name in names_in(line))


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
