from django.urls import path

from funding.voluntary import pages

urlpatterns = [
    path("ledger/published/", pages.PublishedLedgerPage.as_view(), name="published-ledger"),
    path("agreements/<int:agreement>/publish/", pages.PublishAgreement.as_view(), name="agreement-publish"),
    path(
        "agreements/<int:agreement>/withdraw/", pages.WithdrawAgreement.as_view(), name="agreement-withdraw"
    ),
]
