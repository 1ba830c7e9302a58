from ilo_dc.core.writing.api.paths import paths_of
from portfolio.results import registers
from portfolio.results.api import serializers as shapes

urlpatterns = [
    *paths_of(registers.RESULTS_FRAMEWORKS, shapes.ResultsFrameworkSerializer),
    *paths_of(registers.RESULTS, shapes.ResultSerializer, one=shapes.ResultObjectSerializer),
    *paths_of(registers.POLICY_OUTCOMES, shapes.PolicyOutcomeSerializer),
    *paths_of(registers.SDG_TARGETS, shapes.SdgTargetSerializer),
    *paths_of(registers.CROSS_WALKS, shapes.CrossWalkSerializer),
]
