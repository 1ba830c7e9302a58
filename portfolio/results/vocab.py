"""Code lists of results frameworks, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ResultsFrameworkKind(TextChoices):
    """Results frameworks that work is programmed by: the ILO's own, and the 2030 Agenda's."""

    STRATEGIC_PLAN = "strategic_plan", _("Strategic Plan")
    PROGRAMME_AND_BUDGET = "programme_and_budget", _("Programme and Budget")
    SDG = "sdg", _("Sustainable Development Goals")


class NodeLevel(TextChoices):
    """Levels of results; which belong to which kind of framework: `rules.results.LEVELS`."""

    OUTCOME = "outcome", _("Outcome")
    OUTPUT = "output", _("Output")
    GOAL = "goal", _("Goal")
    TARGET = "target", _("Target")
    INDICATOR = "indicator", _("Indicator")


class OutcomeKind(TextChoices):
    """The two kinds of outcomes of a Programme and Budget."""

    POLICY = "policy", _("Policy outcome")
    ENABLING = "enabling", _("Enabling outcome")


class CrossWalkKind(TextChoices):
    """How a result of one framework stands to one of a later framework."""

    SAME = "same", _("Is the same as")
    CONTINUES = "continues", _("Continues in")
    SPLIT = "split", _("Was split into")
    MERGED = "merged", _("Was merged into")


# The languages of texts: the six of the United Nations; English is always there.
TEXT_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")

# The sheet of results frameworks, in and out: one row a framework, one row a result.
FRAMEWORK_ROW = "framework"
RESULTS_SHEET = (
    "framework",
    "level",
    "code",
    "parent",
    "kind",
    "biennium",
    "starts_on",
    "ends_on",
    *(f"text_{language}" for language in TEXT_LANGUAGES),
    *(f"short_{language}" for language in TEXT_LANGUAGES),
    "verified",
    "provenance",
    "demonstration",
)
CROSS_WALK_SHEET = (
    "from_framework",
    "from_code",
    "to_framework",
    "to_code",
    "kind",
    "note",
    "source",
    "demonstration",
)
