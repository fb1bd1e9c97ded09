from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("files", "0005_removal_of_words")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddField(
                    model_name="removal",
                    name="id",
                    field=models.BigAutoField(primary_key=True, serialize=False),
                    preserve_default=False,
                ),
                migrations.AlterField(
                    model_name="removal",
                    name="file",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="removals",
                        to="files.file",
                    ),
                ),
                migrations.AddField(
                    model_name="removal", name="last_deposit", field=models.BigIntegerField(default=0)
                ),
                migrations.AddField(
                    model_name="removal", name="last_copy", field=models.BigIntegerField(default=0)
                ),
                migrations.AddConstraint(
                    model_name="removal",
                    constraint=models.UniqueConstraint(fields=["file", "erasure"], name="files_removal_once"),
                ),
                migrations.RemoveConstraint(model_name="derivative", name="files_derivative_once"),
                migrations.AddIndex(
                    model_name="derivative",
                    index=models.Index(fields=["original", "form"], name="files_derivative_of"),
                ),
            ],
        )
    ]
