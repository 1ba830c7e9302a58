from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """See the package's docstring for its nouns."""

    name = "reporting"
