"""The declarative base, shared column types, and what every exchanged record carries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept as naive UTC in the database and given out with its zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into naive UTC; a naive one is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


Uid = Annotated[str, mapped_column(String(36))]
County = Annotated[str, mapped_column(String(6))]
Code = Annotated[str, mapped_column(String(32))]
Words = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that later migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        date: Date,
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


@event.listens_for(Base.metadata, "before_create")
def _say_the_same(metadata: MetaData, connection: Connection, **_how: Any) -> None:
    """Tell PostgreSQL about an index what SQLite is told.

    Said at the index itself, it would load PostgreSQL's whole dialect into every program that opens a store.
    """
    if connection.dialect.name == "postgresql":
        for index in (index for table in metadata.tables.values() for index in table.indexes):
            for key, value in list(index.dialect_kwargs.items()):
                if key.startswith("sqlite_") and value is not None:
                    index.dialect_kwargs[key.replace("sqlite", "postgresql", 1)] = value


class Record(Base):
    """A fact that people entered: goes through the change log, travels in batches, is never deleted.

    The primary key begins with the county code so that the tables distribute by county; a row never
    changes county. ``heads`` names the log entries that make up the present state of the row.
    """

    __abstract__ = True
    __table__: ClassVar[Table]

    county: Mapped[County] = mapped_column(primary_key=True)
    uid: Mapped[Uid] = mapped_column(primary_key=True)
    retracted: Mapped[bool] = mapped_column(default=False)
    heads: Mapped[Words] = mapped_column(default="")


BOOKKEEPING = frozenset({"county", "uid", "heads"})
"""Columns of a record that are not facts and never appear in the change log."""


def inside_county(column: str, target: str) -> ForeignKeyConstraint:
    """Return the foreign key from ``(county, column)`` to ``target``, which stays inside one county."""
    return ForeignKeyConstraint(["county", column], [f"{target}.county", f"{target}.uid"])
