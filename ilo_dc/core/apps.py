from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The lowest layer: knows no other app of the portal."""

    name = "ilo_dc.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the Celery application, so that `shared_task` finds the broker; word the errors of forms."""
        from ilo_dc import celery  # noqa: F401  (its import is its effect; settings must be ready)
        from ilo_dc.core.ui.field_errors import say_what_to_do
        from ilo_dc.core.writing.api.field_errors import say_what_to_write

        say_what_to_do()
        say_what_to_write()
