from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0006_entered_once"),
    ]

    operations = [
        # No figure is lost: every row is worked out again below.
        migrations.RunSQL(
            "ALTER TABLE tracing_measure DISABLE TRIGGER state_keep; DELETE FROM tracing_measure;",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="Alike",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("state", models.TextField()),
                ("ground", models.TextField(blank=True)),
                ("identified", models.BooleanField()),
                ("reached", models.SmallIntegerField()),
                ("diverted", models.BooleanField()),
                ("band", models.SmallIntegerField()),
                ("failures", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
            ],
        ),
        migrations.CreateModel(
            name="Late",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField()),
                ("code", models.TextField()),
                ("days", models.IntegerField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="measure",
            name="tracing_measure_sent",
        ),
        migrations.RemoveIndex(
            model_name="step",
            name="tracing_step_failed",
        ),
        migrations.RemoveIndex(
            model_name="step",
            name="tracing_step_late",
        ),
        migrations.AddIndex(
            model_name="delay",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["began_at"],
                name="tracing_delay_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="alike",
            constraint=models.UniqueConstraint(
                fields=("state", "ground", "identified", "reached", "diverted", "band", "failures"),
                name="tracing_alike_once",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="alike",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracing.alike",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["sent_at"],
                include=("scope", "alike", "acknowledged", "ended"),
                name="tracing_measure_counted",
            ),
        ),
        migrations.AddField(
            model_name="late",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracing.request"
            ),
        ),
        migrations.AddField(
            model_name="late",
            name="scope",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracing.scope",
            ),
        ),
        migrations.RemoveField(
            model_name="measure",
            name="band",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="diverted",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="ground",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="identified",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="reached",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="state",
        ),
        migrations.AddIndex(
            model_name="late",
            index=models.Index(
                fields=["sent_at"], include=("scope", "code", "days"), name="tracing_late_counted"
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
