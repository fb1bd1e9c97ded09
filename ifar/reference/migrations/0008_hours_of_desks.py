from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0007_points_of_contact"),
    ]

    operations = [
        migrations.AddField(
            model_name="tracedesk",
            name="town",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="tracedesk",
            name="weekend",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="tracedesk",
            name="holidays",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="tracedesk",
            name="hours",
            field=models.CharField(blank=True, default="", max_length=11),
        ),
    ]
