from celery import shared_task

from ilo_dc.notes.models import Note


@shared_task(name="write")
def write(text: str) -> None:
    Note.objects.create(text=text)
