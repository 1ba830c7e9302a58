"""Outcome updates as pieces of pages: the accepted ones counted, those that are due, what one says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ilo_dc.core.charts import Caption, Chart, Series, stacked_columns
from ilo_dc.core.history.events import tracked
from ilo_dc.core.history.rules import Piece, word_differences
from ilo_dc.core.measures import Figure, Figures, Question, figures
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.work.rules import DueDate
from ilo_dc.formats import text
from ilo_dc.formats.text import DASH, exact, short_date
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.programmes.actions.programme_notices import officers_of
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.tables import light
from portfolio.programmes.vocab import Progress
from portfolio.updates.actions.update_notices import Due, due_among
from portfolio.updates.measures import BY_PERIOD_AND_RATING, OUTCOME_UPDATES
from portfolio.updates.models import ReportedValue
from portfolio.updates.policies import may_review_updates, may_write_updates, writers_of
from portfolio.updates.rules import DUE_IN
from portfolio.updates.tables import state_badge
from portfolio.updates.vocab import PARTY_NAMES, UpdateState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ilo_dc.core.models import Country, User
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.programme_outcome import OutcomeIndicator, ProgrammeOutcome
    from portfolio.programmes.policies import Home
    from portfolio.updates.models import OutcomeUpdate

PERIODS_DRAWN = 10
DUE_SHOWN = 20


@dataclass(frozen=True)
class UpdatesPanel:
    """How many updates were accepted, by reporting period and rating (None: fewer than two periods)."""

    answer: Figures
    figure: Figure
    chart: Chart | None
    caption: Caption
    csv: str
    xlsx: str
    template: str = "portfolio/updates/panels/accepted_updates.html"


@dataclass(frozen=True)
class DueLine:
    """An update that is due; `url` leads to its form, for who writes it, else to the outcome's updates."""

    due: Due
    url: str
    date: DueDate


@dataclass(frozen=True)
class DuePanel:
    """What is due in a country, for those who write it or decide on it."""

    lines: list[DueLine]
    count: int
    template: str = "portfolio/updates/panels/updates_due.html"


def updates_due_in(user: Viewer, country: Country) -> DuePanel | None:
    """Return what is due in the country's programmes; None: nothing that concerns the reader."""
    if not user.is_authenticated:
        return None
    running = CountryProgramme.objects.filter(country=country, status__in=DUE_IN)
    programmes = list(running.select_related("country__region", "region"))
    written = {one.pk for one in programmes if may_write_updates(user, one)}
    concerned = [one for one in programmes if one.pk in written or may_review_updates(user, one)]
    today = timezone.now().date()
    found = list(due_among(concerned, today=today))
    lines = [
        DueLine(
            due,
            reverse("portfolio:update-new", args=[due.outcome.pk, due.period.code])
            if due.outcome.programme_id in written
            else reverse("portfolio:outcome-updates", args=[due.outcome.pk]),
            DueDate(due.period.due_on, today),
        )
        for due in found[:DUE_SHOWN]
    ]
    return DuePanel(lines, len(found)) if found else None


def accepted_updates(
    user: Viewer, where: Mapping[str, tuple[str, ...]], *, as_of: datetime | None = None
) -> UpdatesPanel:
    """Return the accepted updates narrowed by `where` (dimension to values), as known at `as_of`.

    Raises:
        UnableToRead: a value that names nothing everyone sees.
    """
    question = Question(where=where, as_of=as_of).split_by(*BY_PERIOD_AND_RATING)
    answer = figures(OUTCOME_UPDATES, user=user, question=question)
    values = {
        (str(line.keys["reporting_period"]), str(line.keys["progress"])): line.count for line in answer.lines
    }
    periods = sorted({period for period, _rating in values})[-PERIODS_DRAWN:]
    chart = None
    if len(periods) > 1:
        chart = stacked_columns(
            years=periods,
            series=[Series(code, str(Progress(code).label)) for code in reversed(Progress.values)],
            values=values,
            label=_("Accepted outcome updates by reporting period and rating"),
            unit=_("Updates"),
            head=_("Reporting period"),
            scale=1,
        )
    finding = "" if not chart or answer.total.demonstration else _finding(values, periods[-1])
    caption = Caption(
        title=finding or _("Accepted outcome updates by reporting period and rating"),
        sub=_("Number of updates"),
        source=answer.measures[0].rows.source,
        as_of=answer.as_of,
        demonstration=answer.total.demonstration,
    )
    return UpdatesPanel(
        answer, answer.figure(), chart, caption, csv=answer.export("csv"), xlsx=answer.export("xlsx")
    )


def _finding(values: Mapping[tuple[str, str], int], period: str) -> str:
    """Say how many of the updates of the last period report progress."""
    of_period = {rating: count for (found, rating), count in values.items() if found == period}
    numbers = {
        "part": text.whole(sum(of_period.values()) - of_period.get(Progress.NO_PROGRESS, 0)),
        "whole": text.whole(sum(of_period.values())),
        "period": text.half_year(period),
    }
    return _("Progress in %(part)s of %(whole)s updates of %(period)s") % numbers


def who_writes(user: Viewer, home: Home) -> str:
    """Return who may write the updates of a programme, an outcome or a product, in words; for staff only."""
    if not grants_of(user).is_staff:
        return ""
    if isinstance(home, GlobalProduct):
        return _("Outcome coordinators and PARDEV write the updates.")
    people = [str(one) for one in officers_of(home, writers_of(home))]
    if people:
        return _("Updates are written by: %(people)s.") % {"people": ", ".join(people)}
    if home.country_id:
        return _(
            "Nobody can write an update here: no field officer is named for this country. An administrator "
            "names one; the regional officers decide on what is submitted."
        )
    return _("Nobody can write an update here: no regional officer is named. An administrator names one.")


def shown(found: OutcomeUpdate) -> dict[str, Any]:
    """Return what a page shows of an update's content."""
    return {
        "update": found,
        "outcome": found.outcome,
        "period": found.period,
        "state": state_badge(found.state),
        "light": light(found.progress),
        "values": list(found.values.all()),
        "consulted": [
            {"label": label, "on": getattr(found, f"{party}_on")}
            for party, label in PARTY_NAMES.items()
            if getattr(found, party)
        ],
    }


# --- What is decided on -------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasuredLine:
    """An indicator: where it was (else its baseline), where it is, the difference, where it shall go."""

    indicator: OutcomeIndicator
    before: ReportedValue | None
    now: ReportedValue | None

    @property
    def change(self) -> str:
        """The difference with its sign, where both are numbers."""
        before = self.before.value if self.before else self.indicator.baseline_value
        now = self.now.value if self.now else None
        if before is None or now is None:
            return ""
        sign, size = "+" if now > before else "−" if now < before else "", abs(now - before)
        if not self.indicator.unit.startswith("%"):
            return f"{sign}{exact(size)}"
        written = ngettext("%(number)s point", "%(number)s points", text.plural(size))
        return f"{sign}{written % {'number': exact(size)}}"

    @property
    def has_baseline(self) -> bool:
        """Whether it says where the indicator began."""
        return self.indicator.baseline_value is not None or bool(self.indicator.baseline_text)


@dataclass(frozen=True)
class Return:
    """What was returned: why, when, by whom, and what has changed since."""

    note: str
    at: datetime
    by: User | None
    narrative: list[Piece]
    changes: list[tuple[str, str, str]]  # what, how it was, how it is

    @property
    def rewrites(self) -> bool:
        """Whether its text is another one."""
        return any(piece.taken or piece.added for piece in self.narrative)


def asked(found: OutcomeUpdate) -> dict[str, Any]:
    """Return what a decision on an update needs: before, now and target, and what changed since a return."""
    before = ReportedValue.objects.last_before(found.starts_on, outcome=found.outcome)
    last = {one.indicator_id: one for one in before}
    now = {one.indicator_id: one for one in found.values.all()}
    indicators = found.outcome.indicators.order_by("pk")
    earlier = previous_of(found.outcome, found.starts_on)
    return {
        **shown(found),
        **earlier,
        "step": _step(earlier["previous"], found),
        "measured": [MeasuredLine(one, last.get(one.pk), now.get(one.pk)) for one in indicators],
        "returned": last_return(found),
    }


def _step(previous: OutcomeUpdate | None, found: OutcomeUpdate) -> str:
    """Return in words how the rating differs from the one before; empty: one of both has none."""
    if previous is None or not previous.progress or not found.progress:
        return ""
    before, now = (Progress.values.index(one.progress) for one in (previous, found))
    if before == now:
        return _("No change")
    return _("A step forward") if now > before else _("A step back")


def previous_of(outcome: ProgrammeOutcome, starts_on: date) -> dict[str, Any]:
    """Return the latest accepted update of an outcome before a day (`previous`; None: there is none)."""
    earlier = outcome.updates.filter(state=UpdateState.ACCEPTED, ends_on__lte=starts_on)
    previous = earlier.order_by("-ends_on", "-pk").first()
    return {"previous": previous, "previous_light": light(previous.progress) if previous else ""}


def last_return(found: OutcomeUpdate) -> Return | None:
    """Return what changed since the update was last returned; None: it never was."""
    events: Any = tracked()["portfolio.outcomeupdate"]._default_manager.filter(pgh_obj_id=found.pk)
    returned = events.filter(state=UpdateState.RETURNED)
    latest = returned.order_by("-pgh_id").first()
    if latest is None:
        return None
    then = returned.filter(decided_at=latest.decided_at).order_by("pgh_id").first()
    changes = [*_changed_fields(then, found), *_changed_values(found, then.pgh_created_at)]
    return Return(
        note=then.note,
        at=then.decided_at,
        by=then.decided_by,
        narrative=list(word_differences(then.narrative, found.narrative)),
        changes=changes,
    )


def _changed_fields(then: Any, now: OutcomeUpdate) -> list[tuple[str, str, str]]:
    """Return the rating and the consultations that differ, in words."""
    found = []
    if then.progress != now.progress:
        words = [str(Progress(one.progress).label) if one.progress else DASH for one in (then, now)]
        found.append((_("Progress"), *words))
    for party, label in PARTY_NAMES.items():
        words = [short_date(day) if (day := getattr(one, f"{party}_on")) else DASH for one in (then, now)]
        if words[0] != words[1]:
            found.append((str(label), *words))
    return [(what, was, is_now) for what, was, is_now in found]


def _changed_values(found: OutcomeUpdate, moment: datetime) -> list[tuple[str, str, str]]:
    """Return the reported values that differ from those of `moment`, in words."""
    events: Any = tracked()["portfolio.reportedvalue"]._default_manager.filter(
        update_id=found.pk, pgh_created_at__lte=moment
    )
    then = {one.pgh_obj_id: one for one in events.order_by("pgh_obj_id", "pgh_id")}
    was = {one.indicator_id: one for one in then.values() if one.pgh_label != "delete"}
    now = {one.indicator_id: one for one in found.values.all()}
    return [
        (indicator.text, _words(was.get(indicator.pk)), _words(now.get(indicator.pk)))
        for indicator in found.outcome.indicators.order_by("pk")
        if _words(was.get(indicator.pk)) != _words(now.get(indicator.pk))
    ]


def _words(one: Any) -> str:
    """Return a reported value as people read it."""
    if one is None:
        return DASH
    number = exact(one.value.normalize()) if isinstance(one.value, Decimal) else ""
    return " ".join(filter(None, (number, one.words))) or DASH
