from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


def check_un_columns(**_options: Any) -> list[checks.CheckMessage]:
    """Find headings of the UN export that name no column of it, or none at all."""
    from portfolio.reports.vocab import UN_COLUMNS  # after the apps are ready

    return [
        checks.Error(f"PORTAL_UN_COLUMNS: {name!r} is no column or has no heading.", id="portfolio.E001")
        for name, heading in settings.PORTAL_UN_COLUMNS.items()
        if name not in UN_COLUMNS or not heading
    ]


class PortfolioConfig(AppConfig):
    """See the package's docstring for its nouns."""

    name = "portfolio"

    def ready(self) -> None:
        """Check what an installation sets; let closing a project ask for its reports."""
        from portfolio.project_results.actions.closing import ask_when_closing  # after the models

        checks.register(check_un_columns)
        ask_when_closing()
