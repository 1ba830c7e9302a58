"""Every text that people write has a longest length, which the model holds for all doors."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model, TextField

from tests.people import signed_in
from tests.recipes import projects as cast
from tests.schema import described

OWN = {"core", "portfolio", "funding", "constituents", "reporting"}
BY_SOURCES = "comes out of a file of a source, whose cells are bounded"
# Nobody types these.
NOT_TYPED = {
    "core.IdempotencyKey.body": "an answer, kept to be given again",
    "core.Run.failure": "written by a worker",
    "core.Session.session_data": "signed, and written by the portal",
    "core.SourceEdition.note": BY_SOURCES,
    "portfolio.FrameworkResult.source_text": BY_SOURCES,
    **{f"portfolio.SubOutputState.{name}": BY_SOURCES for name in ("name", "description")},
    **{f"portfolio.CrossWalk.{name}": BY_SOURCES for name in ("note", "source")},
    **{
        f"portfolio.{model}.{name}": BY_SOURCES
        for model, stem in (("ResultsFramework", "title"), ("ResultsNode", "text"))
        for name in ("provenance", *(f"{stem}_{code}" for code in ("en", "fr", "es", "ar", "zh", "ru")))
    },
}


def long_texts() -> dict[str, TextField]:
    """Return the texts without a length in the database, of the portal's own models, by name."""
    found: dict[str, TextField] = {}
    for model in apps.get_models():
        if model._meta.app_label in OWN and not hasattr(model, "pgh_tracked_model"):
            found |= {
                f"{model._meta.label}.{one.name}": one
                for one in model._meta.concrete_fields
                if isinstance(one, TextField)
            }
    return found


def test_every_text_that_people_write_has_a_longest_length():
    texts = long_texts()
    assert set(NOT_TYPED) <= set(texts)
    assert len(set(texts) - set(NOT_TYPED)) > 25
    for name in set(texts) - set(NOT_TYPED):
        limits = [one.limit_value for one in texts[name].validators if isinstance(one, MaxLengthValidator)]
        assert limits, f"{name} takes a text without end"
        assert max(limits) <= 10_000
        with pytest.raises(ValidationError):
            texts[name].run_validators("x" * (min(limits) + 1))


def written_texts() -> list[tuple[str, str, dict]]:
    """Return the texts of all bodies that the API takes: component, name, schema."""
    schemas = described()["components"]["schemas"]
    bodies = {name: one for name, one in schemas.items() if name.endswith(("Input", "InputRequest"))}
    return [
        (component, name, schema)
        for component, one in bodies.items()
        for name, schema in one.get("properties", {}).items()
        if schema.get("type") == "string" and not {"format", "enum", "pattern"} & set(schema)
    ]


def test_the_api_describes_how_long_a_text_may_be():
    fields = {text.name for text in long_texts().values() if isinstance(text.model, type(Model))}
    asked = [(component, name, one) for component, name, one in written_texts() if name in fields]
    assert len(asked) > 20
    assert [(component, name) for component, name, one in asked if "maxLength" not in one] == []


def test_page_and_api_refuse_a_longer_text(countries, manager):
    project = cast.running(manager, countries["ZWE"])
    client, text = signed_in(manager), "x" * 5_001
    path = f"/api/v1/projects/{project.pk}/"
    version = client.get(path)["ETag"]
    answer = client.patch(
        path, {"description": text}, content_type="application/json", headers={"If-Match": version}
    )
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["description"]
    page = f"/projects/{project.pk}/edit/"
    form = client.get(page).context["form"]
    filled = {field.name: field.value() for field in form if field.value() not in {None, ""}}
    refused = client.post(page, {**filled, "description": text})
    assert "description" in refused.context["form"].errors
