from funding.vocab.partners import DisplayGroup, SourceCategory
from funding.vocab.revenue import ContributorType, Publication, RevenueSubtype, RevenueType

__all__ = [
    "ContributorType",
    "DisplayGroup",
    "Publication",
    "RevenueSubtype",
    "RevenueType",
    "SourceCategory",
]
