"""Loading what ships: reference data, published statistics, sub-outputs; again and again without a change."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_noop

from funding.demonstration.agreements import load_demonstration_agreements
from funding.demonstration.calls import load_demonstration_calls
from funding.demonstration.clearances import load_demonstration_clearances
from funding.demonstration.dues import load_demonstration_dues
from funding.demonstration.ledger import load_demonstration_ledger
from funding.demonstration.rates import load_demonstration_rates
from funding.partners.actions import load_funding_partners
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.imports.actions.files import import_file
from ilo_dc.core.imports.importer import checksum_of_shipped
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Installation, SourceEdition
from ilo_dc.core.progress import quiet
from ilo_dc.core.reference.actions.loading import load_reference_data
from ilo_dc.portal.imports.importers import IMPORTERS
from portfolio.demonstration.evaluations import load_demonstration_evaluations
from portfolio.demonstration.frameworks import load_demonstration_frameworks
from portfolio.demonstration.links import load_demonstration_links
from portfolio.demonstration.outcomes import load_demonstration_outcomes
from portfolio.demonstration.past import load_demonstration_past
from portfolio.demonstration.programmes import load_demonstration_programmes
from portfolio.demonstration.project_results import load_demonstration_results
from portfolio.demonstration.projects import load_demonstration_projects
from portfolio.demonstration.proposals import load_demonstration_proposals
from portfolio.demonstration.updates import load_demonstration_updates
from portfolio.due_reports.actions.due_reports import settle_due_reports
from portfolio.frameworks.actions.one_un_pilots import load_one_un_pilots

Tell = Callable[[str], None]


def load_published_data(*, mode: str, tell: Tell = quiet) -> Installation:
    """Found the installation, then load the reference data and every shipped sheet not yet recorded.

    A sheet that was loaded once is not loaded again: an administrator may have loaded a newer edition since.

    Raises:
        UnableToAct: the installation is of another mode, or a shipped sheet has errors.
    """
    installation = found_installation(mode=mode)
    for name, counts in (
        ("reference data", load_reference_data()),
        ("partners", load_funding_partners()),
        ("Delivering as One", load_one_un_pilots()),
    ):
        tell(f"{name}: {', '.join(f'{number} {what}' for what, number in counts.items())}")
    recorded = set(SourceEdition.objects.values_list("checksum", flat=True))
    for importer in IMPORTERS.values():
        for path in importer.shipped:
            if checksum_of_shipped(path) in recorded:
                tell(f"{path.name}: already recorded")
                continue
            outcome = import_file(
                by=None,
                importer=importer,
                path=path,
                source_date=importer.shipped_on(checksum_of_shipped(path)),
                reason=gettext_noop("Published data that ships with the portal"),
            )
            if outcome.problem_count:
                raise UnableToAct("\n".join(str(problem) for problem in outcome.problems))
            tell(f"{path.name}: {outcome.rows} rows, {outcome.summary['created']} recorded")
    return installation


def load_demonstration_portfolio(*, tell: Tell = quiet) -> None:
    """Add what the portal invents for a demonstration; nothing where it is already.

    Raises:
        UnableToAct: a live installation.
    """
    for name, counts in (
        ("exchange rates", load_demonstration_rates()),
        ("programmes", load_demonstration_programmes()),
        ("frameworks", load_demonstration_frameworks()),
        ("links of outcomes", load_demonstration_links()),
        ("outcome updates", load_demonstration_updates()),
        ("projects", load_demonstration_projects()),
        ("results of projects", load_demonstration_results()),
        ("proposals", load_demonstration_proposals()),
        ("portfolio from 2008 on", load_demonstration_past()),
        ("outcomes without a programme", load_demonstration_outcomes()),
        ("evaluations", load_demonstration_evaluations()),
        ("reports that fell due", settle_due_reports(today=timezone.now().date())),
        ("agreements", load_demonstration_agreements()),
        ("ledger", load_demonstration_ledger()),
        ("instalments and donor reports that fell due", load_demonstration_dues()),
        ("clearances", load_demonstration_clearances()),
        ("funding calls", load_demonstration_calls()),
    ):
        tell(f"demonstration {name}: {', '.join(f'{number} {what}' for what, number in counts.items())}")
