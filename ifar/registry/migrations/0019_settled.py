from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0018_follow_by_names")]

    operations = [
        migrations.CreateModel(
            name="MarkIndex",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("token", models.TextField(db_default="", default="")),
                ("coming", models.TextField(db_default="", default="")),
                ("marks", models.BigIntegerField(db_default=0, default=0)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("one", True)), name="registry_markindex_one")
                ],
            },
        ),
        migrations.AddField(
            model_name="markkey",
            name="settled",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="markkey",
            name="firearm",
            field=models.ForeignKey(
                db_index=False,
                on_delete=models.deletion.PROTECT,
                related_name="mark_keys",
                to="registry.firearm",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
