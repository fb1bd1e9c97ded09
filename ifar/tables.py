"""Many tables made at once by a migration, which for each by itself takes minutes of Django where there are hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, override

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import AddConstraint, AddIndex, CreateModel
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """The models of an app, each behind those that it refers to.

    `CreateModel` has Django make all models anew that have to do with the new one, which is nearly every model there is. Here
    they are made anew once, when the first of these tables is.
    """

    serialization_expand_args = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    @override
    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.models], {}

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop(
            "apps", None
        )  # what was made of the models before; it is made again when somebody asks
        for model in self.models:
            model.state_forwards(app_label, state)

    @override
    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    @override
    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    @override
    def describe(self) -> str:
        return f"Create {len(self.models)} models"


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations, with the models made in a row by one, each with its indexes and constraints.

    That is how `makemigrations` writes a table's first migration: each by itself, and Django makes all models anew for each of them.
    """
    made: list[Operation] = []
    models: list[CreateModel] = []
    for operation in operations:
        if isinstance(operation, CreateModel):
            if not models:
                made.append(CreateModels(models))
            models.append(operation)
            continue
        of = next((model for model in models if _is_of(operation, model)), None)
        if of is None:
            models = []
            made.append(operation)
        elif isinstance(operation, AddIndex):
            of.options = of.options | {"indexes": [*of.options.get("indexes", ()), operation.index]}
        elif isinstance(operation, AddConstraint):
            of.options = of.options | {
                "constraints": [*of.options.get("constraints", ()), operation.constraint]
            }
    return made


def _is_of(operation: Operation, model: CreateModel) -> bool:
    return (
        isinstance(operation, AddIndex | AddConstraint) and operation.model_name.lower() == model.name.lower()
    )
