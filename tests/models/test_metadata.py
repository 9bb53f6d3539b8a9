"""What every table keeps to, so that it distributes by county and runs on PostgreSQL too."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    create_mock_engine,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

from desktop_app.models import RECORDS, Base, Change, ChangeSet
from desktop_app.storage.wire import empty_row, fact_columns

EXCHANGED: dict[str, Any] = {**{name: model.__table__ for name, model in RECORDS.items()}} | {
    model.__tablename__: model.__table__ for model in (Change, ChangeSet)
}
STANDARD = (String, Integer, Boolean, Date, DateTime, JSON, LargeBinary)
"""Types that SQLAlchemy spells for either database; bytes are BLOB in one and BYTEA in the other."""


@pytest.mark.parametrize("name", EXCHANGED)
def test_every_key_of_an_exchanged_table_begins_with_the_county(name: str) -> None:
    table = EXCHANGED[name]
    unique = [c for c in table.constraints if isinstance(c, PrimaryKeyConstraint | UniqueConstraint)]
    indexes = [index for index in table.indexes if index.unique]
    assert unique
    for constraint in [*unique, *indexes]:
        assert "county" in {column.name for column in constraint.columns}, constraint


@pytest.mark.parametrize("name", EXCHANGED)
def test_foreign_keys_stay_inside_one_county(name: str) -> None:
    for constraint in EXCHANGED[name].constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            pairs = {(element.parent.name, element.column.name) for element in constraint.elements}
            assert ("county", "county") in pairs, constraint


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_no_column_has_a_type_of_one_database_only(table: Table) -> None:
    for column in table.columns:
        kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
        assert isinstance(kind, STANDARD), column
        assert type(kind).__module__.startswith("sqlalchemy.sql"), column


def test_the_same_models_make_postgresql_tables() -> None:
    made: list[str] = []
    dialect: Any = postgresql.dialect()  # type: ignore[no-untyped-call]  # untyped in the library
    engine = create_mock_engine(
        "postgresql+psycopg://",
        lambda statement, *_a, **_k: made.append(str(statement.compile(dialect=dialect))),
    )
    Base.metadata.create_all(engine, checkfirst=False)

    assert sum("CREATE TABLE" in statement for statement in made) == len(Base.metadata.tables)
    # What SQLite is told about an index, PostgreSQL is told in the same words.
    for index in (index for table in Base.metadata.sorted_tables for index in table.indexes):
        said = {key: str(value) for key, value in index.dialect_kwargs.items() if value is not None}
        of_sqlite = {key.partition("_")[2]: said[key] for key in said if key.startswith("sqlite_")}
        of_postgresql = {key.partition("_")[2]: said[key] for key in said if key.startswith("postgresql_")}
        assert of_sqlite == of_postgresql, index.name
    few = [statement for statement in made if "ix_visit_sheet_no" in statement]
    assert [statement.partition(" WHERE ")[2] for statement in few] == ["sheet_no IS NOT NULL"]


def test_relationships_are_never_loaded_by_accident() -> None:
    relations = [relation for mapper in Base.registry.mappers for relation in mapper.relationships]
    assert all(relation.lazy == "raise" for relation in relations)


@pytest.mark.parametrize("name", RECORDS)
def test_every_fact_that_must_be_there_has_a_default_or_is_asked_for(name: str) -> None:
    model = RECORDS[name]
    empty = empty_row(model)
    assert set(empty) == set(fact_columns(model))
    assert {"county", "uid", "heads"}.isdisjoint(empty)
    assert empty["retracted"] is False


def test_parents_come_before_their_children() -> None:
    order = list(RECORDS)
    for name, model in RECORDS.items():
        for key in model.__table__.foreign_keys:
            assert order.index(key.column.table.name) < order.index(name)
