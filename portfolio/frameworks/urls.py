from django.urls import include, path

from portfolio.frameworks.pages import framework_forms, framework_parts, framework_registers, frameworks
from portfolio.frameworks.registers.framework_parts import PARTS

FRAMEWORKS = [
    path("", frameworks.FrameworksPage.as_view(), name="frameworks"),
    path("new/", framework_forms.NewFramework.as_view(), name="framework-new"),
    path("sub-outputs/", frameworks.SubOutputsPage.as_view(), name="sub-outputs"),
    path("sub-outputs/<int:pk>/", frameworks.sub_output, name="sub-output"),
    *(
        path(address, framework_registers.PartRegisterPage.of(part), name=part.code)
        for address, part in PARTS.items()
    ),
    path("<slug:slug>/describe/", framework_forms.DescribeFramework.as_view(), name="framework-describe"),
    path("<slug:slug>/status/", framework_forms.RecordStatus.as_view(), name="framework-status"),
    path(
        "<slug:slug>/status/<int:pk>/correct/",
        framework_forms.CorrectFrameworkStatus.as_view(),
        name="framework-status-correct",
    ),
    path(
        "<slug:slug>/status/<int:pk>/take-back/",
        framework_forms.TakeBackFrameworkStatus.as_view(),
        name="framework-status-take-back",
    ),
    path("<slug:slug>/receive/", framework_forms.ReceiveSubOutputs.as_view(), name="framework-receive"),
    path("<slug:slug>/publish/", framework_forms.PublishFramework.as_view(), name="framework-publish"),
    path("<slug:slug>/withdraw/", framework_forms.WithdrawFramework.as_view(), name="framework-withdraw"),
    path("<slug:slug>/remove/", framework_forms.RemoveFramework.as_view(), name="framework-remove"),
    path("<slug:slug>/history/", framework_registers.FrameworkHistory.as_view(), name="framework-history"),
    path("<slug:slug>/results/<int:pk>/level/", framework_parts.SetLevel.as_view(), name="framework-level"),
    path("<slug:slug>/<slug:part>/add/", framework_parts.AddPart.as_view(), name="framework-part-add"),
    path("<slug:slug>/<slug:part>/<int:pk>/", framework_parts.EditPart.as_view(), name="framework-part-edit"),
    path(
        "<slug:slug>/<slug:part>/<int:pk>/remove/",
        framework_parts.RemovePart.as_view(),
        name="framework-part-remove",
    ),
]
urlpatterns = [path("frameworks/", include(FRAMEWORKS))]
