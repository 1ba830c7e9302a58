from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# Scores that lost their recommendation after they were handed in were not handed in: their appraiser is asked
# again. What was decided on stays as it was.
NOT_HANDED_IN = """
UPDATE portfolio_appraisal SET scored_at = NULL, version = version + 1, updated_at = now()
WHERE scored_at IS NOT NULL AND recommendation = '' AND decision = '';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    # What was accepted, or decided on, before stays as it was recorded: these hold from now on.
    dependencies = [("portfolio", "0036_texts_of_milestones")]

    operations = [
        migrations.RunSQL(NOT_HANDED_IN, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "appraisal",
            models.CheckConstraint(
                condition=models.Q(("scored_at__isnull", True), models.Q(("recommendation", ""), _negated=True), _connector="OR"),
                name="what_was_scored_has_a_recommendation",
                violation_error_message="Say what you recommend.",
            ),
        ),
        AddConstraintNotValid(
            "projectvalue",
            models.CheckConstraint(
                condition=models.Q(
                    ("women__isnull", True), models.Q(("men__gte", 0), ("women__gte", 0)), _connector="OR"
                ),
                name="women_and_men_are_not_below_zero",
                violation_error_message="Write zero or more.",
            ),
        ),
    ]
