from ilo_dc.core.rules.facts import before_next_midnight
from ilo_dc.core.rules.measures import years_of, years_of_biennium
from ilo_dc.core.rules.numbers import CENT, RATIO_PLACES, ratio, to_the_cent

__all__ = [
    "CENT",
    "RATIO_PLACES",
    "before_next_midnight",
    "ratio",
    "to_the_cent",
    "years_of",
    "years_of_biennium",
]
