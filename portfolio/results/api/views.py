"""`/results-frameworks/`, `/results/`, `/policy-outcomes/`, `/sdg-targets/`, `/cross-walks/`."""

from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from portfolio.results.api.serializers import (
    CrossWalkSerializer,
    PolicyOutcomeSerializer,
    ResultObjectSerializer,
    ResultSerializer,
    ResultsFrameworkSerializer,
    SdgTargetSerializer,
)
from portfolio.results.registers import CROSS_WALKS, POLICY_OUTCOMES, RESULTS, RESULTS_FRAMEWORKS, SDG_TARGETS


class ResultsFrameworkList(RegisterListView):
    """Strategic Plans, Programmes and Budgets, the Sustainable Development Goals."""

    register = RESULTS_FRAMEWORKS
    serializer_class = ResultsFrameworkSerializer


class ResultsFrameworkObject(RegisterObjectView):
    """One results framework."""

    register = RESULTS_FRAMEWORKS
    serializer_class = ResultsFrameworkSerializer


class ResultList(RegisterListView):
    """Results of all frameworks and levels."""

    register = RESULTS
    serializer_class = ResultSerializer


class ResultObject(RegisterObjectView):
    """One result; of a withdrawn one, what was said last."""

    register = RESULTS
    serializer_class = ResultObjectSerializer


class PolicyOutcomeList(RegisterListView):
    """Outcomes of Programmes and Budgets, policy outcomes and enabling ones, with their outputs."""

    register = POLICY_OUTCOMES
    serializer_class = PolicyOutcomeSerializer


class PolicyOutcomeObject(RegisterObjectView):
    """One outcome of a Programme and Budget."""

    register = POLICY_OUTCOMES
    serializer_class = PolicyOutcomeSerializer


class SdgTargetList(RegisterListView):
    """Targets of the Sustainable Development Goals with their indicators, in six languages."""

    register = SDG_TARGETS
    serializer_class = SdgTargetSerializer


class SdgTargetObject(RegisterObjectView):
    """One target of the Sustainable Development Goals."""

    register = SDG_TARGETS
    serializer_class = SdgTargetSerializer


class CrossWalkList(RegisterListView):
    """Cross-walks between results of two frameworks; only those that a source states."""

    register = CROSS_WALKS
    serializer_class = CrossWalkSerializer


class CrossWalkObject(RegisterObjectView):
    """One cross-walk."""

    register = CROSS_WALKS
    serializer_class = CrossWalkSerializer
