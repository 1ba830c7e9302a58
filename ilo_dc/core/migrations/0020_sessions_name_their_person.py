"""Sessions are rows that name their person; who is signed in stays so."""

from datetime import UTC, datetime, timedelta

import django.db.models.deletion
from django.conf import settings
from django.core import signing
from django.db import migrations, models

SIGNED_AS = "django.contrib.sessions.SessionStore"  # by which the framework signs what a session holds
LONGEST = timedelta(hours=12)  # of a session, from when it was last written


def move(apps, schema_editor):
    """Take over the sessions that are open, and remove the framework's table."""
    users = set(apps.get_model("core", "User").objects.values_list("pk", flat=True))
    kept = []
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_session') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT session_key, session_data, expire_date FROM django_session WHERE expire_date > now()")
        for key, data, until in cursor.fetchall():
            try:
                held = signing.loads(data, salt=SIGNED_AS)
            except signing.BadSignature:
                continue  # of another key: it opens nothing
            user = int(held.get("_auth_user_id", 0))
            if user in users:
                moments = [_moment(held, "began_at", until), _moment(held, "seen_at", until)]
                kept.append((key, data, until, user, *moments))
        cursor.executemany(
            "INSERT INTO core_session (session_key, session_data, expire_date, user_id, began_at, seen_at, client)"
            " VALUES (%s, %s, %s, %s, %s, %s, '')",
            kept,
        )
        cursor.execute("DROP TABLE django_session")


def _moment(held, name, until):
    """Return when a session began or was seen; one that does not say so, when it was last written."""
    return datetime.fromtimestamp(held[name], UTC) if name in held else until - LONGEST


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0019_saved_filters_and_problems_with_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('began_at', models.DateTimeField(blank=True, null=True, verbose_name='signed in')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last active')),
                ('client', models.CharField(blank=True, max_length=300, verbose_name='browser')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['-seen_at', 'session_key'],
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_kind_is_known',
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('N1', 'Proposal decided'), ('N2', 'Opinion requested'), ('N3', 'Large proposal submitted'), ('N4', 'Approval issued'), ('N5', 'Programme outcome missing'), ('N6', 'Donor report due'), ('N7', 'Instalment due'), ('N8', 'Outcome update'), ('N9', 'Programme or framework changes'), ('N10', 'Committee without meeting'), ('N11', 'Action item due'), ('N12', 'Delivery below the milestone'), ('N13', 'Published figure changed'), ('N14', 'RBSA round'), ('N15', 'Clearance expires'), ('N16', 'Import finished'), ('N17', 'Snapshot published'), ('N18', 'API version ends'), ('N19', 'Problem with a figure'), ('N20', 'Your account')], max_length=3, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9', 'N10', 'N11', 'N12', 'N13', 'N14', 'N15', 'N16', 'N17', 'N18', 'N19', 'N20'])), name='notification_kind_is_known', violation_error_message='Choose one of the listed values.'),
        ),
        migrations.AddField(
            model_name='session',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(move),
    ]
