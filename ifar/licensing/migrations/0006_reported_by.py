from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):
    """Who reports something, and by which number, stands with whom it means: apart from the log, where an erasure takes it."""

    dependencies = [("licensing", "0005_in_order")]
    operations = [
        migrations.RemoveConstraint(model_name="notice", name="licensing_notice_once"),
        migrations.RemoveField(model_name="notice", name="source"),
        migrations.RemoveField(model_name="notice", name="reference"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                KT("described__source"), KT("described__reference"), "again", name="licensing_notice_once"
            ),
        ),
    ]
