from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("licensing", "0002_triggers"),
    ]
    operations = [
        migrations.AddField(
            model_name="notice",
            name="again",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RemoveConstraint(model_name="notice", name="licensing_notice_once"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("source", "reference", "again"), name="licensing_notice_once"
            ),
        ),
    ]
