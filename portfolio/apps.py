from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """See the package's docstring for its nouns."""

    name = "portfolio"
