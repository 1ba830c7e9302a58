
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_notifications'),
        ('portfolio', '0007_programme_life'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='suboutputstate',
            index=models.Index(models.F('required'), models.F('id'), condition=models.Q(('superseded_at__isnull', True)), name='current_states_by_required'),
        ),
        migrations.AddIndex(
            model_name='suboutputstate',
            index=models.Index(models.F('available'), models.F('id'), condition=models.Q(('superseded_at__isnull', True)), name='current_states_by_available'),
        ),
        migrations.AddIndex(
            model_name='suboutputstate',
            index=models.Index(models.F('spent'), models.F('id'), condition=models.Q(('superseded_at__isnull', True)), name='current_states_by_spent'),
        ),
        migrations.AddIndex(
            model_name='suboutputstate',
            index=models.Index(models.F('recorded_at'), models.F('id'), condition=models.Q(('superseded_at__isnull', True)), name='current_states_by_recording'),
        ),
        migrations.AddIndex(
            model_name='suboutputstate',
            index=models.Index(django.db.models.functions.comparison.Greatest(models.Value(0, output_field=models.DecimalField(decimal_places=2, max_digits=20)), django.db.models.expressions.CombinedExpression(models.F('required'), '-', models.F('available')), output_field=models.DecimalField(decimal_places=2, max_digits=20)), models.F('id'), condition=models.Q(('superseded_at__isnull', True)), name='current_states_by_gap'),
        ),
        migrations.AddIndex(
            model_name='suboutputstate',
            index=models.Index(django.db.models.functions.comparison.Greatest(models.Value(0, output_field=models.DecimalField(decimal_places=2, max_digits=20)), django.db.models.expressions.CombinedExpression(models.F('available'), '-', models.F('required')), output_field=models.DecimalField(decimal_places=2, max_digits=20)), models.F('id'), condition=models.Q(('superseded_at__isnull', True)), name='current_states_by_surplus'),
        ),
    ]
