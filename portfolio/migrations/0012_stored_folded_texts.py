"""Folded texts stored beside the texts of programmes, frameworks and results that a search reads."""

from django.db import migrations

from ilo_dc.core.text_search import FoldedTexts


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_stored_folded_texts"),
        ("portfolio", "0011_finance_years"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="cooperationframework",
            index=FoldedTexts(fields=["title", "country_key"], name="framework_folded"),
        ),
        migrations.AddIndex(
            model_name="countryprogramme",
            index=FoldedTexts(fields=["title", "slug"], name="programme_folded"),
        ),
        migrations.AddIndex(
            model_name="frameworkresult",
            index=FoldedTexts(fields=["text", "code"], name="framework_result_folded"),
        ),
        migrations.AddIndex(
            model_name="outcomeupdate",
            index=FoldedTexts(fields=["narrative"], name="outcome_update_folded"),
        ),
        migrations.AddIndex(
            model_name="priority",
            index=FoldedTexts(fields=["title"], name="priority_folded"),
        ),
        migrations.AddIndex(
            model_name="programmeoutcome",
            index=FoldedTexts(fields=["code", "title"], name="programme_outcome_folded"),
        ),
        migrations.AddIndex(
            model_name="resultsframework",
            index=FoldedTexts(
                fields=["code", "title_en", "title_fr", "title_es", "title_ar", "title_zh", "title_ru"],
                name="results_framework_folded",
            ),
        ),
        migrations.AddIndex(
            model_name="resultsnode",
            index=FoldedTexts(
                fields=[
                    "text_en",
                    "text_fr",
                    "text_es",
                    "text_ar",
                    "text_zh",
                    "text_ru",
                    "short_en",
                    "short_fr",
                    "short_es",
                    "short_ar",
                    "short_zh",
                    "short_ru",
                ],
                name="results_node_folded",
            ),
        ),
    ]
