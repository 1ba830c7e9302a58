"""Compile the message catalogues with Babel: no gettext program is needed to run the portal."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Write a .mo beside every .po of locale/ that is newer."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what has changed."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                with source.open("rb") as text:
                    catalogue = read_po(text, locale=source.parts[-3], abort_invalid=True)
                with target.open("wb") as compiled:
                    write_mo(compiled, catalogue)
                self.stdout.write(f"{source.parts[-3]}: {len(catalogue)} messages")
