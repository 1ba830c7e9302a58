"""The page of the audit: whom it is narrowed to, and how many it offers."""

from __future__ import annotations

from ilo_dc.core.history import forms
from ilo_dc.core.history.forms import HistoryForm
from tests.people import hire, signed_in


def chosen(typed):
    form = HistoryForm({"person": typed})
    return form.cleaned_data["person"] if form.is_valid() else form.errors["person"]


def test_the_very_username_goes_before_all_that_is_called_alike(admin):
    lined, dashed = hire("a_b", "Ann Bee"), hire("a-b", "Ann Bee")
    hire("ann", "a_b")
    assert chosen("a_b") == lined
    assert chosen("A-B") == dashed
    for person in (lined, dashed):
        assert chosen(HistoryForm.base_fields["person"].label_from_instance(person)) == person
    assert chosen("Administrator") == admin
    assert "Ann Bee (a-b); Ann Bee (a_b)" in chosen("Ann Bee")[0]
    assert "not among the choices" in chosen("nobody")[0]


def test_it_offers_a_few_people_and_reads_no_more(client, admin, monkeypatch, django_assert_num_queries):
    people = [hire(f"zoe{number}", f"Zoe {number}") for number in range(6)]
    monkeypatch.setattr(forms, "OFFERED", 3)
    signed_in(admin, client)
    page = client.get("/admin-area/history/", {"person": "zoe5"}).content.decode()
    offered = page.split("<datalist")[1].split("</datalist>")[0]
    assert offered.count("<option") == 3
    assert people[5].username not in offered
    with django_assert_num_queries(1):
        assert chosen("zoe4") == people[4]
