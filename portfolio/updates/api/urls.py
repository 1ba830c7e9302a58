from django.urls import path

from ilo_dc.core.writing.api.paths import paths_of
from portfolio.updates.api.serializers import UpdateStepSerializer
from portfolio.updates.api.views import outcome_updates as updates
from portfolio.updates.api.views import update_documents
from portfolio.updates.registers import UPDATE_STEPS

urlpatterns = [
    path(
        "outcome-updates/<int:update_id>/documents/",
        update_documents.UpdateDocuments.as_view(),
        name="outcome-updates-documents",
    ),
    path(
        "outcome-updates/<int:update_id>/documents/<int:document>/file/",
        update_documents.UpdateDocumentFile.as_view(),
        name="outcome-updates-document-file",
    ),
    path(
        "outcome-updates/<int:update_id>/documents/<int:document>/withdraw/",
        update_documents.WithdrawUpdateDocument.as_view(),
        name="outcome-updates-document-withdraw",
    ),
    *paths_of(UPDATE_STEPS, UpdateStepSerializer, public=False),
    path("outcome-updates/", updates.OutcomeUpdateList.as_view(), name="outcome-updates-list"),
    path("outcome-updates/<int:pk>/", updates.OutcomeUpdateObject.as_view(), name="outcome-updates-detail"),
    path("outcome-updates/<int:pk>/submit/", updates.SubmitUpdate.as_view(), name="outcome-updates-submit"),
    path("outcome-updates/<int:pk>/accept/", updates.AcceptUpdate.as_view(), name="outcome-updates-accept"),
    path("outcome-updates/<int:pk>/return/", updates.ReturnUpdate.as_view(), name="outcome-updates-return"),
    path(
        "outcome-updates/<int:pk>/withdraw/",
        updates.WithdrawUpdate.as_view(),
        name="outcome-updates-withdraw",
    ),
]
