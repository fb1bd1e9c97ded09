import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

# Searches that were opened a moment ago and counted then: what closed compartments hold is still to be told them.
_OPENED = """
INSERT INTO registry_standingdue (search_id, seen, blind, counted, exhibit, why)
SELECT s.id, false, true, true, false, '' FROM registry_standing s WHERE s.answers_blind AND s.closed = '' AND EXISTS (
    SELECT FROM outbox_delivery d JOIN outbox_message m ON m.id = d.message_id
    WHERE d.done_at IS NULL AND m.topic = 'registry.search_opened' AND m.payload -> 'searches' @> to_jsonb(s.id))
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0023_asked_again"), ("outbox", "0001_initial")]

    operations = [
        migrations.AddField(
            "blindquestion", "search", models.CharField(blank=True, default="", max_length=14)
        ),
        migrations.AddField("blindquestion", "exhibit", models.BooleanField(default=False)),
        migrations.AddField("blindquestion", "read", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "blindquestion",
            models.Index(
                fields=["search"], name="registry_blindquestion_search", condition=~models.Q(search="")
            ),
        ),
        migrations.CreateModel(
            name="StandingDue",
            fields=[
                (
                    "search",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="due",
                        serialize=False,
                        to="registry.standing",
                    ),
                ),
                ("seen", models.BooleanField(default=False)),
                ("blind", models.BooleanField(default=False)),
                ("counted", models.BooleanField(default=False)),
                ("exhibit", models.BooleanField(default=False)),
                ("read", models.BigIntegerField(null=True)),
                ("why", models.TextField(blank=True, default="")),
                ("next_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "indexes": [models.Index(fields=["next_at"], name="registry_standingdue_next")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(why__in=["", "quota", "prepared", "wide"]),
                        name="registry_standingdue_why",
                    )
                ],
            },
        ),
        migrations.RunSQL(_OPENED, migrations.RunSQL.noop),
    ]
