"""Loading the reference data that ships in `ilo_dc/core/data/` (see SOURCES.md there).

Shipped columns win, with one exception: an organisation that somebody edited by hand stays as it is. Its
history tells: the loader writes under the audit context `source=reference data`, and an organisation with
an event of any other context is left alone. An alias or a code that was shipped once and then removed by
hand is not brought back, and one that was given to another organisation stays there. Rows that vanish from
the files stay: other rows may point at them. Years keep their state.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pghistory
from babel import Locale
from babel.core import get_cldr_version
from django.db import models, transaction

from ilo_dc.core.errors import require
from ilo_dc.core.facts.models.source import SourceEdition
from ilo_dc.core.people.policies import may_administer
from ilo_dc.core.reference.models.country import Country, CountryAlias, CountryStatus, Region
from ilo_dc.core.reference.models.currency import Currency
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.reference.models.period import Biennium, ReportingYear
from ilo_dc.core.reference.shipped import DATA, read_shipped
from ilo_dc.core.reference.vocab import AliasKind
from ilo_dc.core.text_search import plain

if TYPE_CHECKING:
    from ilo_dc.core.people.models.user import User

EDITION = "reference-data"
CONTEXT = "reference data"  # how the history tells the loader's writing from a person's
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")
NAMES = tuple(f"name_{language}" for language in LANGUAGES)

STATUS_SOURCE = "bblocks-places 0.0.6 (present membership; start not known)"


def load_reference_data(*, by: User | None = None, folder: Path = DATA) -> dict[str, int]:
    """Bring regions, countries, currencies, periods and organisations to what the shipped files say.

    `by` is None for the command that sets an installation up. Returns {created, changed, unchanged,
    kept_by_hand}; nothing is read beyond the files when they were the last ones loaded.

    Raises:
        Refused: `by` is no administrator.
    """
    if by is not None:
        require(may_administer(by))
    checksum = checksum_of_data(folder)
    newest = SourceEdition.objects.filter(code=EDITION).first()
    counts: Counter[str] = Counter(created=0, changed=0, unchanged=0, kept_by_hand=0)
    if newest is not None and newest.checksum == checksum:
        return dict(counts)
    with transaction.atomic(), pghistory.context(source=CONTEXT):
        counts.update(_load_places(folder))
        counts.update(_load_periods(folder))
        counts.update(_load_organisations(folder))
        SourceEdition.objects.get_or_create(
            code=EDITION,
            checksum=checksum,
            defaults={
                "title": "Reference data of the portal",
                "publisher": "see SOURCES.md",
                "file_name": "ilo_dc/core/data/*.csv",
            },
        )
    return dict(counts)


def checksum_of_data(folder: Path) -> str:
    """Return the SHA-256 of all data files of a folder, names included, and of the CLDR that Babel has."""
    digest = hashlib.sha256(get_cldr_version().encode())
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _load_places(folder: Path) -> Counter[str]:
    counts = _bring(Region, "code", read_shipped("regions", folder=folder))
    counts += _bring(
        Country,
        "iso3",
        (
            {**_pointing(row, "region"), "region_derived": True}
            for row in read_shipped("countries", folder=folder)
        ),
    )
    return counts + _load_aliases(folder) + _load_statuses(folder)


def _load_aliases(folder: Path) -> Counter[str]:
    """Bring the other names of countries to the shipped ones and CLDR's; nothing points at them."""
    rows = (*common_names(), *_shipped_aliases(folder))  # what we say of a name goes before what CLDR says
    wanted = {(row.country_id, row.name): row for row in rows}
    found = {(row.country_id, row.name): row for row in CountryAlias.objects.all()}
    gone = [row.pk for key, row in found.items() if key not in wanted]
    CountryAlias.objects.filter(pk__in=gone).delete()
    fresh = [row for key, row in wanted.items() if key not in found]
    CountryAlias.objects.bulk_create(fresh)
    described = ("language", "kind", "source")
    differing = [
        row
        for key, row in wanted.items()
        if key in found and any(getattr(row, name) != getattr(found[key], name) for name in described)
    ]
    for row in differing:
        row.pk = found[row.country_id, row.name].pk
    CountryAlias.objects.bulk_update(differing, described)
    same = len(wanted) - len(fresh) - len(differing)
    return Counter(created=len(fresh), changed=len(gone) + len(differing), unchanged=same)


def _shipped_aliases(folder: Path) -> Iterator[CountryAlias]:
    for row in read_shipped("country_aliases", folder=folder):
        yield CountryAlias(**_pointing(row, "country"))


def common_names() -> Iterator[CountryAlias]:
    """Yield the names of Unicode CLDR in six languages where they differ from the country's own."""
    source = f"Unicode CLDR {get_cldr_version()}, territories"
    for country in Country.objects.all():
        known = {plain(getattr(country, name)) for name in NAMES}
        for language in LANGUAGES:
            name = Locale.parse(language).territories.get(country.iso2, "")
            if name and plain(name) not in known:
                known.add(plain(name))
                yield CountryAlias(
                    country=country, name=name, language=language, kind=AliasKind.COMMON, source=source
                )


def _load_statuses(folder: Path) -> Counter[str]:
    """Add a group to countries that have no row of it yet; a dated row that somebody entered is better."""
    known = set(CountryStatus.objects.values_list("country_id", "kind"))
    wanted = [(row["iso3"], row["kind"]) for row in read_shipped("country_statuses", folder=folder)]
    missing = [pair for pair in wanted if pair not in known]
    CountryStatus.objects.bulk_create(
        CountryStatus(country_id=iso3, kind=kind, source=STATUS_SOURCE) for iso3, kind in missing
    )
    return Counter(created=len(missing), unchanged=len(wanted) - len(missing))


def _load_periods(folder: Path) -> Counter[str]:
    counts = _bring(Currency, "code", read_shipped("currencies", folder=folder))
    counts += _bring(Biennium, "code", read_shipped("biennia", folder=folder))
    return counts + _bring(ReportingYear, "year", read_shipped("reporting_years", folder=folder))


def _bring(
    model: type[models.Model],
    key: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    keep: frozenset[Any] = frozenset(),
) -> Counter[str]:
    """Create what is missing and update what differs, but for the keys in `keep`."""
    existing = {str(getattr(row, key)): row for row in model._default_manager.all()}
    counts: Counter[str] = Counter()
    fresh = []
    for shipped in rows:
        values = {name: _read(model, name, value) for name, value in shipped.items()}
        row = existing.get(str(values[key]))
        if row is None:
            fresh.append(model(**values))
        elif all(getattr(row, name) == value for name, value in values.items()):
            counts["unchanged"] += 1
        elif str(values[key]) in keep:
            counts["kept_by_hand"] += 1
        else:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            counts["changed"] += 1
    model._default_manager.bulk_create(fresh)
    counts["created"] = len(fresh)
    return counts


def _read(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a cell as the column's own type."""
    column: Any = model._meta.get_field(name)
    return column.to_python(value)


def _pointing(row: Mapping[str, str], name: str) -> dict[str, Any]:
    """Return `row` with the code in column `name` as a foreign key (empty: none)."""
    return {
        (f"{name}_id" if column == name else column): (value or None) if column == name else value
        for column, value in row.items()
    }


def _load_organisations(folder: Path) -> Counter[str]:
    organisations = (_pointing(row, "country") for row in read_shipped("organisations", folder=folder))
    counts = _bring(Organisation, "slug", organisations, keep=edited_by_hand())
    organisations_by_slug = {row.slug: row for row in Organisation.objects.all()}
    for model, name, key in (
        (OrganisationAlias, "organisation_aliases", ("name",)),
        (OrganisationCode, "organisation_codes", ("scheme", "code")),
    ):
        wanted = [
            model(**{**row, "organisation": organisations_by_slug[row["organisation"]]})
            for row in read_shipped(name, folder=folder)
        ]
        counts += _add_missing(model, key, wanted)
    return counts


def edited_by_hand() -> frozenset[str]:
    """Return the slugs of organisations whose history holds an event that the loader did not write."""
    events = Organisation.pgh_event_model.objects.values_list(  # type: ignore[attr-defined]
        "pgh_obj__slug", "pgh_context__metadata__source"
    )
    return frozenset(slug for slug, source in events if source != CONTEXT and slug is not None)


def _add_missing(
    model: type[OrganisationAlias | OrganisationCode], key: tuple[str, ...], wanted: list[Any]
) -> Counter[str]:
    """Create the rows that are missing and were never there before."""

    def key_of(row: Any) -> tuple[str, ...]:
        return tuple(str(getattr(row, name)).casefold() for name in key)

    existing = {key_of(row): row.organisation_id for row in model._default_manager.all()}
    events: Any = model.pgh_event_model  # type: ignore[union-attr]
    once = {(key_of(event), event.organisation_id) for event in events.objects.all()}
    counts: Counter[str] = Counter()
    fresh = []
    for row in wanted:
        if existing.get(key_of(row)) == row.organisation_id:
            counts["unchanged"] += 1
        elif key_of(row) in existing or (key_of(row), row.organisation_id) in once:
            counts["kept_by_hand"] += 1
        else:
            fresh.append(row)
    model._default_manager.bulk_create(fresh)
    counts["created"] = len(fresh)
    return counts
