"""Dagster's own screen on the project's instance, for this machine only."""

import uvicorn
from dagster import __version__
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster_webserver.webserver import DagsterWebserver
from graphql import ASTValidationRule, GraphQLError, OperationDefinitionNode, OperationType

from etl.runs.guard import Guard
from etl.runs.instance import open_instance
from etl.settings import PROJECT_ROOT, DataLayout

DEFINITIONS = "etl.definitions"
"""The module with the code location, and the location's name."""


class _NoChanges(ASTValidationRule):
    """Refuses every mutation as a whole. Dagster's own read-only mode asks for a permission in each
    of them; this does not depend on none being forgotten."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Called for each operation of a document."""
        if node.operation is OperationType.MUTATION:
            words = "this screen is read-only: `motorwire dagster --launch` starts one that is not"
            self.report_error(GraphQLError(words, node))


class _ReadOnlyServer(DagsterWebserver):  # type: ignore[type-arg]
    """Dagster's web server without mutations."""

    def build_graphql_validation_rules(self) -> list[type[ASTValidationRule]]:
        """The rules that every query must keep to."""
        return [*super().build_graphql_validation_rules(), _NoChanges]


def serve_screen(layout: DataLayout, address: str, port: int, *, is_read_only: bool) -> None:
    """Serves the screen until it is interrupted; read-only, it refuses what changes anything."""
    target = ModuleTarget(DEFINITIONS, None, str(PROJECT_ROOT), DEFINITIONS)
    with WorkspaceProcessContext(
        open_instance(layout),
        target,
        version=__version__,
        read_only=is_read_only,
        code_server_log_level="WARNING",
    ) as context:
        server = _ReadOnlyServer(context) if is_read_only else DagsterWebserver(context)
        app = Guard(server.create_asgi_app())
        uvicorn.run(app, host=address, port=port, log_level="warning")
