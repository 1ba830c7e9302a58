from django.urls import path

from portfolio.programmes.api.views import outcome_links, programme_documents, programmes
from portfolio.programmes.api.views import programme_life as life
from portfolio.programmes.api.views import programme_outcomes as outcomes
from portfolio.programmes.api.views import programme_parts as parts

urlpatterns = [
    *parts.urlpatterns,
    path("country-programmes/", programmes.CountryProgrammeList.as_view(), name="country-programmes-list"),
    path(
        "country-programmes/<int:programme_id>/",
        programmes.CountryProgrammeObject.as_view(),
        name="country-programmes-detail",
    ),
    path(
        "country-programmes/<int:programme_id>/states/",
        life.CountryProgrammeStates.as_view(),
        name="country-programmes-states",
    ),
    path(
        "country-programmes/<int:programme_id>/states/<int:pk>/correct/",
        life.CorrectStage.as_view(),
        name="country-programmes-state-correct",
    ),
    path(
        "country-programmes/<int:programme_id>/states/<int:pk>/take-back/",
        life.TakeBackStage.as_view(),
        name="country-programmes-state-take-back",
    ),
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
