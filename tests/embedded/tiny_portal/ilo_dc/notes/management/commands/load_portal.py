from django.conf import settings
from django.core.management.base import BaseCommand

from ilo_dc.notes.models import Note


class Command(BaseCommand):
    def handle(self, **options: object) -> None:
        Note.objects.get_or_create(text="loaded")
        (settings.HOME / "demo-sign-ins.txt").write_text("pardev  secret-word\n")
