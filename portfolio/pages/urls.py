from django.urls import path

from portfolio.pages import framework_forms as forms
from portfolio.pages import framework_parts as parts
from portfolio.pages import framework_registers as registers
from portfolio.pages import frameworks as views

app_name = "portfolio"

urlpatterns = [
    path("", views.FrameworksPage.as_view(), name="frameworks"),
    path("new/", forms.NewFramework.as_view(), name="framework-new"),
    path("sub-outputs/", views.SubOutputsPage.as_view(), name="sub-outputs"),
    path("sub-outputs/<int:pk>/", views.sub_output, name="sub-output"),
    path("outcomes/", registers.FrameworkOutcomesPage.as_view(), name="framework-outcomes"),
    path("roadmaps/", registers.RoadmapStagesPage.as_view(), name="roadmap-stages"),
    path("results-groups/", registers.ResultsGroupsPage.as_view(), name="results-groups"),
    path("work-plans/", registers.JointWorkPlansPage.as_view(), name="joint-work-plans"),
    path("analyses/", registers.CommonCountryAnalysesPage.as_view(), name="common-country-analyses"),
    path("country-teams/", registers.CountryTeamMembershipsPage.as_view(), name="country-team-memberships"),
    path("<slug:slug>/", views.framework, name="framework"),
    path("<slug:slug>/describe/", forms.DescribeFramework.as_view(), name="framework-describe"),
    path("<slug:slug>/status/", forms.RecordStatus.as_view(), name="framework-status"),
    path("<slug:slug>/receive/", forms.ReceiveSubOutputs.as_view(), name="framework-receive"),
    path("<slug:slug>/publish/", forms.PublishFramework.as_view(), name="framework-publish"),
    path("<slug:slug>/withdraw/", forms.WithdrawFramework.as_view(), name="framework-withdraw"),
    path("<slug:slug>/remove/", forms.RemoveFramework.as_view(), name="framework-remove"),
    path("<slug:slug>/history/", registers.FrameworkHistory.as_view(), name="framework-history"),
    path("<slug:slug>/results/<int:pk>/level/", parts.SetLevel.as_view(), name="framework-level"),
    path("<slug:slug>/<slug:part>/add/", parts.AddPart.as_view(), name="framework-part-add"),
    path("<slug:slug>/<slug:part>/<int:pk>/", parts.EditPart.as_view(), name="framework-part-edit"),
    path(
        "<slug:slug>/<slug:part>/<int:pk>/remove/", parts.RemovePart.as_view(), name="framework-part-remove"
    ),
]
