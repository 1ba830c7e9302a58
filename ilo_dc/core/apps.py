from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The lowest layer: knows no other app of the portal."""

    name = "ilo_dc.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the Celery application, so that `shared_task` finds the portal's broker."""
        from ilo_dc import celery  # noqa: F401  (its import is its effect; settings must be ready)
