"""Fields of forms: label, hint, length and choices from the model's field, shown as the portal shows them."""

from __future__ import annotations

import re
from pathlib import Path

from django import forms
from django.conf import settings
from django.utils.translation import override

from ilo_dc.core.models import CountryStatus, Membership, OrganisationAlias
from ilo_dc.core.people.vocab import ScopeKind
from ilo_dc.core.ui.forms import DAY_FORMAT, AmountField, DateInput, field_of
from portfolio.models import CountryProgramme, JointWorkPlan, OutcomeIndicator


def shown(field: forms.Field) -> forms.Form:
    return type("Shown", (forms.Form,), {"field": field})()


def test_label_hint_and_length_are_the_models_in_the_readers_language():
    form = shown(field_of(CountryStatus, "starts_on"))
    assert (form["field"].label, form["field"].help_text) == ("From", f"Empty: not known. {DAY_FORMAT}")
    with override("fr"):
        assert str(form["field"].label) == "À partir du"
    assert field_of(OrganisationAlias, "name").max_length == 300


def test_what_a_form_words_limits_or_asks_for_otherwise_is_its_own():
    field = field_of(CountryStatus, "ends_on", label="Until, not included", required=True, help_text="Why")
    assert (field.label, field.required) == ("Until, not included", True)
    assert str(field.help_text) == f"Why {DAY_FORMAT}"


def test_days_amounts_and_addresses_are_asked_as_everywhere():
    assert isinstance(field_of(CountryProgramme, "starts_on").widget, DateInput)
    amount = field_of(OutcomeIndicator, "target_value")
    assert isinstance(amount, AmountField)
    assert (amount.max_digits, amount.decimal_places) == (18, 4)
    assert field_of(JointWorkPlan, "link").clean("example.org") == "https://example.org"


def test_a_choice_starts_with_none_unless_the_model_has_a_default_and_nothing_is_chosen_beforehand():
    assert list(field_of(Membership, "scope").choices) == [("", "–"), *ScopeKind.choices]
    language = field_of(CountryProgramme, "language")
    assert "" not in dict(language.choices)
    assert language.initial is None
    assert list(field_of(Membership, "scope", choices=ScopeKind.choices).choices) == list(ScopeKind.choices)


def test_every_form_is_sent_to_an_address_without_a_place_on_its_page():
    """A form without an address of its own is sent with the browser's `#place`, which a redirect keeps."""
    tags = {
        f"{path}: {tag}"
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for tag in re.findall(r"<form\b[^>]*>", path.read_text())
        if 'method="post"' in tag
    }
    assert len(tags) > 30
    assert [tag for tag in sorted(tags) if "action=" not in tag] == []
