"""The exchange rates of a demonstration: averages of the IMF in place of the UN's, which are not to be had.

Labelled DEMO and marked demonstration data; the last known average is carried on, to the end of 2027.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.rates.models import ExchangeRate
from funding.rates.rules import carried_on, months_between, units_to_the_dollar
from funding.rates.vocab import DOLLAR, RateSource
from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.copying import copy_in
from ilo_dc.core.imports.importer import checksum_of_shipped
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import SourceEdition

FILE = settings.BASE_DIR / "funding" / "data" / "demo-exchange-rates.csv"
FIRST, LAST = date(2008, 1, 1), date(2027, 12, 31)
REASON = gettext_noop("Demonstration exchange rates")
EDITION = "demo-exchange-rates"


class UnableToLoadRates(UnableToAct):
    """A live installation takes no invented rates."""

    title = "Unable to load exchange rates"


@transaction.atomic
def load_demonstration_rates() -> dict[str, int]:
    """Record a rate of each currency of the shipped series for every month from 2008 to 2027.

    Nothing where rates are recorded already. Returns {rates}.

    Raises:
        UnableToLoadRates: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadRates(_("A live installation takes no demonstration exchange rates."))
    if ExchangeRate.objects.exists():
        return {"rates": 0}
    edition = SourceEdition.objects.create(
        code=EDITION,
        title=gettext_noop("DEMO: monthly averages of the IMF, no UN operational rates of exchange"),
        publisher=gettext_noop("International Monetary Fund, in the copy of the IATI Datastore"),
        file_name=FILE.name,
        checksum=checksum_of_shipped(FILE),
        note=gettext_noop("The last known average is carried on, to the end of 2027."),
        demonstration=True,
    )
    rates = [
        ExchangeRate(
            currency_id=currency,
            effective_on=month,
            rate=rate,
            source=RateSource.DEMO,
            edition=edition,
            demonstration=True,
        )
        for currency, month, rate in demonstration_rates()
    ]
    with recording(by=None, reason=REASON, edition=edition):
        copy_in(rates)
    return {"rates": len(rates)}


def demonstration_rates() -> Iterator[tuple[str, date, Decimal]]:
    """Yield (currency, first day of a month, units to the dollar) of the shipped series."""
    months = list(months_between(FIRST, LAST))
    series = {code: carried_on(values, months) for code, values in _shipped().items()}
    dollars = series[DOLLAR]
    for code, units in sorted(series.items()):
        for month, rate in units_to_the_dollar(units, dollars).items():
            yield code, month, rate


def _shipped() -> Mapping[str, dict[date, Decimal]]:
    """Return the shipped series: special drawing rights to one unit of a currency, by month."""
    series: dict[str, dict[date, Decimal]] = defaultdict(dict)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            series[row["currency"]][date.fromisoformat(f"{row['month']}-01")] = Decimal(row["xdr_per_unit"])
    return series
