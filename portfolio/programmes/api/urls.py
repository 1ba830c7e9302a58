from django.urls import path

from ilo_dc.core.life.api import status_paths
from ilo_dc.core.writing.api.paths import paths_of
from portfolio.programmes.api.serializers.milestones import MilestoneStateSerializer
from portfolio.programmes.api.views import outcome_links, programme_documents, programmes
from portfolio.programmes.api.views import programme_life as life
from portfolio.programmes.api.views import programme_outcomes as outcomes
from portfolio.programmes.api.views import programme_parts as parts
from portfolio.programmes.registers import MILESTONE_STATUSES

urlpatterns = [
    path("cpos/<int:pk>/place/", outcomes.OutcomeWithoutProgramme.as_view(), name="cpos-place"),
    path("global-products/<int:pk>/place/", outcomes.PlaceOfProduct.as_view(), name="global-products-place"),
    *parts.urlpatterns,
    *paths_of(MILESTONE_STATUSES, MilestoneStateSerializer),
    path("country-programmes/", programmes.CountryProgrammeList.as_view(), name="country-programmes-list"),
    path(
        "country-programmes/<int:programme_id>/",
        programmes.CountryProgrammeObject.as_view(),
        name="country-programmes-detail",
    ),
    *status_paths("country-programmes", life.ProgrammeStatusView, formerly="states"),
    path(
        "country-programmes/<int:programme_id>/discard/",
        life.DiscardProgramme.as_view(),
        name="country-programmes-discard",
    ),
    path(
        "country-programmes/<int:programme_id>/plan/",
        programmes.CountryProgrammePlan.as_view(),
        name="country-programmes-plan",
    ),
    path(
        "country-programme-outcomes/",
        outcomes.OutcomeList.as_view(),
        name="country-programme-outcomes-list",
    ),
    path(
        "country-programme-outcomes/<int:pk>/",
        outcomes.OutcomeObject.as_view(),
        name="country-programme-outcomes-detail",
    ),
    path(
        "country-programme-outcomes/<int:pk>/links/",
        outcome_links.OutcomeLinks.as_view(),
        name="country-programme-outcomes-links",
    ),
    path(
        "country-programmes/<int:programme_id>/documents/",
        programme_documents.ProgrammeDocuments.as_view(),
        name="country-programmes-documents",
    ),
    path(
        "country-programmes/<int:programme_id>/documents/<int:document>/file/",
        programme_documents.ProgrammeDocumentFile.as_view(),
        name="country-programmes-document-file",
    ),
    path(
        "country-programmes/<int:programme_id>/documents/<int:document>/withdraw/",
        programme_documents.WithdrawProgrammeDocument.as_view(),
        name="country-programmes-document-withdraw",
    ),
]
