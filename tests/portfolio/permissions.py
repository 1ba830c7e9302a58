"""Who may do what in the portfolio and with clearances, written down once (journeys, section 3; DESIGN 7).

Each line is one door: what it is about, who reads or opens it, who sends it. `test_permissions.py` walks all
doors with everybody, and fails for an address that stands in no line.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

People: TypeAlias = frozenset[str]

# --- Who there is: everything below happens in Zimbabwe -------------------------------------------------

FIELD, REGION = "field officer", "regional officer"
FIELD_ELSEWHERE, REGION_ELSEWHERE = "field officer of Cambodia", "regional officer of Asia"
PARDEV, MANAGER, COORDINATOR, EVALUATOR = "PARDEV officer", "manager", "coordinator", "evaluator"
BUREAU, FINANCE, AUDITOR, ADMIN = "bureau officer", "finance officer", "auditor", "administrator"
CONSTITUENT, CONSTITUENT_ELSEWHERE = "constituent", "constituent of Cambodia"
DONOR, OTHER_DONOR, NOBODY, STRANGER = "German donor", "Swedish donor", "person without a role", "stranger"
API_KEY = "API key of the field officer"

WRITERS: People = frozenset({FIELD, REGION})
WRITERS_ELSEWHERE: People = frozenset({FIELD_ELSEWHERE, REGION_ELSEWHERE})
HEADQUARTERS: People = frozenset({PARDEV, MANAGER, COORDINATOR, EVALUATOR, BUREAU, FINANCE, AUDITOR, ADMIN})
STAFF: People = WRITERS | WRITERS_ELSEWHERE | HEADQUARTERS | {API_KEY}
OUTSIDERS: People = frozenset({CONSTITUENT_ELSEWHERE, DONOR, OTHER_DONOR, NOBODY, STRANGER})
EVERYBODY: People = STAFF | OUTSIDERS | {CONSTITUENT}

# Whom a door takes for the same kind of person: unless it tells them apart, it is asked by one of them.
KINDS: tuple[People, ...] = (
    WRITERS,
    WRITERS_ELSEWHERE,
    HEADQUARTERS,
    frozenset({CONSTITUENT}),
    OUTSIDERS - {STRANGER},
    frozenset({STRANGER}),
    frozenset({API_KEY}),
)


def some_of_each_kind(door: str, answer: Callable[[str], object]) -> list[str]:
    """Return whom to ask at a door: of each kind, one person for each `answer` that the table wants there.

    Who of them it is goes round from door to door, the same in every run: nobody is left out for good.
    """
    turn = zlib.crc32(door.encode())
    alike: dict[tuple[int, str], list[str]] = {}
    for place, kind in enumerate(KINDS):
        for who in sorted(kind):
            alike.setdefault((place, repr(answer(who))), []).append(who)
    return [people[turn % len(people)] for people in alike.values()]


# --- What a door is about, by who sees it: to all others it is missing ----------------------------------

PUBLIC = EVERYBODY  # a register, a form that starts something, a signed programme
DRAFT = STAFF | {CONSTITUENT}  # a programme before signature, a framework that is not published, their parts
PROPOSAL = STAFF - {ADMIN, FIELD_ELSEWHERE}  # a proposal of the field officer, whatever its status
APPRAISED = PROPOSAL - {FINANCE}  # its appraisal
GERMAN = STAFF | {DONOR}  # a signed agreement with Germany that is not published
# Who sees the owner that a new row names: to all others it is as one that is not there.
OWNERS_SEEN_BY: dict[str, People] = {
    "programme": DRAFT,
    "framework": DRAFT,
    "proposal": PROPOSAL,
    "agreement": STAFF,  # a draft
    "call": STAFF,
}
CLEARING: People = frozenset({PARDEV, MANAGER, BUREAU, EVALUATOR, AUDITOR})  # clearances of partnerships
PARTNERED = STAFF | {DONOR, OTHER_DONOR}  # what fell due by agreements, whatever they find there
OFFER = STAFF | {DONOR, OTHER_DONOR}  # title, country and budget of an offered proposal
REPORT = STAFF  # an outcome update that is not accepted, and its evidence
SHEET: People = frozenset({PARDEV, MANAGER, ADMIN, AUDITOR})  # a sheet that a PARDEV officer loads
PLANNED = STAFF | {DONOR}  # a project that does not run yet, in which Germany takes part
SHARED = STAFF | {DONOR, OTHER_DONOR}  # one that Germany and Sweden fund together
POOLED: People = frozenset({PARDEV, MANAGER, COORDINATOR, FINANCE, AUDITOR})  # pools: whoever sees all lines
GERMAN_LINE = POOLED | WRITERS | {DONOR, API_KEY}  # a line for Zimbabwe of Germany’s agreement
LEDGER = POOLED | WRITERS | WRITERS_ELSEWHERE | {DONOR, OTHER_DONOR}  # the page, whatever they find there
WORKBOOK = SHEET | {FIELD, API_KEY}  # a programme's workbook that the field officer uploaded

# --- Who writes -----------------------------------------------------------------------------------------

FRAMEWORK_WRITERS = WRITERS | {COORDINATOR}
REGION_ONLY: People = frozenset({REGION})
FIELD_ONLY: People = frozenset({FIELD})
AUTHORS: People = FIELD_ONLY | {FINANCE}  # of the proposal of two authors
MENDERS: People = frozenset({REGION, MANAGER})  # of what was recorded by mistake
REGISTRARS: People = frozenset({PARDEV, MANAGER})  # of projects
PROJECT_EDITORS = REGISTRARS | WRITERS  # the officers of all of its countries, too
MANAGER_ONLY: People = frozenset({MANAGER})
INITIATIVE_KEEPERS: People = frozenset({MANAGER, COORDINATOR})
PRODUCT_WRITERS: People = frozenset({PARDEV, MANAGER, COORDINATOR})
NO_ONE: People = frozenset()
BEGINNERS: People = frozenset({FIELD, PARDEV, COORDINATOR})  # of proposals
PARTNERSHIPS: People = frozenset({PARDEV, MANAGER})
BUREAU_ONLY: People = frozenset({BUREAU})
PARDEV_ONLY: People = frozenset({PARDEV})
EVAL_ONLY: People = frozenset({EVALUATOR})
RESPONDENTS: People = frozenset({FIELD, MANAGER})  # the field officer is of the responsible unit
APPRAISERS: People = frozenset({PARDEV, EVALUATOR})
IMPORTERS: People = frozenset({PARDEV, MANAGER, ADMIN})
AUDITED = IMPORTERS | {AUDITOR}
# Who begins proposals, or writes in one as the finance officer does, loads sheets of those.
LOADERS = IMPORTERS | {FIELD, FIELD_ELSEWHERE, COORDINATOR, FINANCE}


@dataclass(frozen=True)
class Page:
    """A page: `reads` None means everyone who sees it, else it asks who is there; `sends` None: no form.

    Who opens a form and may not send it, finds nothing of theirs to choose in it.
    """

    sees: People
    reads: People | None = None
    sends: People | None = None
    opens: bool = True  # False: a button of another page, without a page of its own


def form(sees: People, who: People, *, opens: People | None = None) -> Page:
    """Return a form that the same people open and send, unless told."""
    return Page(sees, who if opens is None else opens, who)


def button(sees: People, who: People) -> Page:
    """Return a door that is only sent to."""
    return Page(sees, who, who, opens=False)


# What belongs to a framework: by its path in the API the word of its pages. A new part is one line here.
FRAMEWORK_PARTS = {
    "framework-outcomes": "results",
    "roadmap-stages": "roadmap",
    "results-groups": "groups",
    "joint-work-plans": "work-plans",
    "country-team-memberships": "team",
}

PAGES: dict[str, Page] = {
    # Registers and their sheets
    "portfolio:programmes": Page(PUBLIC),
    "portfolio:programme-outcomes": Page(PUBLIC),
    "portfolio:milestones": Page(PUBLIC),
    "portfolio:cpos": Page(PUBLIC),
    "portfolio:global-products": Page(PUBLIC),
    "portfolio:alignments": Page(PUBLIC),
    "portfolio:updates": Page(PUBLIC),
    "portfolio:update-steps": Page(PUBLIC, STAFF),
    "portfolio:due-reports": Page(PUBLIC, STAFF),
    "portfolio:frameworks": Page(PUBLIC),
    "portfolio:sub-outputs": Page(PUBLIC),
    "portfolio:framework-statuses": Page(PUBLIC),
    "portfolio:framework-outcomes": Page(PUBLIC),
    "portfolio:roadmap-stages": Page(PUBLIC),
    "portfolio:results-groups": Page(PUBLIC),
    "portfolio:joint-work-plans": Page(PUBLIC),
    "portfolio:common-country-analyses": Page(PUBLIC),
    "portfolio:country-team-memberships": Page(PUBLIC),
    "results:frameworks": Page(PUBLIC),
    "results:results": Page(PUBLIC),
    "results:cross-walks": Page(PUBLIC),
    "results:sheet": Page(PUBLIC),
    # Results frameworks and sub-outputs: as a source states them
    "results:framework": Page(PUBLIC),
    "results:result": Page(PUBLIC),
    "portfolio:sub-output": Page(PUBLIC),
    # Country programmes, and the country that they are of
    "country": Page(PUBLIC),
    "programme": Page(DRAFT),
    "portfolio:programme-new": form(PUBLIC, WRITERS, opens=WRITERS | WRITERS_ELSEWHERE),
    "portfolio:programme-edit": form(DRAFT, WRITERS),
    "portfolio:programme-move to consultation": form(DRAFT, WRITERS),
    "portfolio:programme-move to signed": form(DRAFT, REGION_ONLY),
    "portfolio:programme-discard draft": form(DRAFT, WRITERS),
    "portfolio:programme-discard consultation": form(DRAFT, NO_ONE),
    "portfolio:programme-status-correct draft": form(DRAFT, MENDERS),
    "portfolio:programme-status-correct before signature": form(DRAFT, MENDERS),  # of a signed programme
    "portfolio:programme-status-correct public": form(PUBLIC, MENDERS),
    "portfolio:programme-status-take-back": form(DRAFT, MENDERS),
    "portfolio:programme-alignment": Page(DRAFT, None, WRITERS),
    "portfolio:country-alignment": Page(PUBLIC, None, WRITERS),
    "portfolio:programme-sheet-xlsx": Page(DRAFT, WRITERS),
    "portfolio:programme-sheet": form(DRAFT, WRITERS),
    "portfolio:programme-sheet-preview": form(WORKBOOK, FIELD_ONLY, opens=WORKBOOK),
    "portfolio:country-sheet-xlsx": Page(PUBLIC, WRITERS),
    "portfolio:country-sheet": form(PUBLIC, WRITERS),
    "portfolio:country-sheet-preview": form(WORKBOOK, FIELD_ONLY, opens=WORKBOOK),
    "portfolio:priority-new": form(DRAFT, WRITERS),
    "portfolio:priority-edit": form(DRAFT, WRITERS),
    "portfolio:priority-remove": form(DRAFT, WRITERS),
    "portfolio:outcome-new": form(DRAFT, WRITERS),
    "portfolio:outcome-edit": form(DRAFT, WRITERS),
    "portfolio:outcome-links": form(DRAFT, WRITERS),
    "portfolio:outcome-remove": form(DRAFT, WRITERS),
    "portfolio:indicator-new": form(DRAFT, WRITERS),
    "portfolio:indicator-edit": form(DRAFT, WRITERS),
    "portfolio:indicator-remove": form(DRAFT, WRITERS),
    "portfolio:milestone-new": form(DRAFT, WRITERS),
    "portfolio:milestone-edit": form(DRAFT, WRITERS),
    "portfolio:milestone-remove": form(DRAFT, WRITERS),
    # Outcomes across programmes: one of no programme that is not published; global products
    "portfolio:cpo": Page(DRAFT),
    "portfolio:cpo-new": form(PUBLIC, WRITERS, opens=WRITERS | WRITERS_ELSEWHERE),
    "portfolio:cpo-edit": form(DRAFT, WRITERS),
    "portfolio:cpo-publish": form(DRAFT, REGION_ONLY),
    "portfolio:cpo-withdraw": form(DRAFT, REGION_ONLY),
    "portfolio:cpo-remove": form(DRAFT, WRITERS),
    "portfolio:cpo-place": form(DRAFT, WRITERS),
    "portfolio:global-product": Page(PUBLIC),
    "portfolio:global-product-new": form(PUBLIC, PRODUCT_WRITERS),
    "portfolio:global-product-edit": form(PUBLIC, PRODUCT_WRITERS),
    "portfolio:global-product-remove": form(PUBLIC, PRODUCT_WRITERS),
    "portfolio:global-product-place": form(PUBLIC, PRODUCT_WRITERS),
    # Documents of a draft; of a signed programme one of a public kind, and one for staff and constituents
    "portfolio:programme-attach draft": form(DRAFT, WRITERS),
    "portfolio:programme-attach public": form(PUBLIC, WRITERS),
    "portfolio:programme-document draft": Page(DRAFT),
    "portfolio:programme-document public": Page(PUBLIC),
    "portfolio:programme-document inner": Page(DRAFT),
    "portfolio:programme-document-withdraw draft": form(DRAFT, WRITERS),
    "portfolio:programme-document-withdraw public": form(PUBLIC, WRITERS),
    "portfolio:programme-document-withdraw inner": form(DRAFT, WRITERS),
    # Reports: whoever sees the programme; what they hold is asked in `test_permissions.py`
    **{
        f"portfolio:report {kind} {name}": Page(sees)
        for kind in ("review", "donor", "un")
        for name, sees in (("draft", DRAFT), ("public", PUBLIC))
    },
    # Outcome updates of a running programme, which everyone sees
    "portfolio:outcome-updates": Page(PUBLIC),
    "portfolio:update-new": form(PUBLIC, FIELD_ONLY),
    "portfolio:update": Page(REPORT),
    "portfolio:update accepted": Page(PUBLIC),
    "portfolio:update-edit": form(REPORT, FIELD_ONLY),
    "portfolio:update-review accept": form(REPORT, REGION_ONLY),
    "portfolio:update-review return": form(REPORT, REGION_ONLY),
    "portfolio:update-withdraw": form(REPORT, FIELD_ONLY),
    "portfolio:update-discard": form(REPORT, FIELD_ONLY),
    "portfolio:update-attach begun": form(REPORT, FIELD_ONLY),
    "portfolio:update-attach accepted": form(PUBLIC, NO_ONE),
    "portfolio:update-document begun": Page(REPORT),
    "portfolio:update-document accepted": Page(PUBLIC),
    "portfolio:update-document-withdraw begun": form(REPORT, FIELD_ONLY),
    "portfolio:update-document-withdraw accepted": form(PUBLIC, NO_ONE),
    # Cooperation frameworks
    "portfolio:framework": Page(DRAFT),
    "portfolio:framework-new": form(PUBLIC, FRAMEWORK_WRITERS, opens=FRAMEWORK_WRITERS | WRITERS_ELSEWHERE),
    "portfolio:framework-describe": form(DRAFT, FRAMEWORK_WRITERS),
    "portfolio:framework-status": form(DRAFT, FRAMEWORK_WRITERS),
    "portfolio:framework-status-correct": form(DRAFT, MENDERS),
    "portfolio:framework-status-take-back": form(DRAFT, MENDERS),
    "portfolio:framework-receive": form(DRAFT, FRAMEWORK_WRITERS),
    "portfolio:framework-publish": form(DRAFT, REGION_ONLY),
    "portfolio:framework-withdraw": form(DRAFT, REGION_ONLY),
    "portfolio:framework-remove": form(DRAFT, REGION_ONLY),
    "portfolio:framework-history": Page(DRAFT, STAFF),
    "portfolio:framework-level": form(DRAFT, FRAMEWORK_WRITERS),
    **{
        f"portfolio:framework-part-{verb} {part}": form(DRAFT, FRAMEWORK_WRITERS)
        for part in (*FRAMEWORK_PARTS.values(), "analysis")
        for verb in ("add", "edit", "remove")
    },
    # Proposals
    "portfolio:proposals": Page(PUBLIC, STAFF),
    "portfolio:proposal-statuses": Page(PUBLIC, STAFF),
    "portfolio:desk-questions": Page(PUBLIC, STAFF),
    "portfolio:offered-proposals": Page(PUBLIC, OFFER),
    "portfolio:proposed-partners": Page(PUBLIC, STAFF),
    "portfolio:proposed-partner-new": form(PROPOSAL, FIELD_ONLY | PARTNERSHIPS),
    "portfolio:proposed-partner-edit": form(PROPOSAL, FIELD_ONLY | PARTNERSHIPS),
    "portfolio:proposed-partner-remove": form(PROPOSAL, FIELD_ONLY | PARTNERSHIPS),
    "proposal": Page(PROPOSAL),
    "portfolio:proposal-new": form(PUBLIC, BEGINNERS, opens=BEGINNERS | {FIELD_ELSEWHERE}),
    "portfolio:proposal-edit": form(PROPOSAL, FIELD_ONLY),
    "portfolio:proposal-move to proposal": form(PROPOSAL, FIELD_ONLY),
    "portfolio:proposal-move to withdrawn": form(PROPOSAL, FIELD_ONLY | PARTNERSHIPS),
    "portfolio:proposal-discard": form(PROPOSAL, FIELD_ONLY),
    "portfolio:proposal-hand-over": form(PROPOSAL, FIELD_ONLY | MANAGER_ONLY),
    "portfolio:proposal-offer": form(PROPOSAL, MANAGER_ONLY),
    "portfolio:proposal-waive": form(PROPOSAL, MANAGER_ONLY),
    "portfolio:proposal-status-correct": form(PROPOSAL, MANAGER_ONLY),
    "portfolio:proposal-status-take-back": form(PROPOSAL, MANAGER_ONLY),
    "portfolio:proposal-author-new": form(PROPOSAL, FIELD_ONLY),
    "portfolio:proposal-author-remove": form(PROPOSAL, AUTHORS),
    "portfolio:desk-ask": form(PROPOSAL, FIELD_ONLY),
    "portfolio:desk-answer": form(PROPOSAL, BUREAU_ONLY),
    "portfolio:desk-take-back": form(PROPOSAL, FIELD_ONLY),
    # Appraisals: of one that a PARDEV officer appraises, with ACTRAV and EVAL still to speak
    "portfolio:appraisals": Page(PUBLIC, STAFF),
    "portfolio:appraisal-rules": Page(PUBLIC, STAFF),
    "portfolio:appraisal-rule-new": form(PUBLIC, MANAGER_ONLY),
    "portfolio:appraisal-new": form(PROPOSAL, APPRAISERS),
    "portfolio:appraisal": Page(APPRAISED),
    "portfolio:appraisal-score": form(APPRAISED, PARDEV_ONLY),
    "portfolio:appraisal-evaluate": form(APPRAISED, EVAL_ONLY),
    "portfolio:appraisal-opinion": form(APPRAISED, BUREAU_ONLY),
    "portfolio:appraisal-hand-over": form(APPRAISED, APPRAISERS | MANAGER_ONLY),
    "portfolio:appraisal-decide": form(APPRAISED, MANAGER_ONLY),
    "portfolio:remark-new": form(APPRAISED, PARDEV_ONLY),
    "portfolio:remark-remove": form(APPRAISED, PARDEV_ONLY),
    # Projects: one that is planned, and one at work, which everyone sees
    "portfolio:projects": Page(PUBLIC),
    "portfolio:initiatives": Page(PUBLIC),
    "portfolio:initiative-new": form(PUBLIC, INITIATIVE_KEEPERS),
    "portfolio:initiative-edit": form(PUBLIC, INITIATIVE_KEEPERS),
    "project planned": Page(PLANNED),
    "project at work": Page(PUBLIC),
    "portfolio:project-new": form(PUBLIC, REGISTRARS),
    "portfolio:project-edit": form(PLANNED, PROJECT_EDITORS),
    "portfolio:project-links planned": form(PLANNED, PROJECT_EDITORS),
    "portfolio:project-links at work": form(PUBLIC, PROJECT_EDITORS),
    "portfolio:project-move to running": form(PLANNED, REGISTRARS),
    "portfolio:project-move to completed": form(PUBLIC, REGISTRARS),
    "portfolio:project-status-correct": form(PLANNED, MANAGER_ONLY),
    "portfolio:project-status-take-back": form(PUBLIC, MANAGER_ONLY),
    "portfolio:participant-new": form(PLANNED, PROJECT_EDITORS),
    "portfolio:participant-edit": form(PLANNED, PROJECT_EDITORS),
    "portfolio:participant-remove": form(PLANNED, PROJECT_EDITORS),
    # The workbook of the project at work; the field officer uploaded one
    "portfolio:project-sheet-xlsx": Page(PUBLIC, PROJECT_EDITORS),
    "portfolio:project-sheet": form(PUBLIC, PROJECT_EDITORS),
    "portfolio:project-sheet-preview": form(WORKBOOK, WORKBOOK & PROJECT_EDITORS, opens=WORKBOOK),
    "portfolio:project-attach planned": form(PLANNED, PROJECT_EDITORS),
    "portfolio:project-attach at work": form(PUBLIC, PROJECT_EDITORS),
    "portfolio:project-document planned": Page(PLANNED),
    "portfolio:project-document at work": Page(STAFF),
    "portfolio:project-document-withdraw planned": form(PLANNED, PROJECT_EDITORS),
    "portfolio:project-document-withdraw at work": form(STAFF, PROJECT_EDITORS),
    # Results of the project at work, and the reports on it
    **{
        f"portfolio:project-{noun}-{verb}": form(PUBLIC, PROJECT_EDITORS)
        for noun in ("result", "indicator", "target")
        for verb in ("new", "edit", "remove")
    },
    "portfolio:report-schedules": Page(PUBLIC),
    "portfolio:report-schedule-new": form(PUBLIC, REGISTRARS),
    "portfolio:report-schedule-edit": form(PUBLIC, REGISTRARS),
    "portfolio:report-schedule-remove": form(PUBLIC, REGISTRARS),
    "portfolio:project-risk-new": form(PUBLIC, PROJECT_EDITORS),
    "portfolio:project-risk-edit": form(STAFF, PROJECT_EDITORS),
    "portfolio:project-risk-remove": form(STAFF, PROJECT_EDITORS),
    "portfolio:project-extend": form(PUBLIC, REGISTRARS),
    "portfolio:progress-reports": Page(PUBLIC),
    "portfolio:progress-report draft": Page(STAFF),
    "portfolio:progress-report accepted": Page(PUBLIC),
    "portfolio:progress-report-new": form(PUBLIC, PROJECT_EDITORS),
    "portfolio:progress-report-skip": form(PUBLIC, PROJECT_EDITORS),
    "portfolio:progress-report-edit": form(STAFF, PROJECT_EDITORS),
    "portfolio:progress-report-review accept": form(STAFF, REGISTRARS),
    "portfolio:progress-report-review return": form(STAFF, REGISTRARS),
    "portfolio:progress-report-withdraw": form(STAFF, PROJECT_EDITORS),
    # Evaluations of the project at work: a draft, a published one with a response
    "portfolio:evaluations": Page(PUBLIC),
    "portfolio:recommendations": Page(PUBLIC),
    "portfolio:lessons": Page(PUBLIC),
    "portfolio:evaluation draft": Page(STAFF),
    "portfolio:evaluation published": Page(PUBLIC),
    "portfolio:evaluation-new": form(PUBLIC, EVAL_ONLY),
    "portfolio:evaluation-edit": form(STAFF, EVAL_ONLY),
    "portfolio:evaluation-publish": form(STAFF, EVAL_ONLY),
    "portfolio:evaluation-withdraw": form(PUBLIC, EVAL_ONLY),
    "portfolio:recommendation-new": form(STAFF, EVAL_ONLY),
    "portfolio:recommendation-edit": form(STAFF, EVAL_ONLY),
    "portfolio:recommendation-remove": form(STAFF, EVAL_ONLY),
    "portfolio:response-new": form(PUBLIC, RESPONDENTS),
    "portfolio:response-edit": form(PUBLIC, RESPONDENTS),
    "portfolio:response-remove": form(PUBLIC, RESPONDENTS),
    "portfolio:lesson-new": form(STAFF, EVAL_ONLY),
    "portfolio:lesson-edit": form(STAFF, EVAL_ONLY),
    "portfolio:lesson-remove": form(STAFF, EVAL_ONLY),
    "portfolio:evaluation-attach": form(STAFF, EVAL_ONLY),
    "portfolio:evaluation-document draft": Page(STAFF),
    "portfolio:evaluation-document published": Page(PUBLIC),
    "portfolio:evaluation-document-withdraw draft": form(STAFF, EVAL_ONLY),
    "portfolio:evaluation-document-withdraw published": form(PUBLIC, EVAL_ONLY),
    # Agreements: a draft, one of Germany, one that it shares with Sweden, one that is published
    "funding:agreements": Page(PUBLIC),
    "funding:instalments": Page(PUBLIC),
    "funding:donor-reports": Page(PUBLIC),
    "funding:due-instalments": Page(PUBLIC, PARTNERED),
    "funding:due-donor-reports": Page(PUBLIC, PARTNERED),
    "portal:donor": Page(PUBLIC, frozenset({DONOR, OTHER_DONOR})),
    "funding:donor-report-send": form(GERMAN, REGISTRARS),
    "funding:donor-report-document": Page(GERMAN),
    "funding:donor-report-document-withdraw": form(GERMAN, REGISTRARS),
    "agreement draft": Page(STAFF),
    "agreement own": Page(GERMAN),
    "agreement shared": Page(SHARED),
    "agreement published": Page(PUBLIC),
    "funding:agreement-new": form(PUBLIC, REGISTRARS),
    "funding:agreement-edit": form(GERMAN, REGISTRARS),
    "funding:agreement-move to signed": form(STAFF, REGISTRARS),
    "funding:agreement-move to running": form(GERMAN, REGISTRARS),
    "funding:agreement-publish": form(GERMAN, MANAGER_ONLY),
    "funding:agreement-withdraw": form(PUBLIC, MANAGER_ONLY),
    "funding:agreement-status-correct draft": form(STAFF, MANAGER_ONLY),
    "funding:agreement-status-correct signed": form(GERMAN, MANAGER_ONLY),
    "funding:agreement-status-take-back": form(SHARED, MANAGER_ONLY),
    "funding:agreement-partner-new": form(SHARED, REGISTRARS),
    "funding:agreement-partner-edit": form(GERMAN, REGISTRARS),  # what Germany gives
    "funding:agreement-partner-remove": form(GERMAN, REGISTRARS),
    **{
        f"funding:{noun}-{verb}": form(GERMAN, REGISTRARS)
        for noun in ("amendment", "instalment", "donor-report", "funded-project")
        for verb in ("new", "edit", "remove")
    },
    "funding:agreement-attach": form(GERMAN, REGISTRARS),
    "funding:agreement-document own": Page(GERMAN),
    "funding:agreement-document shared": Page(STAFF),
    "funding:agreement-document-withdraw own": form(GERMAN, REGISTRARS),
    "funding:agreement-document-withdraw shared": form(STAFF, REGISTRARS),
    # Approvals of agreements with Germany
    "funding:approvals": Page(PUBLIC),
    "funding:approval draft": Page(STAFF),
    "funding:approval issued": Page(GERMAN),
    "funding:approval-minute": Page(GERMAN, STAFF),
    "funding:approval-new": form(PUBLIC, REGISTRARS),
    "funding:approval-edit": form(STAFF, REGISTRARS),
    "funding:approval-issue": form(STAFF, REGISTRARS),
    "funding:approval-sign": form(STAFF, MANAGER_ONLY),
    "funding:approval-send-back": form(STAFF, MANAGER_ONLY),
    "funding:approval-withdraw": form(STAFF, REGISTRARS),
    "funding:approval-cancel": form(GERMAN, MANAGER_ONLY),
    "funding:agreement-approve": form(GERMAN, REGISTRARS),
    "funding:amendment-approve": form(GERMAN, REGISTRARS),
    # The ledger: a line of the agreement with Germany, in its pool
    "funding:ledger": Page(PUBLIC, LEDGER),
    "funding:pools": Page(PUBLIC, POOLED),
    # Funding calls: one with the bid of a proposal, one without bids; partnerships
    "funding:funding-calls": Page(PUBLIC, STAFF),
    "funding:bids": Page(PUBLIC, STAFF),
    "funding:funding-call": Page(STAFF),
    "funding:funding-call-new": form(PUBLIC, REGISTRARS),
    "funding:funding-call-edit": form(STAFF, REGISTRARS),
    "funding:funding-call-remove": form(STAFF, REGISTRARS),
    "funding:bid-new": form(STAFF, REGISTRARS),
    "funding:bid-edit": form(PROPOSAL, REGISTRARS),
    "funding:bid-remove": form(PROPOSAL, REGISTRARS),
    "funding:partnerships": Page(PUBLIC),
    "funding:published-ledger": Page(PUBLIC),
    "funding:partnership": Page(PUBLIC),
    # Sheets of published data
    "portal:imports": Page(PUBLIC, AUDITED | LOADERS),
    "portal:assign-items": form(PUBLIC, REGISTRARS),
    "portal:remind-of-items": form(PUBLIC, REGISTRARS),
    "portal:open-installation": form(PUBLIC, frozenset({MANAGER})),
    "import-new": form(PUBLIC, IMPORTERS, opens=LOADERS),
    "portal:import-template": Page(PUBLIC, IMPORTERS),
    "import": Page(SHEET, SHEET),
    "import-problems": Page(SHEET, SHEET),
    "portal:import-progress": Page(SHEET, SHEET),
    "portal:import-save": button(SHEET, IMPORTERS),
    "portal:import-cancel": button(SHEET, IMPORTERS),
    "portal:import-scope": button(SHEET, IMPORTERS),
    "portal:import-reverse": form(SHEET, IMPORTERS),
    # Clearances of partnerships: a list is refused, all else is missing to whoever does not see them
    "funding:clearances": Page(PUBLIC, CLEARING),
    "funding:clearance-steps": Page(PUBLIC, CLEARING),
    "funding:clearance-rules": Page(PUBLIC, CLEARING),
    "funding:clearance-rule-new": form(CLEARING, MANAGER_ONLY),
    "funding:screening-criteria": Page(PUBLIC, CLEARING),
    "funding:screening-criterion-new": form(CLEARING, MANAGER_ONLY),
    "funding:screening-criterion-end": form(CLEARING, MANAGER_ONLY),
    "funding:clearance-new": form(CLEARING, PARDEV_ONLY),
    "funding:clearance": Page(CLEARING),
    "funding:clearance-edit": form(CLEARING, PARDEV_ONLY),
    "funding:clearance-screen": form(CLEARING, PARDEV_ONLY),
    "funding:clearance-opinion": form(CLEARING, BUREAU_ONLY),
    "funding:clearance-advise": form(CLEARING, PARDEV_ONLY),
    "funding:clearance-decide": form(CLEARING, MANAGER_ONLY),
    "funding:clearance-hand-over": form(CLEARING, PARTNERSHIPS),
    "funding:clearance-withdraw": form(CLEARING, PARDEV_ONLY),
    "funding:clearance-attach": form(CLEARING, PARDEV_ONLY),
    "funding:clearance-document": Page(CLEARING),
    "funding:clearance-document-withdraw": form(CLEARING, PARDEV_ONLY),
}


@dataclass(frozen=True)
class Path:
    """A path of the API: whoever sees it reads it, unless `reads` is False; `writes` by method.

    `readers` are who may read it, where others are refused (None: whoever sees it).
    """

    sees: People
    writes: dict[str, People]
    reads: bool = True
    readers: People | None = None


def read_only(sees: People, readers: People | None = None) -> Path:
    """Return a path without writes."""
    return Path(sees, {}, readers=readers)


def action(sees: People, who: People) -> Path:
    """Return a path that is only sent to."""
    return Path(sees, {"POST": who}, reads=False)


API: dict[str, Path] = {
    # Country programmes
    "country-programmes-list": Path(PUBLIC, {"POST": WRITERS}),
    "country-programmes-detail": Path(DRAFT, {"PATCH": WRITERS}),
    "country-programmes-statuses to consultation": Path(DRAFT, {"POST": WRITERS}),
    "country-programmes-statuses to signed": Path(DRAFT, {"POST": REGION_ONLY}),
    "country-programmes-status-correct draft": action(DRAFT, MENDERS),
    "country-programmes-status-correct before signature": action(DRAFT, MENDERS),  # of a signed programme
    "country-programmes-status-correct public": action(PUBLIC, MENDERS),
    "country-programmes-status-take-back": action(DRAFT, MENDERS),
    "country-programmes-discard draft": action(DRAFT, WRITERS),
    "country-programmes-discard consultation": action(DRAFT, NO_ONE),
    "country-programmes-documents draft": Path(DRAFT, {"POST": WRITERS}),
    "country-programmes-documents public": Path(PUBLIC, {"POST": WRITERS}),
    "country-programmes-document-file draft": read_only(DRAFT),
    "country-programmes-document-file public": read_only(PUBLIC),
    "country-programmes-document-file inner": read_only(DRAFT),
    "country-programmes-document-withdraw draft": action(DRAFT, WRITERS),
    "country-programmes-document-withdraw public": action(PUBLIC, WRITERS),
    "country-programmes-document-withdraw inner": action(DRAFT, WRITERS),
    **{
        f"country-programmes-{report} {name}": read_only(sees)
        for report in ("review", "donor-report", "un-export")
        for name, sees in (("draft", DRAFT), ("public", PUBLIC))
    },
    "country-programmes-plan": read_only(DRAFT),
    "country-programmes-projects": read_only(DRAFT),
    "country-programmes-alignments": Path(DRAFT, {"PUT": WRITERS}),
    "countries-alignments": Path(PUBLIC, {"PUT": WRITERS}),
    "country-programmes-priorities": Path(DRAFT, {"POST": WRITERS}),
    "country-programmes-priority": Path(DRAFT, {"PATCH": WRITERS, "DELETE": WRITERS}),
    "country-programme-outcomes-list": Path(PUBLIC, {"POST": WRITERS}),
    "country-programme-outcomes-detail": Path(DRAFT, {"PATCH": WRITERS, "DELETE": WRITERS}),
    "country-programme-outcomes-links": Path(DRAFT, {"PUT": WRITERS}),
    "cpos-list": Path(PUBLIC, {"POST": WRITERS}),
    "cpos-detail": Path(DRAFT, {"PATCH": WRITERS, "DELETE": WRITERS}),
    "cpos-publication": Path(DRAFT, {"PUT": REGION_ONLY}, reads=False),
    "cpos-place": action(DRAFT, WRITERS),
    "global-products-list": Path(PUBLIC, {"POST": PRODUCT_WRITERS}),
    "global-products-detail": Path(PUBLIC, {"PATCH": PRODUCT_WRITERS, "DELETE": PRODUCT_WRITERS}),
    "global-products-place": action(PUBLIC, PRODUCT_WRITERS),
    "outcome-indicators": Path(DRAFT, {"POST": WRITERS}),
    "outcome-indicator": Path(DRAFT, {"PATCH": WRITERS, "DELETE": WRITERS}),
    "outcome-milestones": Path(DRAFT, {"POST": WRITERS}),
    "outcome-milestone": Path(DRAFT, {"PATCH": WRITERS, "DELETE": WRITERS}),
    "milestone-statuses-list": read_only(PUBLIC),
    "milestone-statuses-detail": read_only(PUBLIC),
    "alignments-list": Path(PUBLIC, {"POST": WRITERS}),
    "alignments-detail": Path(DRAFT, {"PUT": WRITERS, "DELETE": WRITERS}),
    # Outcome updates
    "due-reports-list": read_only(PUBLIC, STAFF),
    "due-reports-detail": read_only(REPORT),
    "outcome-update-steps-list": read_only(PUBLIC, STAFF),
    "outcome-update-steps-detail": read_only(REPORT),
    "outcome-updates-list": Path(PUBLIC, {"POST": FIELD_ONLY}),
    "outcome-updates-detail": Path(REPORT, {"PATCH": FIELD_ONLY, "DELETE": FIELD_ONLY}),
    "outcome-updates-submit": action(REPORT, FIELD_ONLY),
    "outcome-updates-accept": action(REPORT, REGION_ONLY),
    "outcome-updates-return": action(REPORT, REGION_ONLY),
    "outcome-updates-withdraw": action(REPORT, FIELD_ONLY),
    "outcome-updates-documents begun": Path(REPORT, {"POST": FIELD_ONLY}),
    "outcome-updates-documents accepted": Path(PUBLIC, {"POST": NO_ONE}),
    "outcome-updates-document-file begun": read_only(REPORT),
    "outcome-updates-document-file accepted": read_only(PUBLIC),
    "outcome-updates-document-withdraw begun": action(REPORT, FIELD_ONLY),
    "outcome-updates-document-withdraw accepted": action(PUBLIC, NO_ONE),
    # Proposals
    "proposals-list": Path(PUBLIC, {"POST": BEGINNERS}, readers=STAFF),
    "proposals-detail": Path(PROPOSAL, {"PATCH": FIELD_ONLY}),
    "proposals-statuses to proposal": Path(PROPOSAL, {"POST": FIELD_ONLY}),
    "proposals-statuses to withdrawn": Path(PROPOSAL, {"POST": FIELD_ONLY | PARTNERSHIPS}),
    "proposals-status-correct": action(PROPOSAL, MANAGER_ONLY),
    "proposals-status-take-back": action(PROPOSAL, MANAGER_ONLY),
    "proposals-discard": action(PROPOSAL, FIELD_ONLY),
    "proposals-hand-over": action(PROPOSAL, FIELD_ONLY | MANAGER_ONLY),
    "proposals-offer": action(PROPOSAL, MANAGER_ONLY),
    "proposals-waive": action(PROPOSAL, MANAGER_ONLY),
    "proposals-authors": Path(PROPOSAL, {"POST": FIELD_ONLY}),
    "proposals-author": Path(PROPOSAL, {"PATCH": AUTHORS, "DELETE": AUTHORS}),
    "proposed-partners-list": Path(PUBLIC, {"POST": FIELD_ONLY | PARTNERSHIPS}, readers=STAFF),
    "proposed-partners-detail": Path(
        PROPOSAL, {"PATCH": FIELD_ONLY | PARTNERSHIPS, "DELETE": FIELD_ONLY | PARTNERSHIPS}
    ),
    "offered-proposals-list": read_only(PUBLIC, OFFER),
    "offered-proposals-detail": read_only(OFFER),
    "proposal-statuses-list": read_only(PUBLIC, STAFF),
    "proposal-statuses-detail": read_only(PROPOSAL),
    "proposals-questions": action(PROPOSAL, FIELD_ONLY),
    "desk-questions-list": read_only(PUBLIC, STAFF),
    "desk-questions-detail": Path(PROPOSAL, {"DELETE": FIELD_ONLY}),
    "desk-questions-answer": action(PROPOSAL, BUREAU_ONLY),
    # Appraisals
    "proposals-appraise": action(PROPOSAL, APPRAISERS),
    "appraisals-list": read_only(PUBLIC, STAFF),
    "appraisals-detail": read_only(APPRAISED),
    "appraisals-score": action(APPRAISED, PARDEV_ONLY),
    "appraisals-evaluate": action(APPRAISED, EVAL_ONLY),
    "appraisals-opinion": action(APPRAISED, BUREAU_ONLY),
    "appraisals-hand-over": action(APPRAISED, APPRAISERS | MANAGER_ONLY),
    "appraisals-decide": action(APPRAISED, MANAGER_ONLY),
    "appraisals-remarks": Path(APPRAISED, {"POST": PARDEV_ONLY}),
    "appraisals-remark": Path(APPRAISED, {"PATCH": PARDEV_ONLY, "DELETE": PARDEV_ONLY}),
    "appraisal-rules-list": Path(PUBLIC, {"POST": MANAGER_ONLY}, readers=STAFF),
    "appraisal-rules-detail": read_only(STAFF),
    # Cooperation frameworks
    "cooperation-frameworks-list": Path(PUBLIC, {"POST": FRAMEWORK_WRITERS}),
    "cooperation-frameworks-detail": Path(DRAFT, {"PATCH": FRAMEWORK_WRITERS, "DELETE": REGION_ONLY}),
    "cooperation-frameworks-statuses": Path(DRAFT, {"POST": FRAMEWORK_WRITERS}),
    "cooperation-frameworks-status-correct": action(DRAFT, MENDERS),
    "cooperation-frameworks-status-take-back": action(DRAFT, MENDERS),
    "cooperation-frameworks-publication": Path(DRAFT, {"PUT": REGION_ONLY}, reads=False),
    "framework-statuses-list": read_only(PUBLIC),
    "framework-statuses-detail": read_only(DRAFT),
    "framework-suboutputs-list": read_only(PUBLIC),
    "framework-suboutputs-detail": read_only(PUBLIC),
    **{f"{part}-list": Path(PUBLIC, {"POST": FRAMEWORK_WRITERS}) for part in FRAMEWORK_PARTS},
    **{
        f"{part}-detail": Path(DRAFT, {"PATCH": FRAMEWORK_WRITERS, "DELETE": FRAMEWORK_WRITERS})
        for part in FRAMEWORK_PARTS
    },
    "common-country-analyses-list": read_only(PUBLIC),
    "common-country-analyses-detail": read_only(DRAFT),
    # Projects
    "projects-list": Path(PUBLIC, {"POST": REGISTRARS}),
    "projects-detail": Path(PLANNED, {"PATCH": PROJECT_EDITORS}),
    "projects-links": Path(PLANNED, {"PUT": PROJECT_EDITORS}),
    "projects-safeguards": Path(PLANNED, {"PATCH": PROJECT_EDITORS}),
    "projects-statuses": Path(PLANNED, {"POST": REGISTRARS}),
    "projects-status-correct": action(PLANNED, MANAGER_ONLY),
    "projects-status-take-back": action(PUBLIC, MANAGER_ONLY),
    "project-participants": Path(PLANNED, {"POST": PROJECT_EDITORS}),
    "project-participant": Path(PLANNED, {"PATCH": PROJECT_EDITORS, "DELETE": PROJECT_EDITORS}),
    "projects-documents planned": Path(PLANNED, {"POST": PROJECT_EDITORS}),
    "projects-documents at work": Path(PUBLIC, {"POST": PROJECT_EDITORS}),
    "projects-document-file planned": read_only(PLANNED),
    "projects-document-file at work": read_only(STAFF),
    "projects-document-withdraw planned": action(PLANNED, PROJECT_EDITORS),
    "projects-document-withdraw at work": action(STAFF, PROJECT_EDITORS),
    "initiatives-list": Path(PUBLIC, {"POST": INITIATIVE_KEEPERS}),
    "initiatives-detail": Path(PUBLIC, {"PATCH": INITIATIVE_KEEPERS}),
    # Results of the project at work, and the reports on it
    "projects-plan": read_only(PUBLIC),
    "projects-extensions": Path(PUBLIC, {"POST": REGISTRARS}),
    "project-results": Path(PUBLIC, {"POST": PROJECT_EDITORS}),
    "project-result": Path(PUBLIC, {"PATCH": PROJECT_EDITORS, "DELETE": PROJECT_EDITORS}),
    "project-result-indicators": Path(PUBLIC, {"POST": PROJECT_EDITORS}),
    "project-result-indicator": Path(PUBLIC, {"PATCH": PROJECT_EDITORS, "DELETE": PROJECT_EDITORS}),
    "project-indicator-targets": Path(PUBLIC, {"POST": PROJECT_EDITORS}),
    "project-indicator-target": Path(PUBLIC, {"PATCH": PROJECT_EDITORS, "DELETE": PROJECT_EDITORS}),
    "report-schedules-list": Path(PUBLIC, {"POST": REGISTRARS}),
    "report-schedules-detail": Path(PUBLIC, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "project-risks": Path(PUBLIC, {"POST": PROJECT_EDITORS}),
    "project-risk": Path(STAFF, {"PATCH": PROJECT_EDITORS, "DELETE": PROJECT_EDITORS}),
    "progress-reports-list": Path(PUBLIC, {"POST": PROJECT_EDITORS}),
    "progress-reports-detail": Path(STAFF, {"PATCH": PROJECT_EDITORS}),
    "progress-reports-skip": action(PUBLIC, PROJECT_EDITORS),
    "progress-reports-submit": action(STAFF, PROJECT_EDITORS),
    "progress-reports-accept": action(STAFF, REGISTRARS),
    "progress-reports-return": action(STAFF, REGISTRARS),
    "progress-reports-withdraw": action(STAFF, PROJECT_EDITORS),
    # Evaluations of the project at work
    "evaluations-list": Path(PUBLIC, {"POST": EVAL_ONLY}),
    "evaluations-detail": Path(STAFF, {"PATCH": EVAL_ONLY}),
    "evaluations-publish": action(STAFF, EVAL_ONLY),
    "evaluations-withdraw": action(PUBLIC, EVAL_ONLY),
    "evaluation-recommendations": Path(STAFF, {"POST": EVAL_ONLY}),
    "evaluation-recommendation": Path(STAFF, {"PATCH": EVAL_ONLY, "DELETE": EVAL_ONLY}),
    "evaluation-lessons": Path(STAFF, {"POST": EVAL_ONLY}),
    "evaluation-lesson": Path(STAFF, {"PATCH": EVAL_ONLY, "DELETE": EVAL_ONLY}),
    "recommendation-responses": Path(PUBLIC, {"POST": RESPONDENTS}),
    "recommendation-response": Path(PUBLIC, {"PATCH": RESPONDENTS}),
    "recommendation-response-withdraw": action(PUBLIC, RESPONDENTS),
    "recommendations-list": read_only(PUBLIC),
    "recommendations-detail": read_only(STAFF),
    "lessons-list": read_only(PUBLIC),
    "lessons-detail": read_only(STAFF),
    "evaluations-documents": Path(STAFF, {"POST": EVAL_ONLY}),
    "evaluations-document-file": read_only(STAFF),
    "evaluations-document-withdraw": action(STAFF, EVAL_ONLY),
    # Agreements
    "agreements-list": Path(PUBLIC, {"POST": REGISTRARS}),
    "agreements-detail": Path(GERMAN, {"PATCH": REGISTRARS}),
    "agreements-publish": action(GERMAN, MANAGER_ONLY),
    "agreements-withdraw": action(PUBLIC, MANAGER_ONLY),
    "agreements-statuses": Path(GERMAN, {"POST": REGISTRARS}),
    "agreements-status-correct": action(GERMAN, MANAGER_ONLY),
    "agreements-status-take-back": action(SHARED, MANAGER_ONLY),
    "agreement-partners": Path(SHARED, {"POST": REGISTRARS}),
    "agreement-partner": Path(GERMAN, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "agreement-amendments": Path(GERMAN, {"POST": REGISTRARS}),
    "agreement-amendment": Path(GERMAN, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "agreement-projects": Path(GERMAN, {"POST": REGISTRARS}),
    "agreement-project": Path(GERMAN, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "instalments-list": Path(PUBLIC, {"POST": REGISTRARS}),
    "instalments-detail": Path(GERMAN, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "donor-reports-list": Path(PUBLIC, {"POST": REGISTRARS}),
    "donor-reports-detail": Path(GERMAN, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "due-instalments-list": read_only(PUBLIC, PARTNERED),
    "due-instalments-detail": read_only(GERMAN),
    "due-donor-reports-list": read_only(PUBLIC, PARTNERED),
    "due-donor-reports-detail": read_only(GERMAN),
    "donor-reports-documents": Path(GERMAN, {"POST": REGISTRARS}),
    "donor-reports-document-file": read_only(GERMAN),
    "donor-reports-document-withdraw": action(GERMAN, REGISTRARS),
    "agreements-documents": Path(GERMAN, {"POST": REGISTRARS}),
    "agreements-document-file": read_only(GERMAN),
    "agreements-document-withdraw": action(GERMAN, REGISTRARS),
    # Approvals
    "approvals-list": Path(PUBLIC, {"POST": REGISTRARS}),
    "approvals-detail": read_only(GERMAN),
    "approvals-detail draft": Path(STAFF, {"PATCH": REGISTRARS}),
    "approvals-issue": action(STAFF, REGISTRARS),
    "approvals-sign": action(STAFF, MANAGER_ONLY),
    "approvals-send-back": action(STAFF, MANAGER_ONLY),
    "approvals-withdraw": action(STAFF, REGISTRARS),
    "approvals-cancel": action(GERMAN, MANAGER_ONLY),
    # The ledger
    "ledger-entries-list": read_only(PUBLIC, LEDGER | {API_KEY}),
    "ledger-entries-detail": read_only(GERMAN_LINE),
    "pools-list": read_only(PUBLIC, POOLED),
    "pools-detail": read_only(POOLED),
    # Funding calls and bids; partnerships
    "funding-calls-list": Path(PUBLIC, {"POST": REGISTRARS}, readers=STAFF),
    "funding-calls-detail": Path(STAFF, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "bids-list": Path(PUBLIC, {"POST": REGISTRARS}, readers=STAFF),
    "bids-detail": Path(PROPOSAL, {"PATCH": REGISTRARS, "DELETE": REGISTRARS}),
    "partnerships-list": read_only(PUBLIC),
    "published-entries-list": read_only(PUBLIC),
    "published-entries-detail": read_only(PUBLIC),
    "partnerships-detail": read_only(PUBLIC),
    # Results frameworks
    "results-frameworks-list": read_only(PUBLIC),
    "results-frameworks-detail": read_only(PUBLIC),
    "results-list": read_only(PUBLIC),
    "results-detail": read_only(PUBLIC),
    "policy-outcomes-list": read_only(PUBLIC),
    "policy-outcomes-detail": read_only(PUBLIC),
    "sdg-targets-list": read_only(PUBLIC),
    "sdg-targets-detail": read_only(PUBLIC),
    "cross-walks-list": read_only(PUBLIC),
    "cross-walks-detail": read_only(PUBLIC),
    # Clearances of partnerships
    "partnership-clearances-list": Path(PUBLIC, {"POST": PARDEV_ONLY}, readers=CLEARING),
    "partnership-clearances-detail": Path(CLEARING, {"PATCH": PARDEV_ONLY}),
    "partnership-clearances-screen": action(CLEARING, PARDEV_ONLY),
    "partnership-clearances-opinion": action(CLEARING, BUREAU_ONLY),
    "partnership-clearances-advise": action(CLEARING, PARDEV_ONLY),
    "partnership-clearances-decide": action(CLEARING, MANAGER_ONLY),
    "partnership-clearances-hand-over": action(CLEARING, PARTNERSHIPS),
    "partnership-clearances-withdraw": action(CLEARING, PARDEV_ONLY),
    "partnership-clearances-documents": Path(CLEARING, {"POST": PARDEV_ONLY}),
    "partnership-clearances-document-file": read_only(CLEARING),
    "partnership-clearances-document-withdraw": action(CLEARING, PARDEV_ONLY),
    "clearance-steps-list": read_only(PUBLIC, CLEARING),
    "clearance-steps-detail": read_only(CLEARING),
    "clearance-rules-list": Path(PUBLIC, {"POST": MANAGER_ONLY}, readers=CLEARING),
    "clearance-rules-detail": read_only(CLEARING),
    "screening-criteria-list": Path(PUBLIC, {"POST": MANAGER_ONLY}, readers=CLEARING),
    "screening-criteria-detail": read_only(CLEARING),
    "screening-criteria-end": action(CLEARING, MANAGER_ONLY),
}

# Of agreements each partner sees other rows: `tests/funding/agreements/test_sight.py` asks whose.
BY_PARTNER = {"agreements", "approvals"}
# Lists that hold rows not everyone sees, by who finds them there: on the page, in JSON, CSV and XLSX.
LISTED: dict[str, People] = {
    code: API[f"{code}-detail"].sees
    for code in (name.removesuffix("-list") for name in API if name.endswith("-list"))
    if API[f"{code}-detail"].sees != PUBLIC and code not in BY_PARTNER
}
