"""Code lists of evaluations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EvaluationKind(TextChoices):
    """What sort of evaluation it is: the portal's own list (`docs/rules/evaluations.md`).

    No paper lists the kinds. Of these they name cluster (GB.335/INS/9, paragraph 21), system-wide
    (GB.340/INS/6, paragraph 28) and high-level evaluations (GB.335/INS/9, paragraph 6; GB.347/POL/3,
    paragraph 29), and assessments by MOPAN (GB.347/POL/3, paragraphs 9 and 10).
    """

    MID_TERM = "mid_term", _("Mid-term evaluation")
    FINAL = "final", _("Final evaluation")
    CLUSTER = "cluster", _("Cluster evaluation")
    JOINT = "joint", _("Joint or system-wide evaluation")
    HIGH_LEVEL = "high_level", _("High-level evaluation")
    EXTERNAL = "external", _("External assessment, such as MOPAN’s")


class EvaluationState(TextChoices):
    """Whether readers outside the Office see it."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class ResponseDecision(TextChoices):
    """What the management says to a recommendation (inventory, item 108)."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REJECTED = "rejected", _("Not accepted")


class FollowUpState(TextChoices):
    """How far the follow-up of a recommendation is (inventory, item 126: its action items)."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")


class LessonKind(TextChoices):
    """What is learned (inventory, item 70)."""

    LESSON = "lesson", _("Lesson learned")
    GOOD_PRACTICE = "good_practice", _("Good practice")


NOT_ANSWERED = "none"  # asks for the recommendations without a management response
OPEN_FOLLOW_UPS = (FollowUpState.PLANNED, FollowUpState.UNDER_WAY)
