"""Which version of rekisterid made each step of the schema: told to an older version that finds a newer register."""

from sqlmodel import Field

from models.tables.base import Table


class SchemaStep(Table, table=True):
    """A revision of the schema, and the version of the program that brought the register to it."""

    __tablename__ = "schema_step"

    revision: str = Field(primary_key=True, max_length=32)
    program: str = Field(max_length=64)
