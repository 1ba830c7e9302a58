from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding.models import FundingPartner, RevenueStatistic
from funding.partners.actions import load_funding_partners
from funding.revenue.imports import (
    BY_CONTRIBUTOR_FILE,
    BY_TYPE_FILE,
    REVENUE_BY_CONTRIBUTOR,
    REVENUE_BY_TYPE,
)
from ilo_dc.core.errors import Refused
from ilo_dc.core.imports.actions.files import import_file, try_file
from tests.people import signed_in
from tests.recipes.revenue_sheets import BY_CONTRIBUTOR, BY_TYPE, typed, write

# The sources that the shipped files were taken from, where a developer has them.
SOURCES = Path(os.environ.get("PORTAL_SOURCE_DATA", "absent"))


def contributors(path, *rows):
    return import_file(
        by=None,
        importer=REVENUE_BY_CONTRIBUTOR,
        path=write(path / "contributors.csv", BY_CONTRIBUTOR, rows),
    )


def types(path, *rows):
    return import_file(by=None, importer=REVENUE_BY_TYPE, path=write(path / "types.csv", BY_TYPE, rows))


def current(**filters):
    return RevenueStatistic.objects.current().filter(**filters)


def test_rows_of_a_sub_type_are_rounded_then_summed(partners, tmp_path):
    types(tmp_path, typed(2022, "0.005", "R03E"), typed(2022, "0.005", "R03E"), typed(2022, "1", "R03"))
    split, whole = current().get(revenue_subtype="R03E"), current().get(revenue_subtype="")
    assert (split.amount, split.source_rows) == (Decimal("0.02"), 2)
    assert (whole.revenue_type, whole.amount, whole.source_rows) == ("R03", Decimal("1.00"), 1)


def test_a_negative_amount_with_float_noise_is_kept_to_the_cent(partners, tmp_path):
    contributors(tmp_path, ["2021", "Papua New Guinea", "Assessed", "-58263.780000000006"])
    assert current().get().amount == Decimal("-58263.78")


def test_computed_totals_are_left_out(partners, tmp_path):
    contributors(
        tmp_path, ["2022", "Norway", "Assessed", "1"], ["2022", "__TOTAL__", "Other", "69692932.01999998"]
    )
    assert list(current().values_list("contributor", flat=True)) == ["Norway"]


def test_rows_that_are_left_out_are_counted_in_the_preview(partners, tmp_path):
    types(tmp_path, typed(2022, "5", "R01"), typed(2022, "6", "R02A"))
    outcome = contributors(
        tmp_path, ["2022", "Norway", "Assessed", "1"], ["2022", "__TOTAL__", "Other", "69692932.01"]
    )
    assert outcome.notes == ["1 row is a total that was computed from others; it was left out."]
    export = tmp_path / "export.csv"
    export.write_bytes(Client().get("/api/v1/revenue-statistics/?format=csv").getvalue())
    for importer, said in (
        (REVENUE_BY_CONTRIBUTOR, "2 rows of this export belong to another kind of sheet"),
        (REVENUE_BY_TYPE, "1 row of this export belongs to another kind of sheet"),
    ):
        (note,) = try_file(importer=importer, path=export).notes
        assert note.startswith(said)
    export.write_bytes(Client().get("/api/v1/revenue-statistics/?format=csv&publication=by_type").getvalue())
    (problem,) = try_file(importer=REVENUE_BY_CONTRIBUTOR, path=export).problems
    assert problem.message == "All rows of this export belong to another kind of sheet. Choose that kind."


def test_a_line_that_names_nobody_is_kept_without_partner(partners, tmp_path):
    contributors(tmp_path, ["2023", "Refunds to donors/Miscellaneous", "Assessed", "-5199525.0"])
    row = current().get()
    assert (row.partner, row.contributor, row.amount) == (
        None,
        "Refunds to donors/Miscellaneous",
        Decimal("-5199525.00"),
    )


def test_an_unknown_contributor_refuses_the_whole_file(partners, tmp_path):
    outcome = contributors(
        tmp_path, ["2022", "Norway", "Assessed", "1"], ["2022", "Ruritania", "Assessed", "2"]
    )
    [problem] = outcome.problems
    assert (problem.row, problem.column, problem.value) == (3, "donor", "Ruritania")
    assert "alias" in problem.message
    assert not RevenueStatistic.objects.exists()
    assert outcome.change is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["2022", "Norway", "Assessed", "1,000"], "amount_usd"),
        (["22", "Norway", "Assessed", "1"], "year"),
        (["2022", "Norway", "Voluntary", "1"], "revenue_type"),
        (["2022", "", "Assessed", "1"], "donor"),
    ],
)
def test_an_unusable_cell_is_named(partners, tmp_path, row, column):
    outcome = contributors(tmp_path, row)
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(2, column)]
    assert not RevenueStatistic.objects.exists()


def test_a_contributor_may_not_stand_twice(partners, tmp_path):
    row = ["2022", "Norway", "Assessed", "1"]
    [problem] = contributors(tmp_path, row, row).problems
    assert (problem.row, problem.column) == (3, "donor")


@pytest.mark.parametrize(
    ("row", "column"),
    [(typed(2022, "1", "R09"), "sub_type"), (["UNDP", "UNDP", "2022", "1", "", "", "R01"], "agency")],
)
def test_a_code_or_an_agency_that_is_not_ours_is_an_error(partners, tmp_path, row, column):
    assert [problem.column for problem in types(tmp_path, row).problems] == [column]


def test_an_edited_file_supersedes_and_a_vanished_row_is_withdrawn(partners, tmp_path):
    contributors(tmp_path, ["2022", "Norway", "Assessed", "1"], ["2022", "Sweden", "Assessed", "2"])
    first = current().get(contributor="Norway")
    outcome = contributors(tmp_path, ["2022", "Norway", "Assessed", "1.5"])
    assert {name: outcome.summary[name] for name in ("created", "changed", "withdrawn", "unchanged")} == {
        "created": 0,
        "changed": 1,
        "withdrawn": 1,
        "unchanged": 0,
    }
    assert current().get().amount == Decimal("1.50")
    first.refresh_from_db()
    assert first.amount == Decimal("1.00")
    assert first.superseded_by == outcome.change
    assert RevenueStatistic.objects.as_known_at(first.recorded_at).count() == 2


def test_one_publication_never_withdraws_rows_of_the_other(partners, tmp_path):
    types(tmp_path, typed(2022, "5", "R01"))
    contributors(tmp_path, ["2022", "Norway", "Assessed", "1"])
    types(tmp_path, typed(2022, "6", "R01"))
    assert sorted(current().values_list("publication", "amount")) == [
        ("by_contributor", Decimal("1.00")),
        ("by_type", Decimal("6.00")),
    ]


def test_only_those_who_import_published_data_may(partners, outsider, tmp_path):
    path = write(tmp_path / "types.csv", BY_TYPE, [typed(2022, "5", "R01")])
    with pytest.raises(Refused):
        import_file(by=outsider, importer=REVENUE_BY_TYPE, path=path)


def test_what_ships_is_whole_and_real(published):
    assert current(publication="by_type").count() == 74
    assert current(publication="by_contributor").count() == 2887
    assert not RevenueStatistic.objects.filter(demonstration=True).exists()


def test_loading_a_file_again_records_nothing(published):
    changes = set(RevenueStatistic.objects.values_list("change", flat=True))
    for importer in (REVENUE_BY_TYPE, REVENUE_BY_CONTRIBUTOR):
        outcome = import_file(by=None, importer=importer, path=importer.shipped[0])
        assert outcome.change is None
    assert set(RevenueStatistic.objects.values_list("change", flat=True)) == changes


@pytest.mark.skipif(not SOURCES.exists(), reason="PORTAL_SOURCE_DATA does not name the sources")
@pytest.mark.parametrize("path", [BY_TYPE_FILE, BY_CONTRIBUTOR_FILE], ids=lambda path: path.name)
def test_the_shipped_file_is_the_source_unchanged(path):
    assert path.read_bytes() == (SOURCES / "unceb" / path.name).read_bytes()


# --- Profiles -------------------------------------------------------------------------------------


def test_the_nine_contributors_to_rbsa_are_members(partners):
    members = FundingPartner.objects.filter(rbsa_member=True).values_list("organisation__country__iso2")
    assert {iso2 for (iso2,) in members} == {"BE", "DK", "FR", "DE", "IT", "LU", "NL", "NO", "SE"}
    known = FundingPartner.objects.exclude(rbsa_member_since=None)
    assert list(known.values_list("organisation__slug", "rbsa_member_since")) == [("france", 2020)]


def test_the_partner_table_has_thirty_four_rows_and_six_groups(partners):
    assert FundingPartner.objects.count() == 34
    groups = FundingPartner.objects.filter(is_group_row=True).values_list("organisation__slug", flat=True)
    assert set(groups) == {
        "united-nations",
        "private-sector",
        "domestic-development-funding",
        "international-financial-institutions",
        "other-intergovernmental-organizations",
        "multi-donor",
    }


def test_profiles_load_once(partners):
    assert load_funding_partners() == {"created": 0, "changed": 0, "unchanged": 0, "kept_by_hand": 0}


def test_only_managers_and_administrators_load_profiles(partners, pardev_officer):
    with pytest.raises(Refused):
        load_funding_partners(by=pardev_officer)


def test_an_advice_can_be_followed_from_the_error_to_the_saved_sheet(  # noqa: PLR0917  (fixtures)
    partners, client, pardev_officer, kept_files, work_off, tmp_path
):
    name = "Example Foundation for Decent Work"
    contributors(tmp_path, ("2024", "Germany", "Voluntary earmarked", "5"))
    signed_in(pardev_officer, client)
    path = write(tmp_path / "new.csv", BY_CONTRIBUTOR, [("2025", name, "Voluntary earmarked", "1000")])
    page = client.post(
        reverse("import-new"),
        {
            "importer": REVENUE_BY_CONTRIBUTOR.code,
            "file": SimpleUploadedFile("new.csv", path.read_bytes()),
            "reason": "A new contributor",
        },
    )["Location"]
    work_off()
    shown = client.get(page).content.decode()
    (advice,) = re.findall(r'href="([^"]*organisations/new/[^"]*)"', shown)
    assert f'value="{name}"' in client.get(advice).content.decode()
    client.post(advice, {"name_en": name, "kind": "foundation"})
    client.post(f"{page}scope/", {"scope": "named"})
    work_off()
    assert "Years" in client.get(page).content.decode()
    client.post(f"{page}save/")
    work_off()
    assert current(year=2025).get().partner.name_en == name
    assert current(year=2024).exists()  # the file speaks of 2025 alone
