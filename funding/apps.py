from django.apps import AppConfig


class FundingConfig(AppConfig):
    """See the package's docstring for its nouns."""

    name = "funding"
