from ilo_dc.core.querysets.documents import DocumentQuerySet, noun_of
from ilo_dc.core.querysets.facts import FactQuerySet
from ilo_dc.core.querysets.imports import ImportBatchQuerySet
from ilo_dc.core.querysets.notices import NotificationQuerySet
from ilo_dc.core.querysets.public import PublicQuerySet
from ilo_dc.core.querysets.reference import CountryQuerySet, PlaceQuerySet
from ilo_dc.core.querysets.runs import RunQuerySet, StaffQuerySet

__all__ = [
    "CountryQuerySet",
    "DocumentQuerySet",
    "FactQuerySet",
    "ImportBatchQuerySet",
    "NotificationQuerySet",
    "PlaceQuerySet",
    "PublicQuerySet",
    "RunQuerySet",
    "StaffQuerySet",
    "noun_of",
]
