from django.urls import path

from funding.calls.pages import call_forms, funding_calls

urlpatterns = [
    path("funding-calls/", funding_calls.FundingCallsPage.as_view(), name="funding-calls"),
    path("funding-calls/bids/", funding_calls.BidsPage.as_view(), name="bids"),
    path("funding-calls/<int:pk>/", funding_calls.funding_call, name="funding-call"),
    *call_forms.urlpatterns,
]
