"""Where a project works and what it contributes to: set whole, with the project's version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, compare, post
from ilo_dc.core.versions.actions import history_context, locked, save_valid
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.programmes.rules.outcome_links import WHOLE, repeated
from portfolio.projects import policies, rules
from portfolio.projects.models.project_links import (
    BudgetShare,
    CountryShare,
    OutcomeShare,
    ProjectInitiative,
    ProjectLink,
    ProjectMarker,
    ProjectSdgTarget,
    SectorShare,
    SstcCountry,
)
from portfolio.projects.vocab import PUBLISHED_STATUSES, SSTC, Marker, ProjectScope, sectors
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, User
    from portfolio.projects.models.initiative import Initiative
    from portfolio.projects.models.project import Project
    from portfolio.results.models.results_node import ResultsNode

TIED = gettext_noop("What the project is tied to")
Problems = dict[str, list[str]]


class UnableToTieProject(UnableToAct):
    """The project cannot be tied to these like this."""

    title = "Unable to save what this project is tied to"


@dataclass(frozen=True)
class Links:
    """All that a project is tied to; shares are in per cent, two decimals.

    The shares of `countries`, of `outcomes` (of countries, or products), of `sectors`, and of the `budget`
    results of each Programme and Budget sum to exactly 100. `targets` are those of the SDGs;
    `sstc_countries` belong to South–South cooperation.
    """

    countries: tuple[tuple[Country, Decimal], ...] = ()
    outcomes: tuple[tuple[CountryProgrammeOutcome | GlobalProduct, Decimal], ...] = ()
    budget: tuple[tuple[ResultsNode, Decimal], ...] = ()
    sectors: tuple[tuple[str, Decimal], ...] = ()
    targets: tuple[ResultsNode, ...] = ()
    markers: tuple[str, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    sstc_countries: tuple[Country, ...] = ()

    def completed(self) -> Links:
        """Return the links with what rounding left of 100 added to the largest share of each kind."""
        whole: dict[int, list[tuple[ResultsNode, Decimal]]] = {}
        for row, share in self.budget:
            whole.setdefault(row.framework_id, []).append((row, share))
        return replace(
            self,
            countries=_completed(self.countries),
            outcomes=_completed(self.outcomes),
            sectors=_completed(self.sectors),
            budget=tuple(one for shares in whole.values() for one in _completed(shares)),
        )


@transaction.atomic
def tie_project(
    *,
    by: User,
    project: Project,
    lock_version: int,
    links: Links,
    scope: str = "",
    complete_residue: bool = False,
) -> Project:
    """Put `links` in place of all that the project is tied to; `lock_version` is the project's as read.

    `scope`: where it works from now on, because scope and countries only fit together; empty: as it is.

    `complete_residue`: what rounding left of 100 is added to the largest share; without it shares that sum to
    99.99 are refused. The project's version is raised by one, unless nothing differs.

    Raises:
        Refused: neither PARDEV nor an officer of all of its countries, or the project is over.
        Conflict: somebody changed the project meanwhile.
        UnableToTieProject: shares that do not sum to 100, something named twice or of the wrong kind.
    """
    require(policies.may_change_plan(by, project))
    now = locked(project, lock_version=lock_version)
    require(policies.may_change_plan(by, now))
    links = links.completed() if complete_residue else links
    before, now.scope = now.scope, scope or now.scope
    if problems := problems_of(now, links):
        raise UnableToTieProject(_("Some entries need your attention."), problems)
    plans = plans_of(now, links)
    if now.scope == before and all(plan.is_empty for plan in plans):
        return now
    with history_context(by, TIED), recording(by=by, reason=TIED):
        for plan in plans:
            post(plan, edition=None, demonstration=now.demonstration)
        now.version += 1
        return save_valid(now)


def links_of(project: Any) -> Links:
    """Return all that a project `with_links` is tied to."""
    return Links(
        countries=tuple((one.country, one.share) for one in project.country_shares),
        outcomes=tuple((one.named, one.share) for one in project.outcome_shares),
        budget=tuple((one.result, one.share) for one in project.budget_shares),
        sectors=tuple((one.sector, one.share) for one in project.sector_shares),
        targets=tuple(one.result for one in project.sdg_targets),
        markers=tuple(one.marker for one in project.marker_links),
        initiatives=tuple(one.initiative for one in project.initiative_links),
        sstc_countries=tuple(one.country for one in project.sstc_links),
    )


def plans_of(project: Project, links: Links) -> list[Plan[Any]]:
    """Return what putting `links` in place of all that a project is tied to does, kind by kind."""
    return [_plan(project, model, rows) for model, rows in _wanted(project, links)]


def _completed(shares: Sequence[tuple[Any, Decimal]]) -> tuple[tuple[Any, Decimal], ...]:
    whole = rules.completed([share for _key, share in shares])
    return tuple((key, share) for (key, _share), share in zip(shares, whole, strict=True))


def _plan(project: Project, model: type[ProjectLink], rows: Iterable[ProjectLink]) -> Plan[Any]:
    return compare(rows, within=model.objects.current().filter(project=project))


def _wanted(project: Project, links: Links) -> Iterable[tuple[type[ProjectLink], list[ProjectLink]]]:
    """Yield the facts that a project is to have, by their kind."""
    yield (
        CountryShare,
        [CountryShare(project=project, country=one, share=share) for one, share in links.countries],
    )
    yield OutcomeShare, [_of_outcome(project, one, share) for one, share in links.outcomes]
    yield BudgetShare, [BudgetShare(project=project, result=one, share=share) for one, share in links.budget]
    yield SectorShare, [SectorShare(project=project, sector=one, share=share) for one, share in links.sectors]
    yield ProjectSdgTarget, [ProjectSdgTarget(project=project, result=one) for one in links.targets]
    yield ProjectMarker, [ProjectMarker(project=project, marker=one) for one in links.markers]
    yield ProjectInitiative, [ProjectInitiative(project=project, initiative=one) for one in links.initiatives]
    yield SstcCountry, [SstcCountry(project=project, country=one) for one in links.sstc_countries]


def _of_outcome(
    project: Project, one: CountryProgrammeOutcome | GlobalProduct, share: Decimal
) -> OutcomeShare:
    name = "product" if isinstance(one, GlobalProduct) else "outcome"
    return OutcomeShare(project=project, share=share, **{name: one})


# --- What stands against the links ----------------------------------------------------------------------


def problems_of(project: Project, links: Links) -> Problems:
    """Return what stands against the links, by the field of `Links`."""
    found = {
        "countries": _of_shares(links.countries) + _of_countries(project, links),
        "outcomes": _of_outcomes(links),
        "budget": _of_budget(links.budget),
        "sectors": _of_sectors(links.sectors),
        "targets": _of_targets(links.targets),
        "markers": _of_markers(links.markers),
        "initiatives": _of_initiatives(project, links.initiatives),
        "sstc_countries": _of_sstc(links),
    }
    return {name: texts for name, texts in found.items() if texts}


def _of_shares(shares: Sequence[tuple[Any, Decimal]], *, whole: str = "") -> list[str]:
    """Return all that is wrong with shares; `whole` names the attribute within which they sum to 100."""
    keys = [getattr(one, "pk", one) for one, _share in shares]
    problems = [_("Name each once.")] if repeated(keys) else []
    if not all(rules.is_share(share) for _one, share in shares):
        return [*problems, _("A share lies above 0 and at most at 100, with two decimals at most.")]
    groups: dict[Any, list[Decimal]] = {}
    for one, share in shares:
        groups.setdefault(getattr(one, whole) if whole else "", []).append(share)
    return [*problems, *(_of_sum(group) for group in groups.values() if sum(group) != WHOLE)]


def _of_sum(shares: Sequence[Decimal]) -> str:
    """Return what is said of shares that do not sum to 100; what rounding left has a way out."""
    words = {"total": format(sum(shares, Decimal(0)).normalize(), "f")}
    if rules.is_residue(shares):
        return (
            _(
                "The shares sum to %(total)s, not to 100. “Complete the residue” adds what rounding left to "
                "the largest."
            )
            % words
        )
    return _("The shares sum to %(total)s, not to 100.") % words


def _of_countries(project: Project, links: Links) -> list[str]:
    count = len(links.countries)
    if project.scope == ProjectScope.COUNTRY and count > 1:
        return [_("A project of one country has one. Choose its scope with its countries.")]
    if project.scope == ProjectScope.MULTI_COUNTRY and count == 1:
        return [_("A project of several countries has more than one. Choose its scope with its countries.")]
    wide = project.scope in {ProjectScope.INTERREGIONAL, ProjectScope.GLOBAL} or project.region_id
    if not count and not wide and project.status in PUBLISHED_STATUSES:
        return [_("A project that runs has its countries.")]
    return []


def _of_outcomes(links: Links) -> list[str]:
    named = [(type(one).__name__, one.pk) for one, _share in links.outcomes]
    problems = _of_shares([(key, share) for key, (_one, share) in zip(named, links.outcomes, strict=True)])
    served = {one.pk: one for one, _share in links.outcomes if isinstance(one, CountryProgrammeOutcome)}
    countries = [country for country, _share in links.countries]
    rows = CountryProgrammeOutcome.objects.in_reach_of(countries).filter(pk__in=served)
    within = set(rows.values_list("pk", flat=True)) if served and countries else set(served)
    outside = [one.code for key, one in served.items() if key not in within]
    if outside:
        words = {"codes": ", ".join(outside)[:100]}
        problems.append(_("%(codes)s: choose outcomes of the project’s countries.") % words)
    return problems


def _of_budget(shares: Sequence[tuple[ResultsNode, Decimal]]) -> list[str]:
    levels = {NodeLevel.OUTCOME, NodeLevel.OUTPUT}
    kind = ResultsFrameworkKind.PROGRAMME_AND_BUDGET
    if any(row.level not in levels or row.framework.kind != kind for row, _share in shares):
        return [_("Choose outcomes and outputs of a Programme and Budget.")]
    return _of_shares(shares, whole="framework_id")


def _of_sectors(shares: Sequence[tuple[str, Decimal]]) -> list[str]:
    unknown = [code for code, _share in shares if code not in sectors()]
    if unknown:
        return [_("There is no sector %(codes)s.") % {"codes": ", ".join(unknown)[:100]}]
    return _of_shares(shares)


def _of_targets(targets: Sequence[ResultsNode]) -> list[str]:
    if any(row.level != NodeLevel.TARGET for row in targets):
        return [_("Choose targets of the Sustainable Development Goals.")]
    return [_("Name each target once.")] if repeated(row.pk for row in targets) else []


def _of_markers(markers: Sequence[str]) -> list[str]:
    if any(marker not in Marker.values for marker in markers):
        return [_("Choose one of the listed values.")]
    return [_("Name each once.")] if repeated(markers) else []


def _of_initiatives(project: Project, initiatives: Sequence[Initiative]) -> list[str]:
    if repeated(row.pk for row in initiatives):
        return [_("Name each once.")]
    apart = [
        row.name
        for row in initiatives
        if (row.ends_on and project.starts_on and row.ends_on <= project.starts_on)
        or (row.starts_on and project.ends_on and project.ends_on <= row.starts_on)
    ]
    return [_("%(name)s was not there while the project ran.") % {"name": name} for name in apart]


def _of_sstc(links: Links) -> list[str]:
    if repeated(row.pk for row in links.sstc_countries):
        return [_("Name each once.")]
    if links.sstc_countries and not set(links.markers) & set(SSTC):
        return [_("Mark the project as South–South cooperation, or leave these countries out.")]
    return []
