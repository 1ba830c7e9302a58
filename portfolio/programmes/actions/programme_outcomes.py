"""Country programme outcomes: add, edit, remove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.versions.actions import (
    check_valid,
    field_values,
    history_context,
    locked,
    save_changes,
    save_valid,
)
from ilo_dc.core.writing.part import remove_row
from portfolio.outcomes.actions.country_outcomes import outcome_with_code
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.rules import code_fits
from portfolio.programmes import policies
from portfolio.programmes.actions.programme_parts import (
    UnableToChangePlan,
    plan_that_grows,
    plan_that_shrinks,
)
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.rules import programmes as rules
from portfolio.programmes.vocab import OutcomeCategory

if TYPE_CHECKING:
    from ilo_dc.core.models import Office, User
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
    from portfolio.programmes.models.country_programme import Priority


OUTCOME_REPORTED = gettext_noop("Outcome reported on without a programme")
PRODUCT_REPORTED = gettext_noop("Global product reported on")


@dataclass(frozen=True)
class OutcomeText:
    """What is said of an outcome; an empty `progress`: not yet rated, no `priority`: no programme."""

    priority: Priority | None
    code: str
    title: str
    category: str = OutcomeCategory.PIPELINE
    progress: str = ""
    office: Office | None = None


@transaction.atomic
def add_outcome(*, by: User, programme: CountryProgramme, text: OutcomeText) -> ProgrammeOutcome:
    """Add an outcome to a programme.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToChangePlan: the programme is closed, or code or priority are not the programme's.
        UnableToAct: another outcome has the code, or a field is wrong.
    """
    require(policies.may_edit_programme(by, programme))
    now = plan_that_grows(programme)
    values = _values_of(text)
    _check_belongs(now, values)
    with history_context(by, gettext_noop("Outcome added")):
        place = ProgrammeOutcome(programme=now, demonstration=now.demonstration, **values)
        check_valid(place, exclude=["cpo", "product"])
        place.cpo = _outcome_of(now, values)
        return save_valid(place)


@transaction.atomic
def edit_outcome(
    *, by: User, outcome: ProgrammeOutcome, lock_version: int, text: OutcomeText
) -> ProgrammeOutcome:
    """Change an outcome; `lock_version` is the one that was read.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToChangePlan: code or priority are not the programme's, or a closed one loses its rating.
        UnableToAct: another outcome has the code, or a field is wrong.
    """
    require(policies.may_edit_programme(by, outcome.home))
    values = _values_of(text)
    if outcome.programme_id is None:
        return _edit_alone(by, outcome, lock_version, values)
    # The programme first, as whoever changes its plan: nobody closes it while an outcome loses its rating.
    programmes = CountryProgramme.objects.select_for_update(of=("self",), no_key=True)
    programme = programmes.get(pk=outcome.programme_id)
    now = locked(outcome, lock_version=lock_version, values=values)
    _check_belongs(programme, values)
    if not values["progress"] and not rules.may_be_added_to(programme.status):
        raise UnableToChangePlan(
            _("Some entries need your attention."),
            {"progress": [_("The outcomes of a closed programme stay rated.")]},
        )
    with history_context(by, gettext_noop("Outcome edited")):
        if values["code"] != now.code:
            values["cpo"] = _outcome_of(programme, values)
        return save_changes(now, values)


@transaction.atomic
def remove_outcome(*, by: User, outcome: ProgrammeOutcome, lock_version: int) -> None:
    """Remove an outcome without indicators from a programme that is not yet signed, or from no programme.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToChangePlan: the programme is signed, or indicators belong to it.
    """
    require(policies.may_edit_programme(by, outcome.home))
    if outcome.programme is not None:
        plan_that_shrinks(outcome.programme)
    first = UnableToChangePlan(_("Indicators belong to this outcome. Remove them first."))
    reason = gettext_noop("Outcome removed")
    remove_row(by, outcome, lock_version=lock_version, reason=reason, otherwise=first)


@transaction.atomic
def report_without_programme(
    *,
    by: User,
    cpo: CountryProgrammeOutcome | GlobalProduct,
    category: str = OutcomeCategory.PIPELINE,
    progress: str = "",
    office: Office | None = None,
) -> ProgrammeOutcome:
    """Let an outcome be reported on without a programme: it counts once its region published the outcome.

    `cpo` may be a global product: everyone sees what is accepted of it, and no figure of countries counts it.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region; of a product
            neither an outcome coordinator nor PARDEV.
        UnableToAct: it is reported on without a programme already, or a field is wrong.
    """
    require(policies.may_edit_programme(by, cpo))
    product = cpo if isinstance(cpo, GlobalProduct) else None
    place = ProgrammeOutcome(
        cpo=None if isinstance(cpo, GlobalProduct) else cpo,
        product=product,
        code=cpo.code,
        title=str(cpo.title),
        category=category,
        progress=progress,
        office=office,
        demonstration=cpo.demonstration,
    )
    with history_context(by, PRODUCT_REPORTED if product else OUTCOME_REPORTED):
        return save_valid(place)


def _edit_alone(
    by: User, outcome: ProgrammeOutcome, lock_version: int, values: dict[str, Any]
) -> ProgrammeOutcome:
    """Change the place of an outcome without a programme: it has no priority and keeps its code."""
    now = locked(outcome, lock_version=lock_version, values=values)
    problems = {}
    if values["priority"] is not None:
        problems["priority"] = [_("This priority belongs to another programme.")]
    if values["code"] != now.code:
        problems["code"] = [_("Without a programme the code is that of the outcome: it never changes.")]
    if problems:
        raise UnableToChangePlan(_("Some entries need your attention."), problems)
    with history_context(by, gettext_noop("Outcome edited")):
        return save_changes(now, values)


def _values_of(text: OutcomeText) -> dict[str, Any]:
    values = field_values(text)
    return {**values, "code": values["code"].upper()}


def _outcome_of(programme: CountryProgramme, values: dict[str, Any]) -> CountryProgrammeOutcome:
    """Return the outcome above a place; one with a new code is added with the place's title."""
    return outcome_with_code(
        country=programme.country,
        region=programme.region,
        code=values["code"],
        title=values["title"],
        language=programme.language,
        demonstration=programme.demonstration,
    )


def _check_belongs(programme: CountryProgramme, values: dict[str, Any]) -> None:
    problems = {}
    priority = values["priority"]
    if priority is None or priority.programme_id != programme.pk:
        problems["priority"] = [_("This priority belongs to another programme.")]
    if not code_fits(values["code"], programme.country_id):
        problems["code"] = [
            _("The CPO codes of this programme begin with %(iso3)s.") % {"iso3": programme.country_id}
        ]
    if problems:
        raise UnableToChangePlan(_("Some entries need your attention."), problems)
