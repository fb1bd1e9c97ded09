import django.db.models.deletion
from ifar.tables import CreateModels
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Binding",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("user", models.CharField(max_length=14)),
                        ("party", models.CharField(max_length=14)),
                        ("relation", models.TextField()),
                        ("seen", models.TextField()),
                        ("officer", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["user"], name="portal_binding_user"),
                            models.Index(fields=["party"], name="portal_binding_party"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("relation__in", ("self", "acts_for"))),
                                name="portal_binding_relation",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("application", models.CharField(max_length=14)),
                        ("item", models.TextField()),
                        ("user", models.CharField(max_length=14)),
                        ("at", models.DateTimeField()),
                        (
                            "deposit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="files.deposit",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["application"], name="portal_document_whose")],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("link_hash", models.CharField(max_length=64, unique=True)),
                        ("code_hash", models.CharField(max_length=64)),
                        ("expires_at", models.DateTimeField()),
                        ("tries", models.SmallIntegerField(default=0)),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("user", models.CharField(max_length=14)),
                        ("party", models.CharField(max_length=14)),
                        ("kind", models.TextField()),
                        ("details", models.JSONField()),
                        ("due_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.agency",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["party"], name="portal_report_party"),
                            models.Index(fields=["agency", "due_on"], name="portal_report_desk"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ("moved", "rectification", "handed_over", "objected"))
                                ),
                                name="portal_report_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BindingEnd",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("ground", models.TextField()),
                        ("officer", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "binding",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="end",
                                to="portal.binding",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ground__in", ("asked", "stolen", "misused", "left", "died", "mistake"))
                                ),
                                name="portal_bindingend_ground",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        ("entry", models.UUIDField(primary_key=True, serialize=False)),
                        ("verdict", models.TextField()),
                        ("officer", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "report",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer",
                                to="portal.report",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ("done", "refused"))),
                                name="portal_answer_verdict",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
