from django.http import HttpRequest, JsonResponse
from django.urls import path

from ilo_dc.celery import app
from ilo_dc.notes.models import Note


def notes(request: HttpRequest) -> JsonResponse:
    if "later" in request.GET:
        app.send_task("write", [request.GET["later"]])
    if "now" in request.GET:
        Note.objects.create(text=request.GET["now"])
    return JsonResponse({"notes": sorted(set(Note.objects.values_list("text", flat=True)))})


urlpatterns = [path("health/", notes), path("", notes)]
