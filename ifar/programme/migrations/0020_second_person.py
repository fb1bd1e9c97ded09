from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0019_recipients"),
    ]

    operations = [
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=14, unique=True)),
                ("state", models.TextField()),
                ("n", models.IntegerField()),
                ("last_event", models.UUIDField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ("asked", models.DecimalField(decimal_places=2, max_digits=20)),
            ],
        ),
        migrations.AddField(
            model_name="journal",
            name="approved_by",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "posted", "refused"))),
                name="programme_journal_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="limit",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "set"))), name="programme_limit_state"
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
