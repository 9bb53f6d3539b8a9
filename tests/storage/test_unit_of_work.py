"""Facts and their log entries are written together; the log cannot be bypassed or tampered with unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from desktop_app.domain.errors import NotFound
from desktop_app.models import RECORDS, Change, ChangeSet, Elder, Setting, Visit
from desktop_app.storage.agreement import disagreeing
from desktop_app.storage.faults import TooLong, UnloggedWrite
from desktop_app.storage.journal import broken_links, entries_of, history, newest_number
from desktop_app.storage.store import Store
from desktop_app.storage.unit_of_work import UnitOfWork
from tests.storage.stores import COUNTY, DAY, add_elders, bag, edit, elder, rows


def logged(store: Store, uid: str, entity: str = "elder") -> list[Any]:
    with store.reading() as session:
        entries = entries_of(session, entity, [uid]).get(uid, [])
    return sorted(entries, key=lambda entry: entry.key)


def heads(store: Store, uid: str) -> str:
    with store.reading() as session:
        return session.execute(select(Elder.heads).where(Elder.uid == uid)).scalar_one()


def test_a_new_record_is_logged_with_every_fact_that_is_no_default(store: Store) -> None:
    (uid,) = add_elders(store, elder(phone="13800000000"))

    (entry,) = logged(store, uid)
    assert entry.fields == {
        "name": "包小明",
        "village_code": "150425202201",
        "registered_on": "2026-11-02",
        "phone": "13800000000",
    }
    assert not entry.seen
    assert heads(store, uid) == str(entry.key)


def test_a_change_is_logged_with_what_changed_and_what_was_seen(store: Store) -> None:
    (uid,) = add_elders(store, elder())
    edit(store, uid, phone="13800000000", name="包小明")

    first, second = logged(store, uid)
    assert second.fields == {"phone": "13800000000"}
    assert second.seen == {first.key}
    assert heads(store, uid) == str(second.key)


def test_setting_what_stands_there_already_is_no_change(store: Store) -> None:
    (uid,) = add_elders(store, elder())
    before = newest_number_of(store)
    edit(store, uid, name="包小明")

    assert newest_number_of(store) == before


def newest_number_of(store: Store) -> int:
    with store.reading() as session:
        return newest_number(session)


def test_bulk_writing_logs_the_same_as_writing_one_by_one(store: Store) -> None:
    (single,) = add_elders(store, elder())
    edit(store, single, phone="1", note="x")
    with store.writing("导入", "王秀英") as unit:
        unit.insert_many(Elder, [{**elder(), "uid": "bulk"}])
    with store.writing("导入", "王秀英") as unit:
        unit.update_many(Elder, [{"uid": "bulk", "heads": heads(store, "bulk"), "phone": "1", "note": "x"}])

    one, many = logged(store, single), logged(store, "bulk")
    assert [entry.fields for entry in one] == [entry.fields for entry in many]
    assert many[1].seen == {many[0].key}


def test_a_record_changed_twice_in_one_unit_leaves_a_line_and_not_a_fork(store: Store) -> None:
    with store.writing("导入", "王秀英") as unit:
        unit.insert_many(Elder, [{**elder(), "uid": "u"}])
        unit.update_many(
            Elder, [{"uid": "u", "heads": "", "phone": "1"}, {"uid": "u", "heads": "", "note": "x"}]
        )
        unit.update_many(Elder, [{"uid": "u", "heads": "", "phone": "2"}])

    entries = logged(store, "u")
    assert [entry.seen for entry in entries] == [set(), *({entry.key} for entry in entries[:-1])]
    assert heads(store, "u") == str(entries[-1].key)
    with store.reading() as session:
        assert session.execute(select(Elder.phone, Elder.note)).all() == [("2", "x")]


def test_taking_out_keeps_the_record_and_hides_it(store: Store) -> None:
    (uid,) = add_elders(store, elder())
    with store.writing("撤销", "王秀英") as unit:
        unit.retract(unit.get(Elder, uid))

    assert logged(store, uid)[-1].fields == {"retracted": True}
    with store.writing("修改", "王秀英") as unit, pytest.raises(NotFound):
        unit.get(Elder, uid)


STATEMENTS: dict[str, Callable[[Any], Any]] = {
    "insert": lambda table: insert(table).values(county=COUNTY, uid="x"),
    "update": lambda table: update(table).values(retracted=True),
    "delete": delete,
    "text": lambda table: text(f'UPDATE "{table.name}" SET retracted = 1'),
    "with": lambda table: text(f"WITH x AS (SELECT 1) DELETE FROM {table.name}"),
    "replace": lambda table: text(f"INSERT OR REPLACE INTO {table.name} (county, uid) VALUES ('1', '2')"),
    "drop": lambda table: text(f"DROP TABLE IF EXISTS {table.name}"),
}


@pytest.mark.parametrize("kind", STATEMENTS)
@pytest.mark.parametrize("entity", RECORDS)
def test_statements_behind_the_logs_back_are_refused(store: Store, entity: str, kind: str) -> None:
    statement = STATEMENTS[kind](RECORDS[entity].__table__)

    def in_session(session: Session) -> None:
        session.execute(statement)

    def in_connection(session: Session) -> None:
        session.connection().execute(statement)

    for attempt in (in_session, in_connection):
        with pytest.raises(UnloggedWrite), store.writing("导入", "王秀英") as unit:
            attempt(unit.session)
        with pytest.raises(UnloggedWrite), store.setting_up() as session:
            attempt(session)


@pytest.mark.parametrize("model", [Change, ChangeSet])
@pytest.mark.parametrize("kind", ["update", "delete", "insert"])
def test_the_log_itself_cannot_be_changed_or_shortened(store: Store, model: Any, kind: str) -> None:
    add_elders(store, elder())
    statements: dict[str, Any] = {
        "update": update(model).values(county="x"),
        "delete": delete(model),
        "insert": text(f"INSERT INTO {model.__tablename__} (county) VALUES ('x')"),
    }
    statement = statements[kind]
    with pytest.raises(UnloggedWrite), store.writing("导入", "王秀英") as unit:
        unit.session.execute(statement)
    if kind != "insert":
        with pytest.raises(UnloggedWrite), store.writing("导入", "王秀英") as unit:
            unit.session.connection().execute(statement, execution_options={"logged": True})


def test_mapped_records_cannot_be_deleted_or_written_outside_a_unit_of_work(store: Store) -> None:
    (uid,) = add_elders(store, elder())
    with pytest.raises(UnloggedWrite), store.writing("删除", "王秀英") as unit:
        unit.session.delete(unit.get(Elder, uid))
    with pytest.raises(UnloggedWrite), store.setting_up() as session:
        session.add(Elder(county=COUNTY, uid="x", **elder()))
    # A failed flush must not leave the door open for the next user of the connection.
    with pytest.raises(UnloggedWrite), store.setting_up() as session:
        session.execute(update(Elder).values(name="x"))


def test_a_flush_that_fails_leaves_the_guard_up(store: Store) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"), store.writing("登记", "王秀英") as unit:
        unit.add(Visit(elder_uid="nobody", visited_on=DAY, entered_on=DAY, mode="phone", outcome="away"))
    with pytest.raises(UnloggedWrite), store.setting_up() as session:
        session.execute(update(Elder).values(name="x"))


def test_a_reader_cannot_write(store: Store) -> None:
    with (
        pytest.raises(Exception, match=r"readonly|attempt to write|NotWritable|store\.not_writable"),
        store.reading() as session,
    ):
        session.execute(insert(Setting).values(key="a", value=1))


def test_an_exception_undoes_the_whole_unit(store: Store) -> None:
    (uid,) = add_elders(store, elder())
    before = rows(store), newest_number_of(store)

    def half(unit: UnitOfWork) -> None:
        unit.insert_many(Elder, [elder("李四")])
        unit.get(Elder, uid).phone = "1"
        unit.flush()
        raise KeyError

    with pytest.raises(KeyError), store.writing("导入", "王秀英") as unit:
        half(unit)

    assert (rows(store), newest_number_of(store)) == before


def test_changes_are_published_after_the_commit_and_not_after_a_failure(store: Store) -> None:
    heard: list[Any] = []
    store.subscribe(lambda changes: heard.append((changes, rows(store)["elder"])))
    (uid,) = add_elders(store, elder())
    with pytest.raises(TooLong), store.writing("导入", "王秀英") as unit:
        unit.add(Elder(**elder(note="长" * 20_001)))

    ((changes, visible),) = heard
    assert (changes.title, changes.entities, changes.uids) == ("登记老年人", {"elder"}, {uid})
    assert len(visible) == 1


@pytest.mark.parametrize("field", ["phone", "address", "note", "village_code"])
def test_a_text_that_other_sites_would_refuse_is_refused_here(store: Store, field: str) -> None:
    long = {field: "长" * 20_001}
    (uid,) = add_elders(store, elder())
    for attempt in (
        lambda unit: unit.add(Elder(**elder(**long))),
        lambda unit: setattr(unit.get(Elder, uid), field, long[field]),
        lambda unit: unit.insert_many(Elder, [elder(**long)]),
        lambda unit: unit.update_many(Elder, [{"uid": uid, "heads": heads(store, uid), **long}]),
    ):
        with pytest.raises(TooLong), store.writing("登记", "王秀英") as unit:
            attempt(unit)


def test_history_tells_title_actor_and_values_newest_first(store: Store) -> None:
    (uid,) = add_elders(store, elder())
    edit(store, uid, phone="1")
    with store.reading() as session:
        found = history(session, [uid])

    assert [(row.title, row.actor, dict(row.fields).get("phone")) for row in found] == [
        ("修改老年人信息", "王秀英", "1"),
        ("登记老年人", "王秀英", None),
    ]


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11))])
def test_the_chain_holds_whatever_the_zone_of_the_clock(store: Store, zone: timezone) -> None:
    with store.writing("登记", "王秀英", now=datetime(2026, 11, 2, 23, 59, 59, 123456, tzinfo=zone)) as unit:
        unit.add(Elder(**elder()))
    with store.reading() as session:
        assert not broken_links(session)


TAMPERINGS = {
    "value": "UPDATE change SET fields = replace(fields, '包', '李') WHERE seq = 2",
    "seen": "UPDATE change SET seen = '' WHERE seq = 5",
    "uid": "UPDATE change SET uid = 'other' WHERE seq = 2",
    "entity": "UPDATE change SET entity = 'visit' WHERE seq = 2",
    "hash": "UPDATE change SET hash = upper(hash) WHERE seq = 2",
    "title": "UPDATE change_set SET title = '别的' WHERE rowid = 2",
    "actor": "UPDATE change_set SET actor = '别人' WHERE rowid = 2",
    "time": "UPDATE change_set SET made_at = '2020-01-01 00:00:00.000000' WHERE rowid = 2",
    "first deleted, rest renumbered": "DELETE FROM change WHERE seq = 1; UPDATE change SET seq = seq - 1",
    "middle deleted, rest renumbered": "DELETE FROM change WHERE seq = 2; UPDATE change SET seq = seq - 1 WHERE seq > 2",
    "set deleted": "DELETE FROM change_set WHERE rowid = 2",
    "order": "UPDATE change SET seq = -seq WHERE seq IN (1, 2); UPDATE change SET seq = 3 + seq WHERE seq < 0",
    "middle deleted": "DELETE FROM change WHERE seq = 2",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_whoever_has_the_key_and_tampers_with_the_log_is_found_out(store: Store, name: str) -> None:
    for number in range(4):
        add_elders(store, elder(f"包{number}"))
    edit(store, logged_uid(store), phone="1")
    connection = store._open()
    for statement in TAMPERINGS[name].split(";"):
        connection.execute(statement)
    connection.close()

    with store.reading() as session:
        assert broken_links(session, store.identity)


TAMPERINGS_OF_FACTS = {
    "value": "UPDATE elder SET name = '别人'",
    "number": "UPDATE elder SET id_number = '150425194503120017'",
    "hidden": "UPDATE elder SET retracted = 1",
    "heads": "UPDATE elder SET heads = ''",
    "removed": "DELETE FROM elder",
    "smuggled in": "INSERT INTO elder (county, uid, retracted, heads, name, village_code, sex, registered_on)"
    " SELECT county, 'x', 0, heads, name, village_code, sex, registered_on FROM elder",
    "newest entry cut off": "DELETE FROM change WHERE seq = 2",
}


@pytest.mark.parametrize("name", TAMPERINGS_OF_FACTS)
def test_whoever_tampers_with_facts_or_cuts_off_the_newest_entry_is_found_out(
    store: Store, name: str
) -> None:
    (uid,) = add_elders(store, elder())
    edit(store, uid, phone="1")
    with store.reading() as session:
        assert disagreeing(session, COUNTY) == {}
    connection = store._open()
    connection.execute(TAMPERINGS_OF_FACTS[name])
    connection.close()
    with store.reading() as session:
        assert disagreeing(session, COUNTY) == {"elder": 1}


def logged_uid(store: Store) -> str:
    _sets, entries = bag(store)
    return min(entries, key=lambda one: one.entry.key).entry.uid


def test_an_untouched_log_is_whole(store: Store) -> None:
    for number in range(4):
        add_elders(store, elder(f"包{number}"))
    with store.reading() as session:
        assert not broken_links(session)


def test_threads_write_one_after_the_other_and_readers_see_whole_units(store: Store) -> None:
    def write(number: int) -> None:
        for _again in range(5):
            add_elders(store, elder(f"包{'甲乙丙丁'[number]}"), elder(f"李{'甲乙丙丁'[number]}"))

    def read(_number: int) -> list[int]:
        return [len(rows(store)["elder"]) for _again in range(10)]

    with ThreadPoolExecutor(8) as threads:
        writing = [threads.submit(write, number) for number in range(4)]
        seen = [number for found in threads.map(read, range(4)) for number in found]
        for done in writing:
            done.result()

    assert all(number % 2 == 0 for number in seen)
    assert len(rows(store)["elder"]) == 40
    with store.reading() as session:
        assert broken_links(session, store.identity) == []
        assert disagreeing(session, COUNTY) == {}


def test_a_reader_keeps_what_it_saw_when_it_began(store: Store) -> None:
    add_elders(store, elder())
    with store.reading() as session:
        before = session.execute(select(Elder.name)).all()
        add_elders(store, elder("李四"))
        assert session.execute(select(Elder.name)).all() == before
    assert len(rows(store)["elder"]) == 2
