from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_keys_anew")]

    operations = [
        migrations.AddField(
            "blindquestion", "whole", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField("blindquestion", "again", models.BooleanField(default=False)),
    ]
