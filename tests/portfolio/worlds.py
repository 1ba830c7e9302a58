"""Zimbabwe before anything is public: one of each noun, and the way through each door of `permissions.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.actions.documents import attach_document
from ilo_dc.core.actions.imports import check_sheet, upload_sheet
from ilo_dc.core.models import Currency, Document, ImportBatch, User
from portfolio.actions import framework_results, frameworks, outcome_indicators, priorities
from portfolio.actions import programme_outcomes as outcomes
from portfolio.actions import results_groups as groups
from portfolio.actions.alignments import Cell, set_alignment
from portfolio.actions.programme_sheets import upload_programme_sheet
from portfolio.exports.programme_sheets import programme_workbook
from portfolio.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.imports.programme_sheets import read_programme_workbook
from portfolio.models import (
    AlignmentPair,
    CooperationFramework,
    CountryProgramme,
    CrossWalk,
    FrameworkSubOutput,
    Milestone,
    OutcomeIndicator,
    OutcomeUpdate,
    Priority,
    ProgrammeOutcome,
)
from portfolio.policies.outcome_updates import may_document
from tests.portfolio import alignment_cast, framework_cast, plans, sheets, updates

MARK = "Zweitausend"  # a word that stands in every row of the draft and nowhere else
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
MISSING = {"slug": "nowhere", "document": 999999}
TODAY = timezone.now().date().isoformat()


@dataclass
class World:
    """What there is. `spare`: parts that nothing refers to, for removing."""

    programme: CountryProgramme
    consulted: CountryProgramme
    running: ProgrammeOutcome
    priority: Priority
    outcome: ProgrammeOutcome
    indicator: OutcomeIndicator
    milestone: Milestone
    pair: AlignmentPair
    begun: OutcomeUpdate
    submitted: OutcomeUpdate
    document: Document
    framework: CooperationFramework
    bare: CooperationFramework
    parts: dict[str, Any]
    workbook: ImportBatch
    sheet: ImportBatch
    results: dict[str, Any]
    sub_output: FrameworkSubOutput
    spare: dict[str, Any] = field(default_factory=dict)


def make_world(people: dict[str, User], country: Any, folder: Path) -> World:
    """Make it through the actions, as the officers of the place would."""
    field_officer, region = people["field officer"], people["regional officer"]
    programme = plans.draft(field_officer, country, title=f"{MARK} jobs")
    next_one = {"starts_on": dt.date(2031, 1, 1), "ends_on": dt.date(2035, 1, 1)}
    consulted = plans.draft(field_officer, country, title=f"{MARK} later", **next_one)
    running = updates.outcome_of(field_officer, region, country)
    begun = updates.draft(field_officer, running, "2026-H1", narrative=f"{MARK} begun")
    whole = framework_cast.make_whole(region, country)
    whole.framework = _named(region, whole.framework)
    document = attach_document(
        by=field_officer,
        owner=begun,
        file=SimpleUploadedFile("evidence.pdf", PDF),
        title="Evidence",
        policy=may_document,
    )
    world = World(
        programme=programme,
        consulted=plans.moved(field_officer, consulted, "consultation"),
        running=running,
        priority=programme.priorities.get(),
        outcome=programme.outcomes.get(),
        indicator=OutcomeIndicator.objects.get(outcome__programme=programme),
        milestone=Milestone.objects.get(indicator__outcome__programme=programme),
        pair=_aligned(region, programme, whole.parts["results"]),
        begun=begun,
        submitted=updates.submitted(field_officer, running, "2025-H2", narrative=f"{MARK} submitted"),
        document=document,
        framework=whole.framework,
        bare=_bare(region, country),
        parts=whole.parts,
        workbook=_workbook(field_officer, programme),
        sheet=_sheet(people["PARDEV officer"]),
        results=_results(),
        sub_output=_sub_output(folder),
    )
    world.spare = _spare(region, world)
    return world


def _named(by: User, framework: CooperationFramework) -> CooperationFramework:
    text = frameworks.FrameworkText(
        title=f"{MARK} framework",
        kind="unsdcf",
        starts_on=dt.date(2022, 1, 1),
        ends_on=dt.date(2027, 1, 1),
        signed_on=dt.date(2021, 11, 1),
    )
    return frameworks.describe_framework(by=by, framework=framework, version=1, text=text)


def _bare(by: User, country: Any) -> CooperationFramework:
    """Return a framework to which nothing belongs."""
    text = frameworks.FrameworkText(
        title="Nothing yet", kind="unsdcf", starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2032, 1, 1)
    )
    return frameworks.create_framework(by=by, countries=[country], text=text)


def _aligned(by: User, programme: CountryProgramme, result: Any) -> AlignmentPair:
    cell = Cell(result=result, priority=programme.priorities.get(), extent="full")
    set_alignment(by=by, programme=programme, cells=[cell])
    return AlignmentPair.objects.get(programme=programme)


def _workbook(by: User, programme: CountryProgramme) -> ImportBatch:
    content = programme_workbook(programme, as_of=timezone.now(), address="http://testserver/")
    return upload_programme_sheet(
        by=by,
        programme=programme,
        read=read_programme_workbook,
        file=SimpleUploadedFile("mine.xlsx", content),
        reason="Mission",
    )


def _sheet(by: User) -> ImportBatch:
    Currency.objects.get_or_create(code="USD", defaults={"name": "US Dollar"})
    lines = "\n".join([sheets.HEADER, sheets.row("8", iso3="NAM"), ""])
    file = SimpleUploadedFile("sheet.csv", lines.encode())
    batch = upload_sheet(
        by=by, importer=FRAMEWORK_SUBOUTPUTS, file=file, source_date=None, reason="New edition"
    )
    check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    batch.refresh_from_db()
    return batch


def _results() -> dict[str, Any]:
    budget, goals = alignment_cast.budget(), alignment_cast.sdg()
    output, target = budget.nodes.get(code="1.1"), goals.nodes.get(code="8.5")
    walk = CrossWalk.objects.create(
        from_node=budget.nodes.get(code="1"), to_node=budget.nodes.get(code="2"), kind="same", source="Tests"
    )
    policy = budget.nodes.get(code="1")
    return {"framework": budget, "result": output, "policy": policy, "target": target, "walk": walk}


def _sub_output(folder: Path) -> FrameworkSubOutput:
    sheets.load(sheets.write_lines(folder / "loaded.csv", sheets.row("7", iso3="NAM")))
    return FrameworkSubOutput.objects.get()


def _spare(by: User, world: World) -> dict[str, Any]:
    spare = {
        "priority": priorities.add_priority(
            by=by, programme=world.programme, text=priorities.PriorityText(9, "Spare")
        ),
        "outcome": outcomes.add_outcome(
            by=by, programme=world.programme, text=outcomes.OutcomeText(world.priority, "ZWE199", MARK)
        ),
        "indicator": outcome_indicators.add_indicator(
            by=by, outcome=world.outcome, text=outcome_indicators.IndicatorText("Spare")
        ),
        "milestone": outcome_indicators.add_milestone(
            by=by,
            indicator=world.indicator,
            text=outcome_indicators.MilestoneText(dt.date(2026, 6, 30), "Spare"),
        ),
        **world.parts,
    }
    spare["results"] = framework_results.add_framework_result(
        by=by, framework=world.framework, text=framework_results.NewResult("outcome", "Spare")
    )
    spare["groups"] = groups.add_results_group(
        by=by, framework=world.framework, text=groups.GroupText("Spare", "member")
    )
    return spare


# --- Where a door is, and what a valid sending holds ----------------------------------------------------


@dataclass(frozen=True)
class Knock:
    """One way through a door: the object it is about, and what is sent to it."""

    named: dict[str, Any] = field(default_factory=dict)  # the words of the address
    said: dict[str, Any] = field(default_factory=dict)
    version: int | None = None  # of the API: what If-Match names

    def address(self, name: str, *, missing: bool = False) -> str:
        """Return the address, or the one of something that does not exist."""
        words = self.named
        if missing:
            words = {
                word: value if word in KEPT else MISSING.get(word, 999999) for word, value in words.items()
            }
        return reverse(name.split(" ", 1)[0], kwargs=words)

    def body(self, *, missing: bool = False) -> dict[str, Any]:
        """Return what is sent; in a body that names the programme, one that does not exist."""
        return {**self.said, "programme": "nowhere"} if missing and "programme" in self.said else self.said


KEPT = {"status", "part", "period", "extension", "code", "result"}
STEP = {"effective_on": TODAY, "reason": "Workshop"}
TITLE = {"title": "Another title"}
WORDS = {"text": "Another text"}
DUE = {"due_on": "2026-12-31", "text": "Law adopted"}
LINKS: dict[str, Any] = {"budget_results": [], "sdg_targets": [], "framework_results": []}
NEW_FRAMEWORK = {**framework_cast.DESCRIPTION, "starts_on": "2035-01-01", "ends_on": "2039-01-01"}


def page_knocks(world: World) -> dict[str, Knock]:
    """Return the way through each page that is about something, or is sent something."""
    slug, begun = {"slug": world.programme.slug}, {"pk": world.begun.pk}
    cell = f"o{world.outcome.pk}-r{world.pair.result_id}"
    knocks = {
        "results:sheet": Knock({"extension": "csv"}),
        "results:framework": Knock({"code": world.results["framework"].code}),
        "results:result": Knock({"code": world.results["framework"].code, "result": "1.1"}),
        "portfolio:sub-output": Knock({"pk": world.sub_output.pk}),
        "portal:programme": Knock(slug),
        "portfolio:programme-new": Knock(said={**TITLE, "country": "ZWE"}),
        "portfolio:programme-edit": Knock(slug, TITLE),
        "portfolio:programme-move to consultation": Knock({**slug, "status": "consultation"}, STEP),
        "portfolio:programme-move to signed": Knock({"slug": world.consulted.slug, "status": "signed"}, STEP),
        "portfolio:programme-alignment": Knock(slug, {f"{cell}-extent": "full", "effective_on": TODAY}),
        "portfolio:programme-sheet-xlsx": Knock(slug),
        "portfolio:programme-sheet": Knock(slug, {"file": world.workbook, "reason": "Again"}),
        "portfolio:programme-sheet-preview": Knock({**slug, "pk": world.workbook.pk}, {"rows": "cancel"}),
        "portfolio:priority-new": Knock(slug, TITLE),
        "portfolio:outcome-new": Knock(slug, {**TITLE, "priority": world.priority.pk, "code": "ZWE150"}),
        "portfolio:outcome-links": Knock({"pk": world.outcome.pk}, {"targets": ""}),
        "portfolio:indicator-new": Knock({"pk": world.outcome.pk}, WORDS),
        "portfolio:milestone-new": Knock({"pk": world.indicator.pk}, DUE),
        "portfolio:outcome-updates": Knock({"pk": world.running.pk}),
        "portfolio:update-new": Knock({"pk": world.running.pk, "period": "2025-H1"}, {"do": "draft"}),
        "portfolio:update": Knock(begun),
        "portfolio:update-edit": Knock(begun, {"do": "draft"}),
        "portfolio:update-review accept": Knock({"pk": world.submitted.pk}, {"do": "accept"}),
        "portfolio:update-review return": Knock({"pk": world.submitted.pk}, {"do": "return", "note": "Who?"}),
        "portfolio:update-withdraw": Knock({"pk": world.submitted.pk}, {"reason": "Too early"}),
        "portfolio:update-discard": Knock(begun),
        "portfolio:update-attach": Knock(begun, {"file": "new.pdf"}),
        "portfolio:update-document": Knock({**begun, "document": world.document.pk}),
        "portfolio:update-document-withdraw": Knock(
            {**begun, "document": world.document.pk}, {"reason": "Wrong file"}
        ),
        "portal:import-new": Knock(
            said={"importer": world.sheet.importer, "file": "new.csv", "reason": "New edition"}
        ),
        "portal:import-template": Knock({"code": world.sheet.importer, "extension": "csv"}),
        **{
            f"portal:import{verb}": Knock({"pk": world.sheet.pk})
            for verb in ("", "-progress", "-save", "-cancel")
        },
        **_framework_pages(world),
    }
    for noun, said in (("priority", TITLE), ("outcome", TITLE), ("indicator", WORDS), ("milestone", WORDS)):
        knocks[f"portfolio:{noun}-edit"] = Knock({"pk": getattr(world, noun).pk}, said)
        knocks[f"portfolio:{noun}-remove"] = Knock({"pk": world.spare[noun].pk})
    return knocks


def _framework_pages(world: World) -> dict[str, Knock]:
    slug = {"slug": world.framework.slug}
    reason = {"reason": "Decided"}
    signed = {"status": "signed", "effective_on": "2021-11-01"}
    level = {"level": "priority", "reason": "The text says so"}
    knocks = {
        "portfolio:framework": Knock(slug),
        "portfolio:framework-new": Knock(said={**NEW_FRAMEWORK, "countries": ["ZWE"]}),
        "portfolio:framework-describe": Knock(slug, TITLE),
        "portfolio:framework-status": Knock(slug, signed),
        "portfolio:framework-receive": Knock(slug, reason),
        "portfolio:framework-publish": Knock(slug),
        "portfolio:framework-withdraw": Knock(slug, reason),
        "portfolio:framework-remove": Knock({"slug": world.bare.slug}),
        "portfolio:framework-history": Knock(slug),
        "portfolio:framework-level": Knock({**slug, "pk": world.spare["results"].pk}, level),
    }
    for part, said in framework_cast.SAID.items():
        place = {**slug, "part": part}
        country = {"country": "ZWE"} if part == "team" else {}
        knocks[f"portfolio:framework-part-add {part}"] = Knock(place, {**said, **country})
        knocks[f"portfolio:framework-part-edit {part}"] = Knock({**place, "pk": world.parts[part].pk})
        knocks[f"portfolio:framework-part-remove {part}"] = Knock({**place, "pk": world.spare[part].pk})
    return knocks


def api_knocks(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API by name and method; GET where nothing is written."""
    programme, outcome = {"programme_id": world.programme.pk}, {"outcome_id": world.outcome.pk}
    number, begun, submitted = {"pk": world.outcome.pk}, {"pk": world.begun.pk}, {"pk": world.submitted.pk}
    framework = {"framework_id": world.framework.pk}
    milestones = {"indicator_id": world.indicator.pk}
    pair = {"pair_id": world.pair.pk}
    fact = world.pair.alignments.get(superseded_at=None).pk
    result = world.pair.result_id
    named = {"programme": world.programme.slug}
    to_signed = {"programme_id": world.consulted.pk}
    places = {
        "country-programmes-detail": programme,
        "country-programmes-states to consultation": programme,
        "country-programmes-states to signed": to_signed,
        "country-programmes-plan": programme,
        "country-programmes-alignments": programme,
        "country-programmes-priorities": programme,
        "country-programmes-priority": {**programme, "pk": world.priority.pk},
        "country-programme-outcomes-detail": number,
        "country-programme-outcomes-links": number,
        "outcome-indicators": outcome,
        "outcome-indicator": {**outcome, "pk": world.indicator.pk},
        "outcome-milestones": milestones,
        "outcome-milestone": {**milestones, "pk": world.milestone.pk},
        "alignments-detail": pair,
        "outcome-updates-detail": begun,
        "cooperation-frameworks-detail": {"pk": world.framework.pk},
        "cooperation-frameworks-statuses": framework,
        "framework-suboutputs-detail": {"sub_output_id": world.sub_output.pk},
        "framework-outcomes-detail": {"pk": world.parts["results"].pk},
        "roadmap-stages-detail": {"pk": world.parts["roadmap"].pk},
        "results-groups-detail": {"pk": world.parts["groups"].pk},
        "joint-work-plans-detail": {"pk": world.parts["work-plans"].pk},
        "common-country-analyses-detail": {"pk": world.parts["analysis"].analysis_id},
        "country-team-memberships-detail": {"pk": world.parts["team"].pk},
        "results-frameworks-detail": {"pk": world.results["framework"].pk},
        "results-detail": {"pk": world.results["result"].pk},
        "policy-outcomes-detail": {"pk": world.results["policy"].pk},
        "sdg-targets-detail": {"pk": world.results["target"].pk},
        "cross-walks-detail": {"pk": world.results["walk"].pk},
    }
    cells = [{"outcome": world.outcome.code, "result": result, "extent": "full", "read": None}]
    spare = world.spare
    return {
        **{(name, "GET"): Knock(words) for name, words in places.items()},
        ("country-programmes-list", "POST"): Knock(said={**TITLE, "country": "ZWE"}),
        ("country-programmes-detail", "PATCH"): Knock(programme, TITLE, 1),
        ("country-programmes-states to consultation", "POST"): Knock(
            programme, {**STEP, "status": "consultation"}, 1
        ),
        ("country-programmes-states to signed", "POST"): Knock(
            to_signed, {**STEP, "status": "signed"}, world.consulted.version
        ),
        ("country-programmes-alignments", "PUT"): Knock(programme, {"cells": cells}),
        ("country-programmes-priorities", "POST"): Knock(programme, {**TITLE, "position": 2}),
        ("country-programmes-priority", "PATCH"): Knock({**programme, "pk": world.priority.pk}, TITLE, 1),
        ("country-programmes-priority", "DELETE"): Knock(
            {**programme, "pk": spare["priority"].pk}, version=1
        ),
        ("country-programme-outcomes-list", "POST"): Knock(
            said={**named, **TITLE, "priority": 1, "code": "ZWE150"}
        ),
        ("country-programme-outcomes-detail", "PATCH"): Knock(number, TITLE, 1),
        ("country-programme-outcomes-detail", "DELETE"): Knock({"pk": spare["outcome"].pk}, version=1),
        ("country-programme-outcomes-links", "PUT"): Knock(number, LINKS, 1),
        ("outcome-indicators", "POST"): Knock(outcome, WORDS),
        ("outcome-indicator", "PATCH"): Knock({**outcome, "pk": world.indicator.pk}, WORDS, 1),
        ("outcome-indicator", "DELETE"): Knock({**outcome, "pk": spare["indicator"].pk}, version=1),
        ("outcome-milestones", "POST"): Knock(milestones, DUE),
        ("outcome-milestone", "PATCH"): Knock({**milestones, "pk": world.milestone.pk}, WORDS, 1),
        ("outcome-milestone", "DELETE"): Knock({**milestones, "pk": spare["milestone"].pk}, version=1),
        ("alignments-list", "POST"): Knock(
            said={**named, "outcome": world.outcome.code, "result": result, "extent": "full"}
        ),
        ("alignments-detail", "PUT"): Knock(pair, {"extent": "none"}, fact),
        ("alignments-detail", "DELETE"): Knock(pair, version=fact),
        ("outcome-updates-list", "POST"): Knock(said={"outcome": world.running.pk, "period": "2025-H1"}),
        ("outcome-updates-detail", "PATCH"): Knock(begun, {"narrative": "New"}, world.begun.version),
        ("outcome-updates-detail", "DELETE"): Knock(begun, version=world.begun.version),
        ("outcome-updates-submit", "POST"): Knock(begun, version=world.begun.version),
        ("outcome-updates-accept", "POST"): Knock(submitted, version=world.submitted.version),
        ("outcome-updates-return", "POST"): Knock(submitted, {"note": "Who?"}, world.submitted.version),
        ("outcome-updates-withdraw", "POST"): Knock(submitted, {"reason": "Early"}, world.submitted.version),
        ("cooperation-frameworks-list", "POST"): Knock(said={**NEW_FRAMEWORK, "countries": ["ZWE"]}),
        ("cooperation-frameworks-detail", "PATCH"): Knock(
            {"pk": world.framework.pk}, TITLE, world.framework.version
        ),
        ("cooperation-frameworks-detail", "DELETE"): Knock({"pk": world.bare.pk}, version=world.bare.version),
        ("cooperation-frameworks-statuses", "POST"): Knock(
            framework, {"status": "signed", "effective_on": "2021-11-01"}, world.framework.version
        ),
        ("cooperation-frameworks-publication", "PUT"): Knock(
            framework, {"published": True}, world.framework.version
        ),
    }


def files_in(said: dict[str, Any]) -> dict[str, Any]:
    """Return what is sent with its file in place of the file's name."""
    contents: dict[str, Callable[[], bytes]] = {
        "new.pdf": lambda: PDF + b"new",
        "new.csv": lambda: "\n".join([sheets.HEADER, sheets.row("9", iso3="NAM"), ""]).encode(),
    }
    file = said.get("file")
    if isinstance(file, ImportBatch):
        with file.file.open("rb") as kept:
            return {**said, "file": SimpleUploadedFile("again.xlsx", kept.read())}
    if file in contents:
        return {**said, "file": SimpleUploadedFile(file, contents[file]())}
    return said
