from django.apps import AppConfig


class ConstituentsConfig(AppConfig):
    """See the package's docstring for its nouns."""

    name = "constituents"
