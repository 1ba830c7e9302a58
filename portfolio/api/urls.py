from django.urls import path

from portfolio.api.views import frameworks as views
from portfolio.api.views import outcome_updates as updates
from portfolio.api.views import programme_outcomes as outcomes
from portfolio.api.views import programmes, results

urlpatterns = [
    path(
        "cooperation-frameworks/",
        views.CooperationFrameworkList.as_view(),
        name="cooperation-frameworks-list",
    ),
    path(
        "cooperation-frameworks/<int:pk>/",
        views.CooperationFrameworkObject.as_view(),
        name="cooperation-frameworks-detail",
    ),
    path("framework-suboutputs/", views.FrameworkSubOutputList.as_view(), name="framework-suboutputs-list"),
    path(
        "framework-suboutputs/<int:sub_output_id>/",
        views.FrameworkSubOutputObject.as_view(),
        name="framework-suboutputs-detail",
    ),
    path("results-frameworks/", results.ResultsFrameworkList.as_view(), name="results-frameworks-list"),
    path(
        "results-frameworks/<int:pk>/",
        results.ResultsFrameworkObject.as_view(),
        name="results-frameworks-detail",
    ),
    path("results/", results.ResultList.as_view(), name="results-list"),
    path("results/<int:pk>/", results.ResultObject.as_view(), name="results-detail"),
    path("policy-outcomes/", results.PolicyOutcomeList.as_view(), name="policy-outcomes-list"),
    path("policy-outcomes/<int:pk>/", results.PolicyOutcomeObject.as_view(), name="policy-outcomes-detail"),
    path("sdg-targets/", results.SdgTargetList.as_view(), name="sdg-targets-list"),
    path("sdg-targets/<int:pk>/", results.SdgTargetObject.as_view(), name="sdg-targets-detail"),
    path("cross-walks/", results.CrossWalkList.as_view(), name="cross-walks-list"),
    path("cross-walks/<int:pk>/", results.CrossWalkObject.as_view(), name="cross-walks-detail"),
    path("country-programmes/", programmes.CountryProgrammeList.as_view(), name="country-programmes-list"),
    path(
        "country-programmes/<int:programme_id>/",
        programmes.CountryProgrammeObject.as_view(),
        name="country-programmes-detail",
    ),
    path(
        "country-programmes/<int:programme_id>/states/",
        programmes.CountryProgrammeStates.as_view(),
        name="country-programmes-states",
    ),
    path(
        "country-programmes/<int:programme_id>/plan/",
        programmes.CountryProgrammePlan.as_view(),
        name="country-programmes-plan",
    ),
    path(
        "country-programmes/<int:programme_id>/priorities/",
        programmes.PriorityList.as_view(),
        name="country-programmes-priorities",
    ),
    path(
        "country-programmes/<int:programme_id>/priorities/<int:pk>/",
        programmes.PriorityObject.as_view(),
        name="country-programmes-priority",
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
        "country-programme-outcomes/<int:outcome_id>/indicators/",
        outcomes.IndicatorList.as_view(),
        name="outcome-indicators",
    ),
    path(
        "country-programme-outcomes/<int:outcome_id>/indicators/<int:pk>/",
        outcomes.IndicatorObject.as_view(),
        name="outcome-indicator",
    ),
    path(
        "outcome-indicators/<int:indicator_id>/milestones/",
        outcomes.MilestoneList.as_view(),
        name="outcome-milestones",
    ),
    path(
        "outcome-indicators/<int:indicator_id>/milestones/<int:pk>/",
        outcomes.MilestoneObject.as_view(),
        name="outcome-milestone",
    ),
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
