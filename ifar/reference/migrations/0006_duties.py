from django.db import migrations, models

LISTED = [
    ("version", models.PositiveIntegerField()),
    ("origin", models.CharField(max_length=40)),
    ("valid_from", models.DateField(null=True)),
    ("valid_to", models.DateField(null=True)),
    ("source", models.CharField(max_length=200)),
    ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
    ("position", models.PositiveIntegerField()),
]


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0005_fee_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyTerm",
            fields=[
                *LISTED,
                ("about", models.CharField(max_length=24)),
                ("kinds", models.CharField(blank=True, max_length=240)),
                ("days", models.PositiveIntegerField()),
                ("article", models.CharField(max_length=120)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                *LISTED,
                ("about", models.CharField(max_length=24)),
                ("kinds", models.CharField(blank=True, max_length=240)),
                ("before", models.PositiveIntegerField()),
                ("channels", models.CharField(max_length=40)),
                ("may_refuse", models.BooleanField()),
                ("article", models.CharField(max_length=120)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="InspectionItem",
            fields=[
                *LISTED,
                ("kinds", models.CharField(blank=True, max_length=240)),
                ("days", models.PositiveIntegerField()),
                ("article", models.CharField(max_length=120)),
            ],
            options={"abstract": False},
        ),
    ]
