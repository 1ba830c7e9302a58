"""The way through each door of `permissions.py`: where it is, and what a valid sending holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ilo_dc.core.models import ImportBatch
from portfolio.models import MilestoneState
from tests.funding.clearance_knocks import clearance_pages, clearance_paths
from tests.portfolio.agreement_knocks import agreement_pages, agreement_paths
from tests.portfolio.appraisal_knocks import appraisal_pages, appraisal_paths
from tests.portfolio.approval_knocks import approval_pages, approval_paths
from tests.portfolio.call_knocks import call_pages, call_paths
from tests.portfolio.evaluation_knocks import evaluation_pages, evaluation_paths
from tests.portfolio.knock import Knock
from tests.portfolio.permissions import FRAMEWORK_PARTS
from tests.portfolio.proposal_knocks import proposal_pages, proposal_paths
from tests.recipes import frameworks as framework_cast
from tests.recipes import sub_output_sheets as sheets
from tests.recipes.worlds import PDF, TODAY, World, statuses_of

STEP = {"effective_on": TODAY, "reason": "Workshop"}
EARLIER = {"effective_on": "2024-01-10", "reason": "The minutes say so"}
DECIDED = {"reason": "Decided"}
TITLE = {"title": "Another title"}
WORDS = {"text": "Another text"}
DUE = {"due_on": "2026-12-31", "text": "Law adopted"}
MINUTES = {"file": "new.pdf", "kind": "minutes"}
RUNNING = {"status": "running", "effective_on": "2022-01-01"}
KINDS = ("review", "donor", "un")
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
        "country": Knock({"iso3": "ZWE"}),
        "programme": Knock(slug),
        "portfolio:programme-new": Knock(values={**TITLE, "country": "ZWE"}),
        "portfolio:programme-edit": Knock(slug, TITLE),
        "portfolio:programme-move to consultation": Knock({**slug, "status": "consultation"}, STEP),
        "portfolio:programme-move to signed": Knock({"slug": world.consulted.slug, "status": "signed"}, STEP),
        "portfolio:programme-alignment": Knock(slug, {f"{cell}-extent": "full", "effective_on": TODAY}),
        "portfolio:country-alignment": Knock(
            {"iso3": "ZWE"}, {f"un-r{world.pair.result_id}-extent": "supported", "effective_on": "2015-06-30"}
        ),
        "portfolio:programme-sheet-xlsx": Knock(slug),
        "portfolio:programme-sheet": Knock(slug, {"file": world.workbook, "reason": "Again"}),
        "portfolio:programme-sheet-preview": Knock({**slug, "pk": world.workbook.pk}, {"rows": "cancel"}),
        "portfolio:country-sheet-xlsx": Knock({"iso3": "ZWE"}),
        "portfolio:country-sheet": Knock(
            {"iso3": "ZWE"}, {"file": world.country_workbook, "reason": "Again"}
        ),
        "portfolio:country-sheet-preview": Knock(
            {"iso3": "ZWE", "pk": world.country_workbook.pk}, {"rows": "cancel"}
        ),
        "portfolio:priority-new": Knock(slug, TITLE),
        "portfolio:outcome-new": Knock(slug, {**TITLE, "priority": world.priority.pk, "code": "ZWE150"}),
        "portfolio:outcome-links": Knock({"pk": world.outcome.pk}, {"targets": ""}),
        "portfolio:indicator-new": Knock({"pk": world.outcome.pk}, WORDS),
        "portfolio:milestone-new": Knock({"pk": world.indicator.pk}, DUE),
        "portfolio:outcome-updates": Knock({"pk": world.running.pk}),
        "portfolio:update-new": Knock({"pk": world.running.pk, "period": "2025-H1"}, {"do": "draft"}),
        "portfolio:update": Knock(begun),
        "portfolio:update accepted": Knock({"pk": world.accepted.pk}),
        "portfolio:update-edit": Knock(begun, {"do": "draft"}),
        "portfolio:update-review accept": Knock({"pk": world.submitted.pk}, {"do": "accept"}),
        "portfolio:update-review return": Knock({"pk": world.submitted.pk}, {"do": "return", "note": "Who?"}),
        "portfolio:update-withdraw": Knock({"pk": world.submitted.pk}, {"reason": "Too early"}),
        "portfolio:update-discard": Knock(begun),
        "import-new": Knock(
            values={
                "importer": world.sheet.importer,
                "file": "new.csv",
                "scope": "named",
                "finance_year": 2024,
                "reason": "New edition",
            }
        ),
        "portal:import-template": Knock({"code": world.sheet.importer, "extension": "csv"}),
        "portal:assign-items": Knock(
            values={"items": [f"update-decision:{world.submitted.pk}"], "assignee": "Rashid Region"}
        ),
        "portal:remind-of-items": Knock(values={"items": [f"update-decision:{world.submitted.pk}"]}),
        "import": Knock({"pk": world.sheet.pk}),
        "import-problems": Knock({"pk": world.sheet.pk, "extension": "csv"}),
        **{f"portal:import-{verb}": Knock({"pk": world.sheet.pk}) for verb in ("progress", "save", "cancel")},
        "portal:import-scope": Knock({"pk": world.sheet.pk}, {"scope": "named", "finance_year": 2025}),
        "portal:open-installation": Knock(values={"reason": "All is loaded", "final": "on"}),
        "portal:import-reverse": Knock({"pk": world.saved_sheet.pk}, {"reason": "The wrong file"}),
        **_outcome_pages(world),
        **_life_pages(world),
        **_document_pages(world),
        **_framework_pages(world),
        **proposal_pages(world),
        **appraisal_pages(world),
        **clearance_pages(world),
        **evaluation_pages(world),
        **agreement_pages(world),
        **approval_pages(world),
        **call_pages(world),
        **_project_pages(world),
        **_project_result_pages(world),
    }
    for noun, values in (("priority", TITLE), ("outcome", TITLE), ("indicator", WORDS), ("milestone", WORDS)):
        knocks[f"portfolio:{noun}-edit"] = Knock({"pk": getattr(world, noun).pk}, values)
        knocks[f"portfolio:{noun}-remove"] = Knock({"pk": world.spare[noun].pk})
    return knocks


def _outcome_pages(world: World) -> dict[str, Knock]:
    """Return the ways to an outcome that no programme plans, and to a global product."""
    number, spare = {"pk": world.cpo.pk}, {"pk": world.spare["cpo"].pk}
    product, spare_product = {"pk": world.product.pk}, {"pk": world.spare["product"].pk}
    return {
        "portfolio:cpo": Knock(number),
        "portfolio:cpo-new": Knock(values={**TITLE, "country": "ZWE", "code": "ZWE650", "language": "en"}),
        "portfolio:cpo-edit": Knock(number, TITLE),
        "portfolio:cpo-publish": Knock(number),
        "portfolio:cpo-withdraw": Knock(number, DECIDED),
        "portfolio:cpo-remove": Knock(spare),
        "portfolio:cpo-place": Knock(number, {"category": "target"}),
        "portfolio:global-product": Knock(product),
        "portfolio:global-product-new": Knock(values={**TITLE, "code": "GLO650", "language": "en"}),
        "portfolio:global-product-edit": Knock(product, {**TITLE, "countries": ["ZWE"]}),
        "portfolio:global-product-remove": Knock(spare_product),
        "portfolio:global-product-place": Knock(product, {"category": "target"}),
    }


def _outcome_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the ways to them through the API."""
    number, product = {"pk": world.cpo.pk}, {"pk": world.product.pk}
    return {
        ("cpos-detail", "GET"): Knock(number),
        ("cpos-list", "POST"): Knock(values={**TITLE, "country": "ZWE", "code": "ZWE650"}),
        ("cpos-detail", "PATCH"): Knock(number, TITLE, 1),
        ("cpos-detail", "DELETE"): Knock({"pk": world.spare["cpo"].pk}, version=1),
        ("cpos-publication", "PUT"): Knock(number, {"published": True}, 1),
        ("cpos-place", "POST"): Knock(number, {"category": "target"}),
        ("global-products-detail", "GET"): Knock(product),
        ("global-products-list", "POST"): Knock(values={**TITLE, "code": "GLO650"}),
        ("global-products-detail", "PATCH"): Knock(product, TITLE, 1),
        ("global-products-detail", "DELETE"): Knock({"pk": world.spare["product"].pk}, version=1),
        ("global-products-place", "POST"): Knock(product, {"category": "target"}),
    }


def _life_pages(world: World) -> dict[str, Knock]:
    """Return the ways to mend the life of a programme and to give a draft up, and the reports of both."""
    slug, consulted = {"slug": world.programme.slug}, {"slug": world.consulted.slug}
    signed = {"slug": world.running.programme.slug}
    recorded, published = (
        statuses_of(world.consulted),
        statuses_of(world.running.programme),
    )
    named = {"document": world.documents["public"].pk, "reason": "It says so"}
    correct = "portfolio:programme-status-correct"
    return {
        "portfolio:programme-discard draft": Knock(slug, DECIDED),
        "portfolio:programme-discard consultation": Knock(consulted, DECIDED),
        f"{correct} draft": Knock({**consulted, "pk": recorded["draft"].pk}, EARLIER),
        f"{correct} before signature": Knock({**signed, "pk": published["draft"].pk}, EARLIER),
        f"{correct} public": Knock({**signed, "pk": published["running"].pk}, named),
        "portfolio:programme-status-take-back": Knock(
            {**consulted, "pk": recorded["consultation"].pk}, DECIDED
        ),
        **{f"portfolio:report {kind} draft": Knock({**slug, "kind": kind}) for kind in KINDS},
        **{f"portfolio:report {kind} public": Knock({**signed, "kind": kind}) for kind in KINDS},
    }


def _document_pages(world: World) -> dict[str, Knock]:
    owners: dict[str, dict[str, Any]] = {
        "draft": {"slug": world.programme.slug},
        "public": {"slug": world.running.programme.slug},
        "inner": {"slug": world.running.programme.slug},
    }
    knocks = {f"portfolio:programme-attach {name}": Knock(words, MINUTES) for name, words in owners.items()}
    for name, words in owners.items():
        place = {**words, "document": world.documents[name].document_id}
        knocks[f"portfolio:programme-document {name}"] = Knock(place)
        knocks[f"portfolio:programme-document-withdraw {name}"] = Knock(place, DECIDED)
    for name, document in world.evidence.items():
        update = {"pk": getattr(world, name).pk}
        place = {**update, "document": document.pk}
        knocks[f"portfolio:update-attach {name}"] = Knock(update, {"file": "new.pdf"})
        knocks[f"portfolio:update-document {name}"] = Knock(place)
        knocks[f"portfolio:update-document-withdraw {name}"] = Knock(place, DECIDED)
    return knocks


def _framework_pages(world: World) -> dict[str, Knock]:
    slug = {"slug": world.framework.slug}
    statuses = statuses_of(world.framework)
    level = {"level": "priority", "reason": "The text says so"}
    knocks = {
        "portfolio:framework": Knock(slug),
        "portfolio:framework-new": Knock(values={**NEW_FRAMEWORK, "countries": ["ZWE"]}),
        "portfolio:framework-describe": Knock(slug, TITLE),
        "portfolio:framework-status": Knock(slug, RUNNING),
        "portfolio:framework-status-correct": Knock(
            {**slug, "pk": statuses["preparation"].pk}, {**DECIDED, "effective_on": "2021-01-15"}
        ),
        "portfolio:framework-status-take-back": Knock({**slug, "pk": statuses["signed"].pk}, DECIDED),
        "portfolio:framework-receive": Knock(slug, DECIDED),
        "portfolio:framework-publish": Knock(slug),
        "portfolio:framework-withdraw": Knock(slug, DECIDED),
        "portfolio:framework-remove": Knock({"slug": world.bare.slug}),
        "portfolio:framework-history": Knock(slug),
        "portfolio:framework-level": Knock({**slug, "pk": world.spare["results"].pk}, level),
    }
    for part, values in framework_cast.VALUES.items():
        place = {**slug, "part": part}
        country = {"country": "ZWE"} if part == "team" else {}
        knocks[f"portfolio:framework-part-add {part}"] = Knock(place, {**values, **country})
        knocks[f"portfolio:framework-part-edit {part}"] = Knock({**place, "pk": world.parts[part].pk})
        knocks[f"portfolio:framework-part-remove {part}"] = Knock({**place, "pk": world.spare[part].pk})
    return knocks


def _project_pages(world: World) -> dict[str, Knock]:
    """Return the ways to a project that is planned and to one at work, and to what belongs to them."""
    planned, at_work = {"project": world.project.pk}, {"project": world.project_at_work.pk}
    taking_part = {"pk": world.participant.pk}
    initiative = {"code": "acc", "kind": "partnership", "name": "Accelerator"}
    completed = {**at_work, "status": "completed"}
    first = statuses_of(world.project)["planned"]
    last = statuses_of(world.project_at_work)["running"]
    country = {"countries_0": "ZWE", "share_countries_0": "100", "targets": ""}
    country |= {name: [] for name in ("markers", "initiatives", "sstc_countries")}
    knocks = {
        "portfolio:initiative-new": Knock(values=initiative),
        "portfolio:initiative-edit": Knock({"pk": world.initiative.pk}, {"name": "Another name"}),
        "project planned": Knock({"pk": world.project.pk}),
        "project at work": Knock({"pk": world.project_at_work.pk}),
        "portfolio:project-new": Knock(values=TITLE),
        "portfolio:project-edit": Knock(planned, TITLE),
        "portfolio:project-links planned": Knock(planned, country),
        "portfolio:project-links at work": Knock(at_work, country),
        "portfolio:project-move to running": Knock({**planned, "status": "running"}, STEP),
        "portfolio:project-move to completed": Knock(completed, STEP),
        "portfolio:project-status-correct": Knock({**planned, "pk": first.pk}, EARLIER),
        "portfolio:project-status-take-back": Knock({**at_work, "pk": last.pk}, DECIDED),
        **_project_workbook_pages(world),
        "portfolio:participant-new": Knock(planned, {"organisation": "Sweden", "role": "funding"}),
        "portfolio:participant-edit": Knock(taking_part, {"organisation": "Germany", "role": "extending"}),
        "portfolio:participant-remove": Knock(taking_part),
    }
    for name, words in (("planned", planned), ("at work", at_work)):
        place = {**words, "document": world.project_documents[name].pk}
        knocks[f"portfolio:project-attach {name}"] = Knock(words, {"file": "new.pdf"})
        knocks[f"portfolio:project-document {name}"] = Knock(place)
        knocks[f"portfolio:project-document-withdraw {name}"] = Knock(place, DECIDED)
    return knocks


def _project_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the ways through the paths of projects."""
    number, planned = {"pk": world.project.pk}, {"project_id": world.project.pk}
    at_work = {"project_id": world.project_at_work.pk}
    version, later = world.project.version, world.project_at_work.version
    first = statuses_of(world.project)["planned"]
    last = statuses_of(world.project_at_work)["running"]
    taking_part, names = {**planned, "pk": world.participant.pk}, ("planned", "at work")
    sweden = {"organisation": "sweden", "role": "funding"}
    row = world.participant.version
    initiative = {"pk": world.initiative.pk}
    tied = {
        "countries": [{"country": "ZWE", "share": "100.00"}],
        **{name: [] for name in ("outcomes", "budget_results", "sectors", "sdg_targets")},
        **{name: [] for name in ("markers", "initiatives", "sstc_countries")},
    }
    knocks = {
        ("projects-list", "POST"): Knock(values=TITLE),
        ("projects-detail", "GET"): Knock(planned),
        ("projects-detail", "PATCH"): Knock(planned, TITLE, version),
        ("projects-links", "GET"): Knock(number),
        ("projects-links", "PUT"): Knock(number, tied, version),
        ("projects-safeguards", "GET"): Knock(number),
        ("projects-safeguards", "PATCH"): Knock(number, {"feedback_channel": "A telephone line"}, version),
        ("projects-statuses", "GET"): Knock(planned),
        ("projects-statuses", "POST"): Knock(planned, {**STEP, "status": "running"}, version),
        ("projects-status-correct", "POST"): Knock(
            {**planned, "pk": first.pk}, {**EARLIER, "status": "planned"}, version
        ),
        ("projects-status-take-back", "POST"): Knock({**at_work, "pk": last.pk}, DECIDED, later),
        ("project-participants", "GET"): Knock(planned),
        ("project-participants", "POST"): Knock(planned, sweden),
        ("project-participant", "GET"): Knock(taking_part),
        ("project-participant", "PATCH"): Knock(taking_part, {"role": "extending"}, row),
        ("project-participant", "DELETE"): Knock(taking_part, version=row),
        ("initiatives-list", "POST"): Knock(values={"code": "acc", "kind": "partnership", "name": "Acc"}),
        ("initiatives-detail", "GET"): Knock(initiative),
        ("initiatives-detail", "PATCH"): Knock(initiative, {"name": "Another"}, world.initiative.version),
    }
    for name, words in zip(names, (planned, at_work), strict=True):
        place = {**words, "document": world.project_documents[name].pk}
        knocks[f"projects-documents {name}", "GET"] = Knock(words)
        knocks[f"projects-documents {name}", "POST"] = Knock(words, {"file": "new.pdf"})
        knocks[f"projects-document-file {name}", "GET"] = Knock(place)
        knocks[f"projects-document-withdraw {name}", "POST"] = Knock(place, DECIDED)
    return knocks


def _project_workbook_pages(world: World) -> dict[str, Knock]:
    """Return the ways to the workbook of the project at work."""
    at_work, batch = {"project": world.project_at_work.pk}, world.project_workbook
    assert batch is not None
    return {
        "portfolio:project-sheet-xlsx": Knock(at_work),
        "portfolio:project-sheet": Knock(at_work, {"file": batch, "reason": "Again"}),
        "portfolio:project-sheet-preview": Knock({**at_work, "pk": batch.pk}, {"rows": "cancel"}),
    }


PERIOD = "2026-01-01"
TARGET = {"due_on": "2026-06-30", "value": "70"}
SCHEDULE = {"since": "2100-06-01", "every_months": 12, "due_days": 45}
RISK = {"text": "Floods", "likelihood": 1, "impact": 2}
LONGER = {"ends_on": "2030-01-01", "agreed_on": TODAY, "reason": "Agreed"}


def _project_result_pages(world: World) -> dict[str, Knock]:
    """Return the ways to the results of the project at work and to the reports on it."""
    project, result = {"project": world.project_at_work.pk}, {"pk": world.result.pk}
    indicator, risk = {"pk": world.project_indicator.pk}, {"pk": world.risk.pk}
    target = {"pk": world.project_indicator.targets.latest("pk").pk}
    reports = {name: {"pk": row.pk} for name, row in world.reports.items()}
    period, review = {**project, "period": PERIOD}, "portfolio:progress-report-review"
    return {
        "portfolio:project-result-new": Knock(project, {**WORDS, "level": "outcome", "position": 3}),
        "portfolio:project-result-edit": Knock(result, WORDS),
        "portfolio:project-result-remove": Knock({"pk": world.spare["result"].pk}),
        "portfolio:project-indicator-new": Knock(result, WORDS),
        "portfolio:project-indicator-edit": Knock(indicator, WORDS),
        "portfolio:project-indicator-remove": Knock({"pk": world.spare["indicator of a project"].pk}),
        "portfolio:project-target-new": Knock(indicator, TARGET),
        "portfolio:project-target-edit": Knock(target, TARGET),
        "portfolio:project-target-remove": Knock(target),
        "portfolio:report-schedule-new": Knock(values=SCHEDULE),
        "portfolio:report-schedule-edit": Knock({"pk": world.schedule.pk}, SCHEDULE),
        "portfolio:report-schedule-remove": Knock({"pk": world.schedule.pk}),
        "portfolio:project-risk-new": Knock(project, RISK),
        "portfolio:project-risk-edit": Knock(risk, RISK),
        "portfolio:project-risk-remove": Knock(risk),
        "portfolio:project-extend": Knock(project, LONGER),
        "portfolio:progress-report draft": Knock(reports["draft"]),
        "portfolio:progress-report accepted": Knock(reports["accepted"]),
        "portfolio:progress-report-new": Knock(period, {"do": "draft"}),
        "portfolio:progress-report-skip": Knock(period, DECIDED),
        "portfolio:progress-report-edit": Knock(reports["draft"], {"do": "draft"}),
        f"{review} accept": Knock(reports["submitted"], {"do": "accept"}),
        f"{review} return": Knock(reports["submitted"], {"do": "return", "note": "Who?"}),
        "portfolio:progress-report-withdraw": Knock(reports["submitted"], DECIDED),
    }


def _project_result_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the ways through the paths of the results of projects and of the reports on them."""
    project, version = {"project_id": world.project_at_work.pk}, world.project_at_work.version
    number = world.project_at_work.pk
    result, indicator = {"result_id": world.result.pk}, {"indicator_id": world.project_indicator.pk}
    target = world.project_indicator.targets.latest("pk")
    spare, risk = world.spare["result"], {**project, "pk": world.risk.pk}
    one = {**indicator, "pk": target.pk}
    draft, submitted = world.reports["draft"], world.reports["submitted"]
    written, handed_in = {"pk": draft.pk}, {"pk": submitted.pk}
    of_result = {**result, "pk": world.project_indicator.pk}
    unused = world.spare["indicator of a project"]
    begun = {"project": number, "period": PERIOD}
    return {
        ("projects-plan", "GET"): Knock(project),
        ("projects-extensions", "GET"): Knock(project),
        ("projects-extensions", "POST"): Knock(project, LONGER, version),
        ("project-results", "GET"): Knock(project),
        ("project-results", "POST"): Knock(project, {**WORDS, "position": 3}),
        ("project-result", "GET"): Knock({**project, "pk": world.result.pk}),
        ("project-result", "PATCH"): Knock({**project, "pk": world.result.pk}, WORDS, 1),
        ("project-result", "DELETE"): Knock({**project, "pk": spare.pk}, version=1),
        ("project-result-indicators", "GET"): Knock(result),
        ("project-result-indicators", "POST"): Knock(result, WORDS),
        ("project-result-indicator", "GET"): Knock(of_result),
        ("project-result-indicator", "PATCH"): Knock(of_result, WORDS, 1),
        ("project-result-indicator", "DELETE"): Knock({**result, "pk": unused.pk}, version=1),
        ("project-indicator-targets", "GET"): Knock(indicator),
        ("project-indicator-targets", "POST"): Knock(indicator, TARGET),
        ("project-indicator-target", "GET"): Knock(one),
        ("project-indicator-target", "PATCH"): Knock(one, TARGET, 1),
        ("project-indicator-target", "DELETE"): Knock(one, version=1),
        ("report-schedules-list", "POST"): Knock(values=SCHEDULE),
        ("report-schedules-detail", "GET"): Knock({"pk": world.schedule.pk}),
        ("report-schedules-detail", "PATCH"): Knock({"pk": world.schedule.pk}, SCHEDULE, 1),
        ("report-schedules-detail", "DELETE"): Knock({"pk": world.schedule.pk}, version=1),
        ("project-risks", "GET"): Knock(project),
        ("project-risks", "POST"): Knock(project, RISK),
        ("project-risk", "GET"): Knock(risk),
        ("project-risk", "PATCH"): Knock(risk, RISK, 1),
        ("project-risk", "DELETE"): Knock(risk, version=1),
        ("progress-reports-list", "POST"): Knock(values=begun),
        ("progress-reports-detail", "GET"): Knock(written),
        ("progress-reports-detail", "PATCH"): Knock(written, {"narrative": "New"}, draft.version),
        ("progress-reports-skip", "POST"): Knock(values={**begun, **DECIDED}),
        ("progress-reports-submit", "POST"): Knock(written, version=draft.version),
        ("progress-reports-accept", "POST"): Knock(handed_in, version=submitted.version),
        ("progress-reports-return", "POST"): Knock(handed_in, {"note": "Who?"}, submitted.version),
        ("progress-reports-withdraw", "POST"): Knock(handed_in, DECIDED, submitted.version),
    }


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
        "country-programmes-statuses to consultation": programme,
        "country-programmes-statuses to signed": to_signed,
        "country-programmes-plan": programme,
        "country-programmes-projects": programme,
        "country-programmes-alignments": programme,
        "countries-alignments": {"iso3": "ZWE"},
        "country-programmes-priorities": programme,
        "country-programmes-priority": {**programme, "pk": world.priority.pk},
        "country-programme-outcomes-detail": number,
        "country-programme-outcomes-links": number,
        "outcome-indicators": outcome,
        "outcome-indicator": {**outcome, "pk": world.indicator.pk},
        "outcome-milestones": milestones,
        "outcome-milestone": {**milestones, "pk": world.milestone.pk},
        "milestone-statuses-detail": {
            "pk": MilestoneState.objects.get(milestone__indicator__outcome=world.running).pk
        },
        "alignments-detail": pair,
        "outcome-updates-detail": begun,
        "due-reports-detail": {"pk": world.due.pk},
        "outcome-update-steps-detail": {"pk": world.submitted.steps.get().pk},
        "cooperation-frameworks-detail": {"pk": world.framework.pk},
        "cooperation-frameworks-statuses": framework,
        "framework-statuses-detail": {"pk": next(iter(statuses_of(world.framework).values())).pk},
        "framework-suboutputs-detail": {"sub_output_id": world.sub_output.pk},
        "common-country-analyses-detail": {"pk": world.parts["analysis"].analysis_id},
        "results-frameworks-detail": {"pk": world.results["framework"].pk},
        "results-detail": {"pk": world.results["result"].pk},
        "policy-outcomes-detail": {"pk": world.results["policy"].pk},
        "sdg-targets-detail": {"pk": world.results["target"].pk},
        "cross-walks-detail": {"pk": world.results["walk"].pk},
    }
    cells = [{"outcome": world.outcome.code, "result": result, "extent": "full", "read": None}]
    alone = [{"result": result, "extent": "", "read": None}]
    spare = world.spare
    return {
        **{(name, "GET"): Knock(words) for name, words in places.items()},
        ("country-programmes-list", "POST"): Knock(values={**TITLE, "country": "ZWE"}),
        ("country-programmes-detail", "PATCH"): Knock(programme, TITLE, 1),
        ("country-programmes-statuses to consultation", "POST"): Knock(
            programme, {**STEP, "status": "consultation"}, 1
        ),
        ("country-programmes-statuses to signed", "POST"): Knock(
            to_signed, {**STEP, "status": "signed"}, world.consulted.version
        ),
        ("country-programmes-alignments", "PUT"): Knock(programme, {"cells": cells}),
        ("countries-alignments", "PUT"): Knock({"iso3": "ZWE"}, {"cells": alone}),
        ("country-programmes-priorities", "POST"): Knock(programme, {**TITLE, "position": 2}),
        ("country-programmes-priority", "PATCH"): Knock({**programme, "pk": world.priority.pk}, TITLE, 1),
        ("country-programmes-priority", "DELETE"): Knock(
            {**programme, "pk": spare["priority"].pk}, version=1
        ),
        ("country-programme-outcomes-list", "POST"): Knock(
            values={**named, **TITLE, "priority": 1, "code": "ZWE150"}
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
            values={**named, "outcome": world.outcome.code, "result": result, "extent": "full"}
        ),
        ("alignments-detail", "PUT"): Knock(pair, {"extent": "none"}, fact),
        ("alignments-detail", "DELETE"): Knock(pair, version=fact),
        ("outcome-updates-list", "POST"): Knock(values={"outcome": world.running.pk, "period": "2025-H1"}),
        ("outcome-updates-detail", "PATCH"): Knock(begun, {"narrative": "New"}, world.begun.version),
        ("outcome-updates-detail", "DELETE"): Knock(begun, version=world.begun.version),
        ("outcome-updates-submit", "POST"): Knock(begun, version=world.begun.version),
        ("outcome-updates-accept", "POST"): Knock(submitted, version=world.submitted.version),
        ("outcome-updates-return", "POST"): Knock(submitted, {"note": "Who?"}, world.submitted.version),
        ("outcome-updates-withdraw", "POST"): Knock(submitted, {"reason": "Early"}, world.submitted.version),
        ("cooperation-frameworks-list", "POST"): Knock(values={**NEW_FRAMEWORK, "countries": ["ZWE"]}),
        ("cooperation-frameworks-detail", "PATCH"): Knock(
            {"pk": world.framework.pk}, TITLE, world.framework.version
        ),
        ("cooperation-frameworks-detail", "DELETE"): Knock({"pk": world.bare.pk}, version=world.bare.version),
        ("cooperation-frameworks-statuses", "POST"): Knock(framework, RUNNING, world.framework.version),
        ("cooperation-frameworks-publication", "PUT"): Knock(
            framework, {"published": True}, world.framework.version
        ),
        **_outcome_paths(world),
        **_part_paths(world),
        **_project_paths(world),
        **_project_result_paths(world),
        **_life_paths(world),
        **_document_paths(world),
        **proposal_paths(world),
        **appraisal_paths(world),
        **clearance_paths(world),
        **evaluation_paths(world),
        **agreement_paths(world),
        **approval_paths(world),
        **call_paths(world),
    }


def _part_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the ways to what belongs to a framework; an edit says all but what only a new one is given."""
    knocks = {}
    for path, part in FRAMEWORK_PARTS.items():
        values, row, spare = framework_cast.VALUES[part], world.parts[part], world.spare[part]
        owner = {"country": "ZWE"} if part == "team" else {"framework": world.framework.slug}
        kept = {"results": "level", "team": "starts_on"}.get(part)  # fixed; another membership follows this
        edit = {name: value for name, value in values.items() if name != kept}
        knocks[f"{path}-list", "POST"] = Knock(values={**values, **owner})
        knocks[f"{path}-detail", "GET"] = Knock({"pk": row.pk})
        knocks[f"{path}-detail", "PATCH"] = Knock({"pk": row.pk}, edit, row.version)
        knocks[f"{path}-detail", "DELETE"] = Knock({"pk": spare.pk}, version=spare.version)
    return knocks


def _life_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the ways to mend a life and to give a draft up, and the reports."""
    framework, statuses = {"framework_id": world.framework.pk}, statuses_of(world.framework)
    draft, consulted = {"programme_id": world.programme.pk}, {"programme_id": world.consulted.pk}
    signed = {"programme_id": world.running.programme_id}
    recorded, published = (
        statuses_of(world.consulted),
        statuses_of(world.running.programme),
    )
    now, version = world.running.programme.version, world.framework.version
    named = {**STEP, "status": "running", "document": world.documents["public"].document_id}
    began = {**EARLIER, "status": "draft"}
    prepared = {"status": "preparation", "effective_on": "2021-01-15", **DECIDED}
    correct, discard = "country-programmes-status-correct", "country-programmes-discard"
    knocks = {
        f"{discard} draft": Knock(draft, DECIDED, world.programme.version),
        f"{discard} consultation": Knock(consulted, DECIDED, world.consulted.version),
        f"{correct} draft": Knock({**consulted, "pk": recorded["draft"].pk}, began, world.consulted.version),
        f"{correct} before signature": Knock({**signed, "pk": published["draft"].pk}, began, now),
        f"{correct} public": Knock({**signed, "pk": published["running"].pk}, named, now),
        "country-programmes-status-take-back": Knock(
            {**consulted, "pk": recorded["consultation"].pk}, DECIDED, world.consulted.version
        ),
        "cooperation-frameworks-status-correct": Knock(
            {**framework, "pk": statuses["preparation"].pk}, prepared, version
        ),
        "cooperation-frameworks-status-take-back": Knock(
            {**framework, "pk": statuses["signed"].pk}, DECIDED, version
        ),
    }
    return {
        **{(name, "POST"): knock for name, knock in knocks.items()},
        **{
            (f"country-programmes-{report} {name}", "GET"): Knock(place)
            for report in ("review", "donor-report", "un-export")
            for name, place in (("draft", draft), ("public", signed))
        },
    }


def _document_paths(world: World) -> dict[tuple[str, str], Knock]:
    signed = {"programme_id": world.running.programme_id}
    owners = {"draft": {"programme_id": world.programme.pk}, "public": signed, "inner": signed}
    knocks: dict[tuple[str, str], Knock] = {}
    of_programme = [(name, owners[name], row.document_id) for name, row in world.documents.items()]
    of_update = [
        (name, {"update_id": getattr(world, name).pk}, one.pk) for name, one in world.evidence.items()
    ]
    for noun, rows, values in (
        ("country-programmes", of_programme, MINUTES),
        ("outcome-updates", of_update, {"file": "new.pdf"}),
    ):
        for name, owner, document in rows:
            place = {**owner, "document": document}
            knocks[f"{noun}-documents {name}", "GET"] = Knock(owner)
            knocks[f"{noun}-documents {name}", "POST"] = Knock(owner, values)
            knocks[f"{noun}-document-file {name}", "GET"] = Knock(place)
            knocks[f"{noun}-document-withdraw {name}", "POST"] = Knock(place, DECIDED)
    return knocks


def files_in(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is sent with its file in place of the file's name."""
    contents: dict[str, Callable[[], bytes]] = {
        "new.pdf": lambda: PDF + b"new",
        "new.csv": lambda: "\n".join([sheets.HEADER, sheets.row("9", iso3="NAM"), ""]).encode(),
    }
    file = values.get("file")
    if isinstance(file, ImportBatch):
        with file.file.open("rb") as kept:
            return {**values, "file": SimpleUploadedFile("again.xlsx", kept.read())}
    if file in contents:
        return {**values, "file": SimpleUploadedFile(file, contents[file]())}
    return values
