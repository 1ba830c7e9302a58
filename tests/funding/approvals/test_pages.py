"""Approvals in the browser and through the API: the same words, the same rows, nothing half saved."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from funding.approvals import work
from funding.approvals.actions.approvals import ApprovalData, approve_agreement
from funding.approvals.actions.issue import finish_approval
from funding.approvals.minutes import printed
from funding.models import Agreement, Approval, LedgerEntry
from funding.rates.models import ExchangeRate
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Office
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.formats.text import short_date
from tests.people import hire, signed_in
from tests.recipes import agreements, clearances, proposals
from tests.recipes import approvals as cast
from tests.recipes.ledger import EURO, money
from tests.recipes.outcomes import cpo

USD = (cast.SMALL / EURO).quantize(Decimal("0.01"))
TYPED = {
    "reference": "DEMO/2022/7",
    "signed_on": "2022-07-15",
    "signed_total": "113,000.00",
    "currency": "EUR",
    "partner": "Germany",
    "kind": "contribution",
    "title": "Decent work in supply chains",
    "ends_on": "2025-12-31",
    "levy": "applicable",
    "earmarking": "tight",
    "language": "en",
}


@pytest.fixture(autouse=True)
def currencies(installation):
    return money()


def test_an_officer_issues_what_was_typed(pardev_officer, germany, countries, client):
    outcome = cpo(countries["ZWE"], 101)
    client = signed_in(pardev_officer, client)
    assert client.get("/approvals/new/").status_code == 200
    rows = {"outcome_0": outcome.code, "share_0": "100"}
    answer = client.post("/approvals/new/", {**TYPED, **rows, "then": "finish"}, follow=True)
    approval = Approval.objects.for_list().get()
    assert answer.redirect_chain[-1][0] == f"/approvals/{approval.pk}/"
    assert "The approval is issued." in answer.text
    assert (approval.amount_usd, approval.agreement.starts_on.isoformat()) == (USD, "2022-07-15")
    assert f"{USD:,}" in answer.text
    paper = PdfReader(BytesIO(client.get(f"/approvals/{approval.pk}/minute.pdf").content))
    said = "\n".join(page.extract_text() for page in paper.pages)
    assert approval.minute_name in said
    assert f"{USD:,}" in said
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True


def test_computing_saves_nothing_and_keeps_what_was_typed(pardev_officer, germany, client):
    client = signed_in(pardev_officer, client)
    rows = {"outcome_0": "", "share_0": ""}
    answer = client.post("/approvals/new/", {**TYPED, **rows, "then": "compute"})
    assert answer.status_code == 200
    assert f"{USD:,}" in answer.text
    assert 'value="DEMO/2022/7"' in answer.text
    assert "No outcome is named" in answer.text
    part = client.post("/approvals/new/", {**TYPED, "then": "compute"}, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<h2")
    assert f"{USD:,}" in part.text
    assert not Approval.objects.exists()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ({"signed_on": "2021-07-15"}, "no UN operational rate of exchange of EUR for July 2021"),
        ({"signed_total": ""}, "Needed for the amount in US dollars."),
        ({"outcome_0": "ZWE101", "share_0": "95"}, "must be together 100"),
        ({"outcome_0": "ZWE101"}, "Give its share."),
        ({"partner": "Nowhere"}, "Nowhere"),
        ({"kind": "child"}, "under its umbrella"),
    ],
)
def test_what_cannot_be_issued_is_shown_again_and_nothing_is_saved(pardev_officer, germany, countries, wrong):
    typed, said = wrong
    cpo(countries["ZWE"], 101)
    client = signed_in(pardev_officer)
    answer = client.post("/approvals/new/", {**TYPED, **typed, "then": "finish"})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Approval.objects.exists()
    assert not Agreement.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_large_one_is_handed_in_and_signed_by_another(pardev_officer, manager, germany, client):
    first = signed_in(pardev_officer, client)
    answer = first.post(
        "/approvals/new/", {**TYPED, "signed_total": "2,500,000", "then": "finish"}, follow=True
    )
    assert "waits for the second signature" in answer.text
    approval = Approval.objects.get()
    sent = {"version": approval.version, "do": "sign"}
    assert first.post(f"/approvals/{approval.pk}/sign/", sent).status_code == 403
    second = signed_in(manager)
    assert "Sign the approval as the second" in second.get("/work/").text
    assert second.post(f"/approvals/{approval.pk}/sign/", sent).status_code == 302
    assert Approval.objects.get().status == "issued"


def test_a_proposal_prefills_its_approval(pardev_officer, germany, countries):
    proposal = proposals.submitted(pardev_officer, countries["ZWE"])
    client = signed_in(pardev_officer)
    page = client.get(f"/approvals/new/?proposal={proposal.pk}")
    assert page.status_code == 200
    assert proposal.code in page.text
    assert client.get("/approvals/new/?proposal=999999").status_code == 404
    assert client.get("/approvals/new/?proposal=x").status_code == 404


def test_the_same_form_sent_twice_makes_one_approval(pardev_officer, germany, client):
    client = signed_in(pardev_officer, client)
    page = client.get("/approvals/new/")
    once = page.text.split('name="once" value="')[1].split('"')[0]
    for _time in range(2):
        client.post("/approvals/new/", {**TYPED, "once": once, "then": "finish"})
    assert Approval.objects.filter(minute_number=1).count() == Approval.objects.count() == 1


def test_the_api_does_the_same_in_the_same_words(pardev_officer, manager, germany, client):
    caller = signed_in(pardev_officer, client)
    terms = {
        "title": "Decent work",
        "partner": "germany",
        "currency": "EUR",
        "reference": "DEMO-9",
        "signed_on": "2022-07-15",
        "ends_on": "2026-01-01",
        "signed_total": "113000.00",
        "levy": "applicable",
        "earmarking": "tight",
    }
    made = caller.post("/api/v1/approvals/", {"terms": terms}, content_type="application/json")
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    address, tag = f"/api/v1/approvals/{made.json()['id']}/", made.headers["ETag"]
    assert caller.post(f"{address}issue/", {}, content_type="application/json").status_code == 428
    answer = caller.post(f"{address}issue/", {}, content_type="application/json", headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["amount_usd"]) == (200, str(USD))
    cancel = {"reason": "Signed twice"}
    words = {"content_type": "application/json", "headers": {"If-Match": answer.headers["ETag"]}}
    refused = caller.post(f"{address}cancel/", cancel, **words)
    page = caller.get(f"/approvals/{made.json()['id']}/cancel/")
    assert (refused.status_code, page.status_code) == (403, 403)
    assert refused.json()["detail"] in page.text
    assert signed_in(manager).post(f"{address}cancel/", cancel, **words).json()["status"] == "cancelled"
    both = caller.post("/api/v1/approvals/", {"shares": []}, content_type="application/json")
    assert both.status_code == 422


def test_what_stands_typed_and_cannot_be_read_is_named_where_it_is_computed(pardev_officer, germany, client):
    signed_in(pardev_officer, client)
    wrong = {**TYPED, "signed_total": "abc", "currency": "EURO", "partner": "Germanny", "title": ""}
    page = client.post("/approvals/new/", {**wrong, "outcome_0": "", "share_0": "", "then": "compute"})
    assert page.status_code == 422
    form = page.context["form"]
    assert set(form.errors) == {
        "signed_total",
        "currency",
        "partner",
    }  # what is not filled in yet is no error
    assert "<title>Error" in page.text
    assert 'value="abc"' in page.text
    spoken = {"headers": {"HX-Request": "true"}}
    part = client.post("/approvals/new/", {**wrong, "then": "compute"}, **spoken).text
    for answer in (page.text, part):
        assert "Type the amount, its currency and the day of the signature." not in answer
    for name in ("signed_total", "currency", "partner"):
        assert str(form.errors[name][0]) in part.replace("&#x27;", "'").replace("&quot;", '"'), name
    right = client.post("/approvals/new/", {**TYPED, "then": "compute"}, **spoken).text
    assert f'<p id="computed-spoken" hx-swap-oob="innerHTML">Approved, US$ {USD:,}' in right
    assert 'role="status" id="computed-spoken"' in page.text


def test_rows_are_added_where_they_are_asked_for_and_computing_breeds_none(
    pardev_officer, germany, countries, client
):
    signed_in(pardev_officer, client)
    outcome = cpo(countries["ZWE"], 101)
    rows = {"outcome_0": outcome.code, "share_0": "60", "outcome_1": "", "share_1": "", "outcome_2": ""}
    counts = []
    for then in ("compute", "compute", "compute", "rows", "rows"):
        page = client.post("/approvals/new/", {**TYPED, **rows, "then": then})
        form = page.context["form"]
        rows |= {field.html_name: field.value() or "" for row in form.rows for field in row}
        counts.append(len(form.rows))
    assert counts == [4, 4, 4, 5, 6]
    assert 'formaction="/approvals/new/#id_outcome_6"' in page.text
    assert rows["outcome_0"] == outcome.code
    assert not Approval.objects.exists()


def test_one_page_shows_what_is_signed_and_leads_on_to_the_next(pardev_officer, manager, germany, countries):
    outcome = cpo(countries["ZWE"], 101)
    data = {"shares": ((outcome, Decimal(60)),), "note": "The budget came late"}
    first, second = (
        cast.handed_in(pardev_officer, germany, reference=f"DEMO-{number}", data=ApprovalData(**more))
        for number, more in enumerate(({**data, "shares": ((outcome, Decimal(100)),)}, {}))
    )
    reader = signed_in(manager)
    page = reader.get(f"/approvals/{first.pk}/sign/")
    wanted = ("2,500,000.00", "EUR", "Germany", outcome.code, data["note"], pardev_officer.name, "1 of 2")
    assert [words for words in wanted if words not in page.text] == []
    assert "hands it in" not in page.text
    version = {"version": first.version}
    refused = reader.post(f"/approvals/{first.pk}/sign/", {**version, "do": "return"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"reason"})
    assert reader.post(f"/approvals/{first.pk}/sign/", version).status_code == 422
    sent = reader.post(f"/approvals/{first.pk}/sign/", {**version, "do": "return", "reason": "The levy"})
    assert sent["Location"] == f"/approvals/{second.pk}/sign/?decided=1"
    assert (cast.fresh(first).status, cast.fresh(second).status) == ("draft", "awaiting")
    assert reader.get(f"/approvals/{first.pk}/sign/").status_code == 409
    last = {"version": second.version, "do": "sign"}
    done = reader.post(f"/approvals/{second.pk}/sign/?decided=1", last, follow=True)
    assert "you took 2" in done.text
    assert cast.fresh(second).status == "issued"


@pytest.mark.parametrize("do", ["sign", "return", "cancel"])
def test_a_page_of_before_says_by_whom_it_was_signed_and_keeps_the_note(pardev_officer, manager, germany, do):
    """Opened again, or sent from a window that was open: who decided, when, what was typed, the next one."""
    first, second = (cast.handed_in(pardev_officer, germany, reference=f"DEMO-{n}") for n in range(2))
    late = hire("pavla", "Pavla Partner", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
    address = f"/approvals/{first.pk}/sign/"
    sent = {"version": first.version, "do": "return", "reason": "Which levy?"}
    reader = signed_in(late)
    assert reader.get(address).status_code == 200
    decision = {"do": "return", "reason": "No"} if do == "return" else {"do": "sign"}
    other = signed_in(manager)
    assert other.post(address, {"version": first.version, **decision}).status_code == 302
    if do == "cancel":
        version = {"version": cast.fresh(first).version, "reason": "Twice"}
        assert other.post(f"/approvals/{first.pk}/cancel/", version).status_code == 302
    status = {"sign": "Issued", "return": "Draft", "cancel": "Cancelled"}[do]
    today = short_date(timezone.now())
    too_long = "Which levy? " * 100
    for answer, note in (
        (reader.post(f"{address}?decided=1", sent), "Which levy?"),
        (reader.post(address, {**sent, "do": "sign"}), "Which levy?"),
        (reader.post(address, {**sent, "reason": too_long}), too_long.strip()),
    ):
        assert answer.status_code == 409
        assert f"<p>{status}, <bdi>{manager}</bdi>, " in answer.text
        assert today in answer.text
        assert "nothing of what you sent was saved" in answer.text
        assert note in answer.text
        assert f'href="/approvals/{second.pk}/sign/' in answer.text
        assert 'name="do"' not in answer.text
    again = reader.get(address)
    assert (again.status_code, "Decided already" in again.text) == (409, True)
    assert f"<bdi>{manager}</bdi>" in again.text
    assert "of what you sent" not in again.text
    assert reader.get(f"{address}?decided=1")["Location"] == f"/approvals/{second.pk}/sign/?decided=1"


def test_what_never_waited_for_a_signature_says_so(pardev_officer, manager, germany):
    approval = cast.draft(pardev_officer, germany)
    answer = signed_in(manager).get(f"/approvals/{approval.pk}/sign/")
    assert answer.status_code == 409
    assert "awaits no second signature" in answer.text
    assert "Decided already" not in answer.text


def test_the_page_shows_how_its_amounts_are_computed(pardev_officer, germany):
    approval = cast.draft(
        pardev_officer, germany, signed_total=Decimal("1010000"), levy="included", psc_rate=Decimal(13)
    )
    page = signed_in(pardev_officer).get(f"/approvals/{approval.pk}/").text
    shown = page[page.index("How these are computed") :]
    assert re.findall(r"<code>([^<]+)</code>", shown[: shown.index("</details>")]) == [
        "1,010,000.00 − 10,000.00 = 1,000,000.00",
        "1,000,000.00 ÷ 0.925574 = 1,080,410.64",
        "1,080,410.64 × 100 ÷ 113 = 956,115.61",
        "1,080,410.64 − 956,115.61 = 124,295.03",
    ]


def test_my_work_counts_signatures_as_decisions_and_says_whom_they_wait_for(
    pardev_officer, manager, finance_officer, germany
):
    approval = cast.handed_in(pardev_officer, germany)
    [item] = work.awaiting(manager)
    assert (item.is_decision, item.url) == (True, f"/approvals/{approval.pk}/sign/")
    [waiting] = work.handed_in(pardev_officer)
    assert waiting.waits_on == "A second PARDEV officer or a manager"
    assert waiting.waits_on in signed_in(pardev_officer).get("/work/").text
    [seen] = work.overseen(manager)
    assert seen.key == item.key
    assert manager in seen.doers.people()
    assert pardev_officer not in seen.doers.people()
    assert list(work.overseen(finance_officer)) == []


def test_its_page_and_its_minute_name_each_partner_with_its_part(manager, germany, sweden, german_donor):
    gives = {germany: Decimal("1000.01"), sweden: Decimal("2000.02")}
    days = {name: cast.TERMS[name] for name in ("signed_on", "starts_on")}
    agreement = agreements.shared(manager, gives, **days)
    made = approve_agreement(by=manager, agreement=agreement, data=ApprovalData())
    client = signed_in(manager)
    rows = [("Germany", "1,000.01", "1,080.42"), ("Sweden", "2,000.02", "2,160.84")]

    def shown(text):
        [table] = re.findall(r"<table.*?</table>", text.split('id="partners"')[1], re.S)[:1]
        cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", table.split("<tbody>")[1])
        return [tuple(cells[place : place + 3]) for place in range(0, len(cells), 3)]

    waiting = client.get(f"/approvals/{made.pk}/").text
    assert "What each partner gives" in waiting
    assert all(cell in waiting for row in rows for cell in row)
    issued = finish_approval(by=manager, approval=made, lock_version=made.version)
    assert shown(client.get(f"/approvals/{made.pk}/").text) == rows
    assert cast.fresh(issued).minute["partners"] == [list(row) for row in rows]
    paper = PdfReader(BytesIO(client.get(f"/approvals/{made.pk}/minute.pdf").content))
    said = "\n".join(page.extract_text() for page in paper.pages)
    assert all(cell in said for row in rows for cell in row)
    agreements.published(manager, agreement)
    assert [row[0] for row in shown(signed_in(german_donor).get(f"/approvals/{made.pk}/").text)] == [
        "Germany"
    ]


def test_a_minute_that_names_no_partners_is_printed(manager, germany):
    kept = cast.issued(manager, germany).minute
    before = {name: value for name, value in kept.items() if not name.startswith("partner")}
    assert printed(before).startswith(b"%PDF")


def test_a_partnership_without_a_clearance_is_looked_at_twice(people, countries):
    office = Office.objects.create(code="ACT/EMP", name="Employers", kind="headquarters")
    doers = SimpleNamespace(
        officer=people["pardev_officer"],
        manager=people["manager"],
        workers=people["bureau_officer"],
        employers=hire("emma", "Emma", NewMembership(Role.BUREAU, ScopeKind.OFFICE, office=office)),
    )
    company, said = clearances.company(), "No clearance of the partner is valid"
    today = timezone.now().date()
    with transaction.atomic(), recording(by=None, reason="Rates of the tests"):
        ExchangeRate.objects.create(currency_id="EUR", effective_on=today.replace(day=1), rate=EURO)
    typed = {
        **TYPED,
        "partner": company.name,
        "kind": "ppp",
        "signed_on": today.isoformat(),
        "then": "compute",
    }
    typed["ends_on"] = today.replace(year=today.year + 2, day=1).isoformat()
    officer = signed_in(doers.officer)
    assert said in officer.post("/approvals/new/", typed).text
    assert said not in officer.post("/approvals/new/", {**typed, "kind": "contribution"}).text
    draft = cast.draft(doers.officer, company, kind="ppp", signed_on=today, starts_on=today)
    assert said in officer.get(f"/approvals/{draft.pk}/").text
    assert said not in signed_in(people["finance_officer"]).get(f"/approvals/{draft.pk}/").text
    clearances.cleared(doers, company)
    assert said not in officer.post("/approvals/new/", typed).text
    assert said not in officer.get(f"/approvals/{draft.pk}/").text
