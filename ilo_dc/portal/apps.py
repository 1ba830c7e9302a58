from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The top layer: imports every app, is imported by none."""

    name = "ilo_dc.portal"
    label = "portal"
