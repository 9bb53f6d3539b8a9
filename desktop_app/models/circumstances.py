"""An elder's circumstances with their days: benefits, health, notes, and what happened."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, Words, inside_county


class Benefit(Record):
    """享受待遇 from a day to a day; the amount is in 分 a month."""

    __tablename__ = "benefit"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_benefit_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    amount: Mapped[int | None] = mapped_column(Integer, comment="分/月")
    source: Mapped[str | None] = mapped_column(String(100), comment="依据, such as an approval")
    note: Mapped[str | None] = mapped_column(String(200))


class HealthFact(Record):
    """健康情况: a disease, an allergy, a medicine, an aid."""

    __tablename__ = "health_fact"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_health_fact_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    what: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(200))


class ElderNote(Record):
    """备忘: a dated note about an elder."""

    __tablename__ = "elder_note"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_elder_note_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    noted_on: Mapped[date]
    text: Mapped[Words]
    noted_by: Mapped[str | None] = mapped_column(String(50))


class LifeEvent(Record):
    """重大变故与人员变动: what happened on a day, and when it became known here."""

    __tablename__ = "life_event"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_life_event_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    happened_on: Mapped[date]
    known_on: Mapped[date]
    happened_time: Mapped[str | None] = mapped_column(String(5), comment="HH:MM, local")
    known_time: Mapped[str | None] = mapped_column(String(5), comment="HH:MM, local")
    what: Mapped[str | None] = mapped_column(String(400))
    place: Mapped[str | None] = mapped_column(String(200))
    reported_by: Mapped[str | None] = mapped_column(String(50))


class PersonLink(Record):
    """同一人判定: two files are one person, or are not; the files themselves stay as they are.

    Files judged to be one person are read as one, under the smallest uid of the group
    (``storage.queries.links``). Taking the link back separates them again.
    """

    __tablename__ = "person_link"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        inside_county("other_uid", "elder"),
        Index("ix_person_link_county_elder_uid", "county", "elder_uid"),
        Index("ix_person_link_county_other_uid", "county", "other_uid"),
    )

    elder_uid: Mapped[Uid]
    other_uid: Mapped[Uid]
    verdict: Mapped[Code]
    score: Mapped[int | None] = mapped_column(Integer, comment="0 to 100 when it was judged")
    why: Mapped[str | None] = mapped_column(String(400))
    decided_on: Mapped[date]
