"""Approvals and contributions: kept sums and lines agree, scopes hold, nothing unpublished shows."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from funding.ledger.actions.checks import check_ledger
from funding.ledger.actions.pools import open_pool_of_agreement
from funding.ledger.actions.postings import Share, reverse_entry
from funding.ledger.actions.transfers import Destination, transfer
from funding.ledger.measures import APPROVALS, CONTRIBUTIONS, PUBLIC_GRAINS
from funding.models import FundingPartner, LedgerEntry
from ilo_dc.core.errors import Refused, UnableToRead
from ilo_dc.core.measures import Question, Scope, figures
from ilo_dc.core.models import Organisation
from tests.people import make_countries, signed_in
from tests.recipes import agreements as cast
from tests.recipes.ledger import DAY, money, pool_of, posted

HIDDEN = Decimal("7919.31")
FIGURES = "/api/v1/figures/"
LINES = "/api/v1/published-entries/"


class Money:
    """Published and hidden agreements of two partners, with what was posted of each."""

    def __init__(self, manager, germany, sweden):
        self.manager, self.germany, self.sweden = manager, germany, sweden
        money()
        for partner in (germany, sweden):
            FundingPartner.objects.create(
                organisation=partner,
                source_category="MULTI_BILATERAL",
                display_group="MULTI_BILATERAL",
                demonstration=True,
            )
        self.places = make_countries()
        self.open = self.pool("DEMO-1", germany, published=True)
        self.other = self.pool("DEMO-2", sweden, published=True, kind="ppp")
        self.hidden = self.pool("DEMO-3", sweden)

    def agreement(self, reference, partner, *, published=False, **values):
        made = cast.signed(self.manager, partner, reference=reference, **values)
        return cast.published(self.manager, made) if published else made

    def pool(self, reference, partner, **values):
        return open_pool_of_agreement(by=None, agreement=self.agreement(reference, partner, **values))

    def posted(self):
        """Post approvals and receipts, a reversal and a move, and return the moments between them."""
        zwe, khm = self.places["ZWE"], self.places["KHM"]
        halves = (Share(Decimal(50), country=zwe), Share(Decimal(50), country=khm))
        moments = [timezone.now()]
        [first] = posted(self.open, "approval", "1000")
        moments.append(timezone.now())
        posted(self.open, "approval", "333.33", shares=halves, effective_on=date(2021, 12, 31))
        posted(self.other, "approval", "500", shares=(Share(country=khm),))
        posted(self.open, "receipt", "250")
        moments.append(timezone.now())
        posted(self.hidden, "approval", HIDDEN, shares=(Share(country=zwe),))
        posted(self.hidden, "receipt", HIDDEN - 1)
        moments.append(timezone.now())
        transfer(by=None, line=first, to=Destination(shares=halves), reason="Known now", amount=Decimal(80))
        [mistaken] = posted(self.open, "approval", "99")
        reverse_entry(by=None, entry=mistaken, reason="A mistake")
        posted(pool_of(), "receipt", "77")
        posted(pool_of("RB"), "approval", "1000000")
        return [*moments, timezone.now()]


@pytest.fixture
def ledger(installation, manager, germany, sweden):
    return Money(manager, germany, sweden)


def counted(measure, user, *by, **asked):
    """Return sums and numbers of lines by key, and the total."""
    answer = figures(measure, user=user, question=Question(by=by, **asked))
    lines = {tuple(row.keys.values()): (answer.value(row), row.count) for row in answer.lines}
    return lines, (answer.value(answer.total), answer.total.count)


def of_lines(measure, user, moment, scope, *by):
    """Return the same, summed over the lines themselves."""
    dimensions = [measure.dimension(code) for code in by]
    rows = measure.rows.known_at(user, moment, scope).order_by()
    keyed = rows.annotate(**{f"key_{one.code}": one.value for one in dimensions})
    found: dict[tuple, tuple[Decimal, int]] = {}
    for *keys, amount in keyed.values_list(*(f"key_{one.code}" for one in dimensions), "amount_usd"):
        value, number = found.get(tuple(keys), (Decimal(0), 0))
        found[tuple(keys)] = value + amount, number + 1
    return found


@pytest.mark.parametrize("measure", [APPROVALS, CONTRIBUTIONS])
def test_kept_sums_say_what_the_lines_say_at_every_moment_by_every_split(ledger, manager, outsider, measure):
    moments = ledger.posted()
    codes = [one.code for one in measure.dimensions]
    splits = [(), *((code,) for code in codes), *itertools.combinations(codes, 2)]
    compared = 0
    for moment, by, (scope, user) in itertools.product(
        moments, splits, ((Scope.INTERNAL, manager), (Scope.PUBLISHED, outsider))
    ):
        if scope is Scope.PUBLISHED and not measure.is_public(by):
            continue
        expected = of_lines(measure, user, moment, scope, *by)
        lines, (value, number) = counted(measure, user, *by, as_of=moment, scope=scope)
        if by:
            assert lines == expected, (by, scope)
        assert number == sum(one[1] for one in expected.values())
        assert (value or 0) == sum(one[0] for one in expected.values())
        compared += number
    assert compared > 500
    check_ledger()


def test_a_figure_is_narrowed_by_what_splits_it(ledger, manager):
    ledger.posted()
    internal = {"scope": Scope.INTERNAL}
    by_country, whole = counted(APPROVALS, manager, "country", **internal)
    for (country,), line in by_country.items():
        where = {"country": (country or "none",)}
        assert counted(APPROVALS, manager, where=where, **internal)[1] == line
        assert counted(APPROVALS, manager, "partner", where=where, **internal)[1] == line
    assert counted(APPROVALS, manager, years=(2022, 2022), **internal)[1][0] == whole[0] - Decimal("333.33")
    assert counted(APPROVALS, manager, where={"resource_type": ("RBSA",)}, **internal)[1] == (None, 0)
    assert counted(CONTRIBUTIONS, manager, where={"resource_type": ("RBSA",)}, **internal)[1][1] == 1


def test_it_is_published_by_grains_and_no_finer(ledger, outsider, client):
    ledger.posted()
    codes = [one.code for one in APPROVALS.dimensions]
    refused = []
    for by in [(code,) for code in codes] + list(itertools.combinations(codes, 2)):
        address = {"measure": "approvals", "by": ",".join(by)}
        status = client.get(FIGURES, address).status_code
        assert status == (200 if any(set(by) <= grain for grain in PUBLIC_GRAINS) else 403), by
        if status == 403:
            refused.append(by)
            page = client.get("/data/measures/approvals/", {"by": ",".join(by)})
            assert page.status_code == 403
    assert ("country",) in refused
    assert ("reporting_partner", "region") in refused
    narrowed = {"measure": "approvals", "by": "region", "reporting_partner": "germany"}
    assert client.get(FIGURES, narrowed).status_code == 403
    assert client.get(FIGURES, {**narrowed, "format": "csv"}).status_code == 403
    assert client.get(LINES, {"region": "africa", "reporting_partner": "germany"}).status_code == 403
    assert client.get(LINES, {"policy_outcome": "none", "period": "2021..2022"}).status_code == 200


def test_a_scope_is_refused_to_whom_it_is_not_for(ledger, people):
    moments = ledger.posted()
    manager, outsider, field_officer = people["manager"], people["outsider"], people["field_officer"]
    german_donor, swedish_donor = people["german_donor"], people["swedish_donor"]
    for person in (outsider, field_officer, german_donor):
        with pytest.raises(Refused):
            figures(APPROVALS, user=person, question=Question(scope=Scope.INTERNAL))
    own = {"scope": Scope.OWN}
    with pytest.raises(UnableToRead):
        figures(APPROVALS, user=german_donor, question=Question(**own))
    assert counted(APPROVALS, swedish_donor, where={"partner": ("sweden",)}, **own)[1] == (500 + HIDDEN, 2)
    early = counted(APPROVALS, swedish_donor, where={"partner": ("sweden",)}, as_of=moments[2], **own)
    assert early[1] == (500, 1)
    for person, where in (
        (german_donor, {"partner": ("sweden",)}),
        (german_donor, {"partner": ("germany", "sweden")}),
        (german_donor, {"country": ("ZWE",)}),
        (outsider, {"partner": ("sweden",)}),
        (field_officer, {"country": ("KHM",)}),
    ):
        with pytest.raises(Refused):
            figures(APPROVALS, user=person, question=Question(where=where, **own))
    zimbabwe = counted(APPROVALS, field_officer, where={"country": ("ZWE",)}, **own)[1][0]
    internal = counted(APPROVALS, manager, where={"country": ("ZWE",)}, scope=Scope.INTERNAL)[1][0]
    assert zimbabwe == internal


def answers(client, moments, measure="approvals"):
    """Return everything that a reader is answered of published funding, but the data's version and moment."""
    cache.clear()  # of how often somebody asked
    found = {}
    asked_at = [{}, *({"as_of": moment.isoformat()} for moment in moments)]
    filters = [
        {},
        {"year": "2022"},
        {"period": "2021..2022"},
        {"biennium": "2022-23"},
        {"demonstration": "false"},
        {"reporting_partner": "sweden"},
        {"source": "MULTI_BILATERAL"},
        {"source": "PPP"},
        {"region": "africa"},
        {"resource_type": "XBDC"},
        {"policy_outcome": "none"},
    ]
    splits = ["", *(",".join(sorted(grain)) for grain in PUBLIC_GRAINS), "reporting_partner,year", "region"]
    for at, narrowed, by in itertools.product(asked_at, filters, splits):
        query = {"measure": measure, "by": by, **at, **narrowed}
        answer = client.get(FIGURES, {name: text for name, text in query.items() if text})
        if answer.status_code == 200:
            body = answer.json()
            found[str(query)] = body["total"], [(row["value"], row["row_count"]) for row in body["rows"]]
    for at, narrowed in itertools.product(asked_at, filters):
        listed = client.get(LINES, {**at, **narrowed, "totals": "true", "count": "true"}).json()
        found[f"lines {at} {narrowed}"] = listed["results"], listed["count"]
        sheet = client.get(LINES, {**at, **narrowed, "format": "csv"})
        found[f"sheet {at} {narrowed}"] = sheet.getvalue()
    return found


def test_nothing_of_an_unpublished_agreement_can_be_told_by_any_difference(ledger, german_donor, manager):
    """Whatever is posted of it, every answer to a stranger and another donor stays the same to the byte."""
    umbrella = ledger.pool("DEMO-U", ledger.sweden, published=True, kind="umbrella")
    [given] = posted(umbrella, "approval", "90000")
    posted(ledger.open, "approval", "1000", shares=(Share(country=ledger.places["KHM"]),))
    posted(ledger.other, "receipt", "40")
    child = ledger.agreement("DEMO-C", ledger.sweden, kind="child", parent=umbrella.agreement)
    moments = [timezone.now()]
    readers = [Client(), signed_in(german_donor, Client())]
    before = [
        answers(client, moments, measure) for client in readers for measure in ("approvals", "contributions")
    ]
    assert all(len(one) > 100 for one in before)

    zwe = (Share(country=ledger.places["ZWE"]),)
    [line] = posted(ledger.hidden, "approval", HIDDEN, shares=zwe)
    posted(ledger.hidden, "receipt", HIDDEN)
    transfer(by=None, line=line, to=Destination(), reason="Elsewhere", amount=Decimal(11))
    [mistaken] = posted(ledger.hidden, "approval", "13.13")
    reverse_entry(by=None, entry=mistaken, reason="A mistake")
    to_child = Destination(open_pool_of_agreement(by=None, agreement=child) and zwe, child.pool, DAY)
    transfer(by=None, line=given, to=to_child, reason="To the child", amount=HIDDEN)
    assert LedgerEntry.objects.filter(amount_usd=HIDDEN).count() == 3

    after = [
        answers(client, moments, measure) for client in readers for measure in ("approvals", "contributions")
    ]
    assert after == before
    figure = figures(APPROVALS, user=manager, question=Question(scope=Scope.INTERNAL, by=("country",)))
    assert {row.keys["country"]: figure.value(row) for row in figure.lines}["ZWE"] > HIDDEN


def test_the_lines_are_behind_the_figure_for_each_reader(ledger, manager, client):
    ledger.posted()
    public = client.get(FIGURES, {"measure": "approvals", "by": "reporting_partner,year"}).json()
    assert public["label"] == "Approvals (the paper says contributions)"
    staff = signed_in(manager, Client())
    internal = staff.get(FIGURES, {"measure": "approvals", "by": "country,partner", "scope": "internal"})
    for reader, body, path in (
        (client, public, LINES),
        (staff, internal.json(), "/api/v1/ledger-entries/"),
    ):
        for line in [*body["rows"], body["total_row"]]:
            assert line["evidence"].startswith(path)
            rows = reader.get(line["evidence"]).json()["results"]
            assert len(rows) == line["row_count"]
            assert sum(Decimal(row["amount_usd"]) for row in rows) == Decimal(line["value"])
            assert reader.get(line["page"]).status_code == 200
    assert Decimal(internal.json()["total"]) - Decimal(public["total"]) == HIDDEN


def test_a_later_merge_moves_no_entry(ledger, outsider, manager):
    moments = ledger.posted()
    before = counted(APPROVALS, outsider, "reporting_partner", as_of=moments[-1])
    into = Organisation.objects.create(slug="other", name_en="Other", kind="government")
    Organisation.objects.filter(pk=ledger.sweden.pk).update(merged_into=into, merged_on=date(2026, 1, 1))
    assert counted(APPROVALS, outsider, "reporting_partner", as_of=moments[-1]) == before
    assert counted(APPROVALS, outsider, "reporting_partner") == before


def test_lines_follow_the_publication_of_their_agreement(ledger):
    [line] = posted(ledger.hidden, "approval", "10", published=True)
    assert not line.published
    [line] = posted(ledger.open, "approval", "10")
    assert line.published
    assert LedgerEntry.objects.aggregate(sum=Sum("amount_usd")) == {"sum": Decimal(20)}
