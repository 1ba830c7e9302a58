from django.urls import path

from funding.voluntary.api import views
from funding.voluntary.api.serializers import PublishedEntrySerializer
from funding.voluntary.registers import PUBLISHED_ENTRIES
from ilo_dc.core.writing.api.paths import paths_of

urlpatterns = [
    *paths_of(PUBLISHED_ENTRIES, PublishedEntrySerializer),
    path("agreements/<int:pk>/publish/", views.PublishAgreement.as_view(), name="agreements-publish"),
    path("agreements/<int:pk>/withdraw/", views.WithdrawAgreement.as_view(), name="agreements-withdraw"),
]
