from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ActRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.TextField()),
                ("record_type", models.TextField()),
                ("kind", models.TextField()),
                ("transitions", models.JSONField()),
                ("columns", ArrayField(base_field=models.TextField(), size=None)),
                ("opens_with", ArrayField(base_field=models.TextField(), size=None)),
                ("decided", models.BooleanField()),
                ("computed", ArrayField(base_field=models.TextField(), size=None)),
                ("personal", models.JSONField()),
                ("stamps", models.JSONField()),
                ("clears", ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                "db_table": "acts_act",
                "constraints": [
                    models.UniqueConstraint(fields=("prefix", "record_type", "kind"), name="acts_act_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.TextField()),
                ("record_type", models.TextField()),
                ("table_name", models.TextField()),
                ("defaults", models.JSONField()),
                ("parent", models.TextField()),
                ("kept", models.BooleanField()),
                ("stamps", models.JSONField()),
            ],
            options={
                "db_table": "acts_record",
                "constraints": [
                    models.UniqueConstraint(fields=("prefix", "record_type"), name="acts_record_once")
                ],
            },
        ),
        # One row of any app's table of events, as the functions of the kernel pass it on.
        migrations.RunSQL(
            "CREATE TYPE acts_event AS (id uuid, record_type text, subject text, n integer, kind text, schema text, details jsonb, "
            "changes jsonb, proposal text)",
            "DROP TYPE acts_event",
        ),
    ]
