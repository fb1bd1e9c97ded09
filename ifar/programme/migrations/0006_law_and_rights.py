import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0005_plan"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("place", models.CharField(max_length=2)),
                ("year", models.SmallIntegerField()),
                ("article", models.TextField()),
                ("answers", models.JSONField(default=dict)),
                ("written_by", models.TextField()),
                ("approved_by", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "submitted", "approved"))),
                        name="programme_assessment_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "article__in",
                                ("3", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"),
                            )
                        ),
                        name="programme_assessment_article",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2001)), name="programme_assessment_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="programme_assessment_two",
                    ),
                    models.UniqueConstraint(
                        fields=("place", "year", "article"), name="programme_assessment_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Diligence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("project", models.CharField(max_length=14)),
                ("activity", models.CharField(blank=True, default="", max_length=14)),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                ),
                (
                    "forces",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                ),
                (
                    "support",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                ),
                ("words", models.TextField(blank=True, default="")),
                ("risks", models.JSONField(default=list)),
                ("assessed_on", models.DateField()),
                ("assessed_by", models.TextField()),
                ("released_until", models.DateField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [models.Index(fields=["project", "state"], name="programme_diligence_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "waiting", "released", "held", "withdrawn"))
                        ),
                        name="programme_diligence_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            ("released_until__isnull", False),
                            _connector="OR",
                        ),
                        name="programme_diligence_until",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="security_forces",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="result",
            name="security_forces",
            field=models.BooleanField(default=False),
        ),
    ]
