"""How the OpenAPI document describes lists."""

from typing import TYPE_CHECKING

from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator


class ListsOfOneKind(OpenAPISchemaPlugin):
    """`tuple[Kind, ...]` is a list of that kind. Litestar takes the dots for a second kind, anything: no text
    would fit into such a list of texts, as each is both.
    """

    @staticmethod
    def is_plugin_supported_field(field_definition: FieldDefinition) -> bool:
        """Called for each annotation of the API."""
        kinds = [inner.annotation for inner in field_definition.inner_types]
        return field_definition.origin is tuple and kinds[1:] == [...]

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: "SchemaCreator") -> Schema:
        """The limits of the list are put to it afterwards, as to every schema."""
        items = schema_creator.for_field_definition(field_definition.inner_types[0])
        return Schema(type=OpenAPIType.ARRAY, items=items)
