"""Zimbabwe with little that is public: one of each noun, for the doors of `permissions.py`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from funding.models import Partnership
from ilo_dc.core.documents.actions import attach_document
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.imports.actions.imports import check_sheet, confirm_sheet, post_sheet, upload_sheet
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.life.actions import Life, Step
from ilo_dc.core.models import Currency, Document, ImportBatch, Organisation, User
from portfolio.alignments.actions import Cell, set_alignment
from portfolio.due_reports.vocab import DueKind, DueState
from portfolio.evaluations.policies import may_edit_evaluation
from portfolio.frameworks.actions import framework_parts, frameworks
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, ResultData
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.models import (
    AlignmentPair,
    CooperationFramework,
    CountryProgramme,
    CountryProgrammeOutcome,
    CrossWalk,
    DueReport,
    FrameworkSubOutput,
    GlobalProduct,
    Initiative,
    Milestone,
    OutcomeIndicator,
    OutcomeUpdate,
    Participant,
    Priority,
    ProgrammeDocument,
    ProgrammeOutcome,
    ProgressReport,
    Project,
    ProjectIndicator,
    ProjectResult,
    ReportSchedule,
    Risk,
)
from portfolio.programmes.actions import programme_outcomes as outcomes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.programme_documents import attach_programme_document
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.project_results.actions.plan import INDICATORS, RISKS, IndicatorData, RiskData
from portfolio.project_results.actions.report_schedules import SCHEDULES, ScheduleData
from portfolio.projects.actions import project_parts
from portfolio.projects.actions.initiatives import InitiativeText, add_initiative
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.policies import may_document_project
from portfolio.updates.actions import outcome_updates as update_actions
from portfolio.updates.policies import may_document
from portfolio.workbooks.actions.plans import CountryPlan, Plan
from portfolio.workbooks.actions.programme_sheets import upload_programme_sheet
from portfolio.workbooks.actions.project_sheets import PROJECT_WORKBOOK
from portfolio.workbooks.actions.sheets import upload_workbook
from portfolio.workbooks.exports.programmes import programme_workbook
from portfolio.workbooks.exports.projects import project_workbook
from portfolio.workbooks.imports.programmes import read_programme_workbook
from portfolio.workbooks.imports.projects import read_project_workbook
from tests.recipes import alignments as alignment_cast
from tests.recipes import evaluations as evaluation_cast
from tests.recipes import frameworks as framework_cast
from tests.recipes import outcomes as outcome_cast
from tests.recipes import partnership_sheets, updates
from tests.recipes import programmes as plans
from tests.recipes import project_results as report_cast
from tests.recipes import projects as project_cast
from tests.recipes import sub_output_sheets as sheets
from tests.recipes.agreements import make_agreements
from tests.recipes.appraisals import make_appraisal
from tests.recipes.approvals import make_approvals
from tests.recipes.clearances import make_clearances
from tests.recipes.funding_calls import make_calls
from tests.recipes.proposals import make_proposals

MARK = "Zweitausend"  # a word that stands in every row of the draft and nowhere else
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TODAY = timezone.now().date().isoformat()


@dataclass
class World:
    """What there is. `spare`: parts that nothing refers to, for removing; `outcome` is the draft's.

    `running` is of a signed programme: it, its public document and what was accepted is all that is public.
    `project` is planned and funded by Germany; `project_at_work` is public, too.
    """

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
    accepted: OutcomeUpdate
    evidence: dict[str, Document]  # by the state of its update
    documents: dict[str, ProgrammeDocument]  # of the draft, and of the signed programme: public, for staff
    framework: CooperationFramework
    bare: CooperationFramework
    parts: dict[str, Any]
    workbook: ImportBatch
    country_workbook: ImportBatch
    sheet: ImportBatch
    saved_sheet: ImportBatch
    results: dict[str, Any]
    sub_output: FrameworkSubOutput
    proposals: dict[str, Any]
    approvals: dict[str, Any]  # of agreements with Germany
    agreements: dict[str, Any]  # with Germany and Sweden, and what belongs to them
    calls: dict[str, Any]  # of Germany with a bid, and a partnership
    evaluations: dict[str, Any]  # of the project at work, and what belongs to them
    clearances: dict[str, Any]  # of partnerships, by what they wait for; a criterion and a document
    project: Project
    project_at_work: Project
    participant: Participant
    initiative: Initiative
    result: ProjectResult
    project_indicator: ProjectIndicator
    risk: Risk
    schedule: ReportSchedule  # of all projects, still to come
    reports: dict[str, ProgressReport]  # of the project at work, by state
    project_documents: dict[str, Document]  # of the planned project, and of the one at work
    cpo: CountryProgrammeOutcome  # of no programme, not published
    product: GlobalProduct
    due: DueReport  # an update of `running` that fell due
    spare: dict[str, Any] = field(default_factory=dict)
    project_workbook: ImportBatch | None = None  # of the project at work


def _due(outcome: ProgrammeOutcome) -> DueReport:
    """Return an update of an outcome that fell due and is missing, as the night would have recorded it."""
    programme = outcome.programme
    assert programme is not None
    with recording(by=None, reason="What fell due"):
        return DueReport.objects.create(
            kind=DueKind.OUTCOME_UPDATE,
            outcome=outcome,
            country=programme.country,
            starts_on=dt.date(2026, 1, 1),
            ends_on=dt.date(2026, 7, 1),
            due_on=dt.date(2026, 7, 30),
            state=DueState.MISSING,
        )


def make_world(people: dict[str, User], country: Any, folder: Path) -> World:
    """Make it through the actions, as the officers of the place would."""
    field_officer, region = people["field officer"], people["regional officer"]
    programme = plans.draft(field_officer, country, title=f"{MARK} jobs")
    next_one = {"starts_on": dt.date(2031, 1, 1), "ends_on": dt.date(2035, 1, 1)}
    consulted = plans.draft(field_officer, country, title=f"{MARK} later", **next_one)
    running = updates.outcome_of(field_officer, region, country)
    begun = updates.draft(field_officer, running, "2026-H1", narrative=f"{MARK} begun")
    whole = framework_cast.make_whole(region, country)
    whole.framework = _begun(region, _named(region, whole.framework))
    accepted = updates.draft(field_officer, running, "2024-H2")
    evidence = {"begun": _evidence(field_officer, begun), "accepted": _evidence(field_officer, accepted)}
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
        accepted=_accepted(field_officer, region, accepted),
        evidence=evidence,
        documents={
            "draft": _document(field_officer, programme, "signed"),
            "public": _document(field_officer, running.programme, "signed"),
            "inner": _document(field_officer, running.programme, "minutes"),
        },
        framework=whole.framework,
        bare=_bare(region, country),
        parts=whole.parts,
        workbook=_workbook(field_officer, programme),
        country_workbook=_workbook(field_officer, CountryPlan(country)),
        sheet=_sheet(people["PARDEV officer"], "8"),
        saved_sheet=_saved(people["PARDEV officer"], _sheet(people["PARDEV officer"], "6", year=2019)),
        results=_results(),
        sub_output=_sub_output(folder),
        proposals={
            **make_proposals(people, country, MARK),
            **make_appraisal(people, country, MARK),
        },
        agreements={},
        approvals={},
        calls={},
        evaluations={},
        clearances=make_clearances(people),
        **_projects(people["manager"], field_officer, country),
        cpo=outcome_cast.cpo(country, 701, title=f"{MARK} without a programme"),
        product=outcome_cast.product(701),
        due=_due(running),
    )
    world.spare = _spare(region, world)
    world.project_workbook = _project_workbook(field_officer, world.project_at_work)
    world.agreements.update(make_agreements(people["manager"], world.project_at_work, MARK, PDF))
    world.approvals.update(make_approvals(people, MARK))
    world.calls.update(make_calls(people, world.proposals, MARK))
    world.calls["partnership"] = _partnership(folder)
    world.evaluations.update(_evaluations(people["evaluator"], people["manager"], world.project_at_work))
    return world


def _evaluations(by: User, manager: User, project: Project) -> dict[str, Any]:
    """Return a draft evaluation and a published one whose first recommendation is answered."""
    draft = evaluation_cast.draft(by, project=project, title=f"{MARK} evaluated")
    public = evaluation_cast.draft(by, project=project)
    made = {
        "draft recommendation": evaluation_cast.recommendation(by, draft, text=f"{MARK} train"),
        "draft lesson": evaluation_cast.lesson(by, draft, text=f"{MARK} learn"),
        "answered": evaluation_cast.recommendation(by, public),
        "open": evaluation_cast.recommendation(by, public, 2),
        "lesson": evaluation_cast.lesson(by, public),
    }
    rows = {"draft": draft, "published": evaluation_cast.published(by, public)}
    files = {
        f"{name} document": attach_document(
            by=by,
            owner=row,
            file=SimpleUploadedFile("report.pdf", PDF + name.encode()),
            policy=may_edit_evaluation,
        )
        for name, row in rows.items()
    }
    return {**made, **rows, **files, "response": evaluation_cast.response(manager, made["answered"])}


def _named(by: User, framework: CooperationFramework) -> CooperationFramework:
    text = frameworks.FrameworkText(
        title=f"{MARK} framework",
        kind="unsdcf",
        starts_on=dt.date(2022, 1, 1),
        ends_on=dt.date(2027, 1, 1),
        signed_on=dt.date(2021, 11, 1),
    )
    return frameworks.describe_framework(by=by, framework=framework, lock_version=1, text=text)


def _begun(by: User, framework: CooperationFramework) -> CooperationFramework:
    """Return a framework that was prepared and signed."""
    for status, day in (("preparation", dt.date(2021, 2, 1)), ("signed", dt.date(2021, 11, 1))):
        step = Step(status=status, effective_on=day)
        framework = FRAMEWORK_LIFE.record(by=by, noun=framework, lock_version=framework.version, step=step)
    return framework


def _evidence(by: User, update: OutcomeUpdate) -> Document:
    file = SimpleUploadedFile("evidence.pdf", PDF)
    return attach_document(by=by, owner=update, file=file, title="Evidence", policy=may_document)


def _accepted(by: User, region: User, update: OutcomeUpdate) -> OutcomeUpdate:
    handed_in = update_actions.submit_update(by=by, update=update, lock_version=update.version)
    return update_actions.accept_update(by=region, update=handed_in, lock_version=handed_in.version)


def _document(by: User, programme: CountryProgramme, kind: str) -> ProgrammeDocument:
    file = SimpleUploadedFile(f"{kind}.pdf", PDF + kind.encode())
    return attach_programme_document(by=by, programme=programme, file=file, kind=kind, title=kind.title())


def statuses_of(noun: CountryProgramme | CooperationFramework | Project) -> dict[str, Any]:
    """Return the statuses of a programme, framework or project that hold, by their word."""
    lives: dict[type[Any], Life[Any, Any]] = {
        CountryProgramme: PROGRAMME_LIFE,
        CooperationFramework: FRAMEWORK_LIFE,
        Project: PROJECT_LIFE,
    }
    life = lives[type(noun)]
    return {one.status: one for one in life.in_effect(noun)}


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


def _workbook(by: User, programme: Plan) -> ImportBatch:
    content = programme_workbook(programme, by=by, as_of=timezone.now(), address="http://testserver/")
    return upload_programme_sheet(
        by=by,
        programme=programme,
        read=read_programme_workbook,
        file=SimpleUploadedFile("mine.xlsx", content),
        reason="Mission",
    )


def _project_workbook(by: User, project: Project) -> ImportBatch:
    """Return a workbook of the project that says what is recorded."""
    content = project_workbook(project, as_of=timezone.now(), address="http://testserver/")
    return upload_workbook(
        PROJECT_WORKBOOK,
        by=by,
        subject=project,
        read=read_project_workbook,
        file=SimpleUploadedFile("mine.xlsx", content),
        reason="Mission",
    )


def _sheet(by: User, number: str, *, year: int = 2024) -> ImportBatch:
    Currency.objects.get_or_create(code="USD", defaults={"name": "US Dollar"})
    lines = "\n".join([sheets.HEADER, sheets.row(number, iso3="NAM"), ""])
    file = SimpleUploadedFile("sheet.csv", lines.encode())
    batch = upload_sheet(
        by=by,
        importer=FRAMEWORK_SUBOUTPUTS,
        file=file,
        source_date=None,
        reason="New edition",
        scope=Scope(finance_year=year),
    )
    check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    batch.refresh_from_db()
    return batch


def _saved(by: User, batch: ImportBatch) -> ImportBatch:
    """Save a sheet of another finance year than what figures are of."""
    confirm_sheet(by=by, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    return post_sheet(by=by, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)


def _results() -> dict[str, Any]:
    budget, goals = alignment_cast.budget(), alignment_cast.sdg()
    output, target = budget.nodes.get(code="1.1"), goals.nodes.get(code="8.5")
    walk = CrossWalk.objects.create(
        from_node=budget.nodes.get(code="1"), to_node=budget.nodes.get(code="2"), kind="same", source="Tests"
    )
    policy = budget.nodes.get(code="1")
    return {"framework": budget, "result": output, "policy": policy, "target": target, "walk": walk}


def _partnership(folder: Path) -> Partnership:
    sheet = partnership_sheets.write(
        folder / "partnerships.csv", partnership_sheets.row("alliance", members="germany:lead")
    )
    partnership_sheets.load(sheet)
    return Partnership.objects.get()


def _sub_output(folder: Path) -> FrameworkSubOutput:
    sheets.load(sheets.write_lines(folder / "loaded.csv", sheets.row("7", iso3="NAM")))
    return FrameworkSubOutput.objects.get(source_id="7")


def _projects(by: User, field_officer: User, country: Any) -> dict[str, Any]:
    """Return a project that is planned with Germany, one at work, and what belongs to them."""
    germany = Organisation.objects.get(slug="germany")
    project = project_cast.planned(by, country, title=f"{MARK} project", code="DEMO-P1")
    at_work = project_cast.running(by, country)
    funding = project_parts.ParticipantData(germany, "funding")
    kept = {"planned": project, "at work": at_work}
    result = report_cast.outcome(by, at_work)
    indicator = report_cast.indicator(by, result, by_sex=True)
    risk = RiskData("Strikes", likelihood=2, impact=3)
    return {
        "result": result,
        "project_indicator": indicator,
        "risk": RISKS.add(by=by, owner=at_work, data=risk),
        "schedule": SCHEDULES.add(by=by, owner=None, data=ScheduleData(dt.date(2100, 1, 1), 12, 60)),
        "reports": {
            "draft": report_cast.report(field_officer, at_work, dt.date(2025, 7, 1), narrative=f"{MARK} in"),
            "submitted": report_cast.report(
                field_officer, at_work, dt.date(2025, 1, 1), submit=True, narrative=f"{MARK} handed in"
            ),
            "accepted": report_cast.accepted(field_officer, by, at_work, dt.date(2024, 1, 1)),
        },
        "project": project,
        "project_at_work": at_work,
        "participant": project_parts.PARTICIPANTS.add(by=by, owner=project, data=funding),
        "initiative": add_initiative(by=by, text=InitiativeText("better-work", "flagship", "Better Work")),
        "project_documents": {
            name: attach_document(
                by=by,
                owner=one,
                file=SimpleUploadedFile("plan.pdf", PDF + name.encode()),
                policy=may_document_project,
            )
            for name, one in kept.items()
        },
    }


def _spare(by: User, world: World) -> dict[str, Any]:
    spare = {
        "priority": parts.PRIORITIES.add(by=by, owner=world.programme, data=parts.PriorityData(9, "Spare")),
        "outcome": outcomes.add_outcome(
            by=by, programme=world.programme, text=outcomes.OutcomeText(world.priority, "ZWE199", MARK)
        ),
        "indicator": parts.INDICATORS.add(by=by, owner=world.outcome, data=parts.IndicatorData("Spare")),
        "milestone": parts.add_milestone(
            by=by,
            owner=world.indicator,
            data=parts.MilestoneData(dt.date(2026, 6, 30), "Spare"),
        ),
        "cpo": outcome_cast.cpo(world.cpo.country, 702, title=f"{MARK} spare"),
        "product": outcome_cast.product(702),
        **world.parts,
    }
    spare["result"] = report_cast.outcome(by, world.project_at_work, 9)
    spare["indicator of a project"] = INDICATORS.add(by=by, owner=world.result, data=IndicatorData("Spare"))
    spare["results"] = FRAMEWORK_RESULTS.add(
        by=by, owner=world.framework, data=ResultData("outcome", "Spare")
    )
    spare["groups"] = framework_parts.RESULTS_GROUPS.add(
        by=by, owner=world.framework, data=framework_parts.GroupData("Spare", "member")
    )
    return spare
