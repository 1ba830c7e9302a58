from django.apps import AppConfig


class FundingConfig(AppConfig):
    """See the package's docstring for its nouns."""

    name = "funding"

    def ready(self) -> None:
        """Let an approval that was issued keep the agreement of its proposal."""
        from funding.approvals.actions.agreed_proposals import keep_agreed_proposals  # after the models

        keep_agreed_proposals()
