"""Alignment of a country programme with UN frameworks: many cells at once, in one recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import Conflict, UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country
from ilo_dc.core.versions.actions import history_context
from portfolio.alignments import policies, rules
from portfolio.alignments.models import Alignment, AlignmentPair
from portfolio.frameworks.models.framework import FrameworkCountry, FrameworkResult
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.vocab import STATUSES_IN_FORCE

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.alignments.querysets import Subject

Key = tuple[int | None, int | None, int]
REASON = "Alignment with the UN framework"
CORRECTED = gettext_noop("Alignment with the UN framework corrected")


class UnableToSetAlignment(UnableToAct):
    """Some cells cannot be saved like this."""

    title = "Unable to save this alignment"


class AlignmentConflict(Conflict):
    """Somebody else set some of the same cells meanwhile; `facts` holds each one's present fact, or None."""

    def __init__(self, message: str, *, cells: Mapping[Key, tuple[Cell, Alignment | None]]) -> None:
        super().__init__(
            message,
            theirs={
                name_of(key): _plain(now.field_values if now else ("", "", ""))
                for key, (_c, now) in cells.items()
            },
            yours={name_of(key): _plain(cell.field_values) for key, (cell, _now) in cells.items()},
        )
        self.facts = {key: now for key, (_cell, now) in cells.items()}
        if len(self.facts) == 1:
            (only,) = self.facts.values()
            self.version = only.pk if only else None


@dataclass(frozen=True)
class Cell:
    """What is said of one pair; no `priority` and no `outcome`: the UN framework's result alone.

    An empty `extent` says nothing of the pair: what was recorded is withdrawn. `read` is the number of the
    fact that was read, None where there was none.
    """

    result: FrameworkResult
    priority: Priority | None = None
    outcome: ProgrammeOutcome | None = None
    extent: str = ""
    level: str = ""
    role: str = ""
    read: int | None = None

    @property
    def key(self) -> Key:
        """What tells one cell of a programme from another: numbers of priority, outcome and result."""
        return (
            self.priority.pk if self.priority else None,
            self.outcome.pk if self.outcome else None,
            self.result.pk,
        )

    @property
    def field_values(self) -> tuple[str, str, str]:
        """Extent, level and role."""
        return (self.extent, self.level, self.role)


@dataclass
class _Changes:
    """What differs from what is recorded, by cell, and the cells that somebody else changed meanwhile.

    `day`: from when it has effect. `correction`: what is recorded there was a mistake.
    """

    day: date
    correction: bool = False
    wanted: dict[Key, tuple[Cell, Alignment | None]] = field(default_factory=dict)
    conflicting: dict[Key, tuple[Cell, Alignment | None]] = field(default_factory=dict)


def name_of(key: Key) -> str:
    """Return a cell's name in forms and answers: `p12-r5` (priority), `o44-r5` (outcome), `un-r5`."""
    priority, outcome, result = key
    side = f"p{priority}" if priority else f"o{outcome}" if outcome else "un"
    return f"{side}-r{result}"


@transaction.atomic
def set_alignment(
    *,
    by: User,
    programme: Subject,
    cells: Sequence[Cell],
    effective_on: date | None = None,
    correction: bool = False,
) -> list[AlignmentPair]:
    """Record what `cells` say, with effect from `effective_on` (None: today), in one change or not at all.

    `programme`: what is compared; where a country has none, the country itself.

    A cell that says what stands there already is passed over. Returns the pairs that changed. With
    `correction` what stands there was a mistake: the new facts take its place, from `effective_on` on, which
    may be earlier; without it what stands there held until then (DESIGN 3.0).

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToSetAlignment: a cell of another programme or country, words that do not go together, a date
            in the future or before that of what stands there (of a correction: of what stood before it).
            Problems are named by `name_of` and field.
        AlignmentConflict: somebody else changed some of the same cells since they were read.
    """
    require(policies.may_set_alignment(by, programme))
    now = _locked(programme)
    changes = _Changes(effective_on or timezone.now().date(), correction)
    _compare(now, cells, changes)
    problems = _problems(now, cells, changes)
    if problems:
        raise UnableToSetAlignment(_("Some entries need your attention."), problems)
    if changes.conflicting:
        raise AlignmentConflict(
            _("Somebody changed some of these cells meanwhile. Nothing was saved; compare both and decide."),
            cells=changes.conflicting,
        )
    if not changes.wanted:
        return []
    reason = CORRECTED if correction else REASON
    with history_context(by, reason), recording(by=by, reason=reason):
        pairs = _pairs(now, changes.wanted)
        post(_plan(changes, pairs), edition=None, demonstration=_is_demonstration(now))
    return list(pairs.values())


def _locked(programme: Subject) -> Subject:
    """Return what is compared, locked against others who set its cells."""
    if isinstance(programme, Country):
        return Country.objects.select_for_update(no_key=True).get(pk=programme.pk)
    return CountryProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _is_demonstration(programme: Subject) -> bool:
    """Return whether what is recorded is demonstration data: as the programme, else as the installation."""
    if isinstance(programme, Country):
        return is_demonstration()
    return programme.demonstration


def _compare(programme: Subject, cells: Sequence[Cell], changes: _Changes) -> None:
    """Sort the cells by what is recorded; one that says nothing new is passed over."""
    facts = Alignment.objects.current().of(programme).select_related("pair")
    current = {fact.pair.key: fact for fact in facts}
    for cell in cells:
        stands = current.get(cell.key)
        is_same_day = not changes.correction or stands is None or stands.effective_on == changes.day
        if cell.field_values == _values_of(stands) and is_same_day:
            continue
        meanwhile = (stands.pk if stands else None) != cell.read
        (changes.conflicting if meanwhile else changes.wanted)[cell.key] = (cell, stands)


def _problems(programme: Subject, cells: Sequence[Cell], changes: _Changes) -> dict[str, list[str]]:
    """Return what stands against the cells, by cell and field: `p12-r5-extent`."""
    problems: dict[str, list[str]] = {}
    if changes.day > timezone.now().date():
        problems["effective_on"] = [_("Alignment is recorded when it has taken effect, not before.")]
    keys = [cell.key for cell in cells]
    if len(set(keys)) < len(keys):
        problems["cells"] = [_("Name each cell once.")]
    changed = {**changes.wanted, **changes.conflicting}
    comparable = _comparable(programme, [cell.result for cell, _now in changed.values()])
    earliest = _earliest_days(changed, changes)
    for key, (cell, _now) in changed.items():
        name = name_of(key)
        texts = _problems_of(programme, cell, comparable)
        if cell.extent and changes.day < earliest.get(key, changes.day):
            texts.setdefault("effective_on", _("What is recorded took effect later than this."))
        problems |= {f"{name}-{part}": [text] for part, text in texts.items()}
    return problems | _of_a_programme(programme, changed, changes.day)


def _of_a_programme(
    programme: Subject, changed: Mapping[Key, tuple[Cell, Alignment | None]], day: date
) -> dict[str, list[str]]:
    """Return the cells of results alone that belong to a programme of the country in force on `day`.

    Else the figure would count such a result twice: in the programme, and in the country without one.
    """
    alone = [key for key, (cell, _now) in changed.items() if cell.extent and key[:2] == (None, None)]
    if not alone or not isinstance(programme, Country):
        return {}
    states = ProgrammeState.objects.on_day(day, known_at=timezone.now())
    if not states.filter(programme__country=programme, status__in=STATUSES_IN_FORCE).exists():
        return {}
    text = _("The country had a programme in force on that day: record this in the matrix of the programme.")
    return {f"{name_of(key)}-result": [text] for key in alone}


def _earliest_days(
    changed: Mapping[Key, tuple[Cell, Alignment | None]], changes: _Changes
) -> dict[Key, date]:
    """Return the day before which each cell may not take effect: that of the fact which it follows.

    A change follows what stands there, a correction what held before that.
    """
    facts = {now.pair_id: key for key, (_cell, now) in changed.items() if now}
    if not changes.correction:
        return {key: now.effective_on for key, (_cell, now) in changed.items() if now}
    present = [now.pk for _cell, now in changed.values() if now]
    before = Alignment.objects.filter(pair__in=facts).holding_at(timezone.now()).exclude(pk__in=present)
    days = before.values("pair").annotate(day=Max("effective_on")).values_list("pair", "day")
    return {facts[pair]: day for pair, day in days.order_by()}


def _problems_of(programme: Subject, cell: Cell, comparable: set[int]) -> dict[str, str]:
    """Return what stands against one cell, by field."""
    side = cell.priority or cell.outcome
    found = rules.problems(cell.extent, cell.level, cell.role, has_side=side is not None)
    texts = {part: _(text) for part, text in found.items()}
    if cell.priority and cell.outcome:
        texts["priority"] = _("Name a priority or an outcome, not both.")
    if side is not None and not _belongs(side, programme):
        texts["priority" if cell.priority else "outcome"] = (
            _("This is no outcome that the country reports on without a programme.")
            if isinstance(programme, Country)
            else _("This belongs to another programme.")
        )
    if cell.extent and cell.result.pk not in comparable:
        texts["result"] = _("Choose an outcome or output of a framework of the programme’s country.")
    return texts


def _belongs(side: Priority | ProgrammeOutcome, programme: Subject) -> bool:
    if not isinstance(programme, Country):
        return side.programme_id == programme.pk
    return side.programme_id is None and side.home.country_id == programme.pk


def _comparable(programme: Subject, results: Sequence[FrameworkResult]) -> set[int]:
    """Return which of the results belong to a framework of the programme's place, by number.

    A sub-regional programme is compared with frameworks that several countries share, all of its region.
    """
    fitting = [row for row in results if row.level not in rules.NOT_COMPARED]
    members = FrameworkCountry.objects.filter(framework__in={row.framework_id for row in fitting})
    if country := country_of(programme):
        frameworks = set(members.filter(country=country).values_list("framework", flat=True))
    else:
        members = members.filter(framework__country_key__contains="-")
        region = cast("CountryProgramme", programme).region_id
        inside = set(members.filter(country__region=region).values_list("framework", flat=True))
        outside = members.exclude(country__region=region).values_list("framework", flat=True)
        frameworks = inside - set(outside)
    return {row.pk for row in fitting if row.framework_id in frameworks}


def country_of(programme: Subject) -> str | None:
    """Return the code of the country of what is compared; None: a sub-regional programme."""
    return programme.pk if isinstance(programme, Country) else programme.country_id


def _pairs(
    programme: Subject, wanted: Mapping[Key, tuple[Cell, Alignment | None]]
) -> dict[Key, AlignmentPair]:
    """Return the pairs of the cells; those never spoken of are made."""
    known = {pair.key: pair for pair in AlignmentPair.objects.of(programme)}
    own = {"country": programme} if isinstance(programme, Country) else {"programme": programme}
    made = AlignmentPair.objects.bulk_create(
        AlignmentPair(priority=cell.priority, outcome=cell.outcome, result=cell.result, **own)
        for key, (cell, _now) in wanted.items()
        if key not in known
    )
    known |= {pair.key: pair for pair in made}
    return {key: known[key] for key in wanted}


def _plan(changes: _Changes, pairs: Mapping[Key, AlignmentPair]) -> Plan[Alignment]:
    plan: Plan[Alignment] = Plan()
    for key, (cell, now) in changes.wanted.items():
        new = Alignment(
            pair=pairs[key],
            extent=cell.extent,
            level=cell.level,
            role=cell.role,
            effective_on=changes.day,
            replaces=now if changes.correction else None,
        )
        if now is None:
            plan.created.append(new)
        elif cell.extent:
            plan.changed.append(Revision(now, new))
        else:
            plan.withdrawn.append(now)
    return plan


def _values_of(fact: Alignment | None) -> tuple[str, str, str]:
    return fact.field_values if fact else ("", "", "")


def _plain(values: tuple[str, str, str]) -> dict[str, Any]:
    return dict(zip(("extent", "level", "role"), values, strict=True))
