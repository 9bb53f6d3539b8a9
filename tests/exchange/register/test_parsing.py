"""The register: found under titles, mapped by synonyms, refused cell by cell with row, column and reason."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain.terms import (
    Category,
    ContactRole,
    DisabilityGrade,
    DisabilityKind,
    LivingArrangement,
    ResidenceKind,
    Sex,
    WillingnessKind,
)
from desktop_app.exchange.register.parsing import parse_register
from desktop_app.exchange.register.rows import ParsedRegister, RegisterRow
from desktop_app.exchange.workbooks.contents import Cell, Merge, Sheet, Workbook
from desktop_app.exchange.workbooks.headers import BadMapping, NoHeaderFound, NoRows, SheetMissing, WrongSheet
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.exchange.workbooks.rows import Severity
from desktop_app.progress import Cancelled, Progress
from tests.exchange.made_up_workbooks import (
    DATA,
    REGISTER_HEADER,
    TODAY,
    made_up_id,
    register_rows,
    workbook_of,
)

GOOD_ID = made_up_id()


def parse(*rows: tuple[Cell, ...]) -> ParsedRegister:
    return parse_register(workbook_of(rows), today=TODAY)


def one(header: tuple[str, ...], cells: tuple[Cell, ...]) -> tuple[RegisterRow, ParsedRegister]:
    parsed = parse(("姓名", "身份证号", *header), ("张三", GOOD_ID, *cells))
    assert len(parsed.rows) == 1
    return parsed.rows[0], parsed


def test_a_plain_register_is_read_with_its_titles_and_its_small_mess() -> None:
    parsed = parse(*register_rows())
    assert (parsed.sheet, parsed.header_row, parsed.rows_seen) == ("名册", 3, 3)
    assert parsed.rejected == parsed.warnings == ()
    assert parsed.unmapped == ()
    first, second, third = parsed.rows
    assert (first.row, first.name, first.group, first.phones) == (4, "乌云·其木格", "一组", ("13800138001",))
    assert first.id_number is not None
    assert first.id_number.text == GOOD_ID
    assert (first.birth_on, first.sex) == (date(1945, 3, 12), Sex.MALE)
    assert first.categories == (Category.LIVING_ALONE,)
    assert (second.name, second.phones, second.group, second.note) == ("王𬭸", (), "二组", "眼疾")
    assert second.categories == (Category.MINIMUM_ALLOWANCE,)
    assert (third.name, third.village, third.group) == ("张三", "查干嘎查", "三组")


def test_a_real_old_excel_file_goes_all_the_way() -> None:
    parsed = parse_register(read_workbook(DATA / "register.xls"), today=TODAY)
    assert [row.name for row in parsed.rows] == ["乌云·其木格", "王𬭸"]
    assert parsed.rows[1].categories == (Category.MINIMUM_ALLOWANCE, Category.SEVERELY_DISABLED)
    (problem,) = parsed.rejected
    assert (problem.row, problem.column, problem.letter) == (5, "身份证号", "C")


@pytest.mark.parametrize("cell", ["1.50425E+17", 1.50425194503e17, 150425194503120013, "150425194503121000"])
def test_a_destroyed_id_is_refused_with_row_and_column(cell: Cell) -> None:
    parsed = parse(("姓名", "身份证号", "住址"), ("李四", made_up_id("19500101"), ""), ("张三", cell, "一组"))
    assert len(parsed.rows) == 1
    (problem,) = parsed.rejected
    assert (problem.row, problem.column, problem.letter, problem.severity) == (
        3,
        "身份证号",
        "B",
        Severity.ROW,
    )
    assert "丢失" in problem.reason
    assert "无法认定" in problem.reason
    assert str(cell) not in problem.reason


def test_a_destroyed_id_costs_only_its_cell_where_the_birth_date_tells_who_it_is() -> None:
    parsed = parse(("姓名", "身份证号", "出生日期"), ("张三", "1.50425E+17", "1945年3月12日"))
    (row,) = parsed.rows
    assert (row.id_number, row.birth_on) == (None, date(1945, 3, 12))
    (problem,) = parsed.rejected
    assert problem.severity is Severity.CELL


def test_a_wrong_check_digit_is_a_warning_and_keeps_the_row() -> None:
    wrong = GOOD_ID[:17] + ("1" if GOOD_ID[17] != "1" else "2")
    parsed = parse(("姓名", "身份证号"), ("张三", wrong))
    assert parsed.rows[0].id_number is not None
    assert not parsed.rows[0].id_number.check_ok
    assert [(p.row, p.column) for p in parsed.warnings] == [(2, "身份证号")]


def test_the_second_of_two_equal_ids_is_refused_with_the_first_ones_row() -> None:
    parsed = parse(("姓名", "身份证号"), ("张三", GOOD_ID), ("李四", GOOD_ID.lower()))
    assert [row.name for row in parsed.rows] == ["张三"]
    assert "第 2 行" in parsed.rejected[0].reason


def test_the_same_person_without_an_id_is_only_warned_of() -> None:
    parsed = parse(("姓名", "出生日期"), ("张三", "1945-03-12"), ("张 三", "1945.3.12"))
    assert len(parsed.rows) == 2
    assert [problem.row for problem in parsed.warnings] == [3]


def test_sex_and_birth_that_disagree_are_warned_of_and_the_id_wins() -> None:
    row, parsed = one(("性别", "出生日期", "年龄"), ("女", "1946-03-12", 60))
    assert (row.sex, row.birth_on) == (Sex.MALE, date(1945, 3, 12))
    assert [problem.column for problem in parsed.warnings] == ["出生日期", "年龄", "性别"]


def test_a_sex_nobody_knows_costs_its_cell() -> None:
    row, parsed = one(("性别",), ("七十六",))
    assert row.sex is Sex.MALE
    assert [(p.column, p.severity) for p in parsed.rejected] == [("性别", Severity.CELL)]


def test_somebody_under_sixty_is_warned_of() -> None:
    parsed = parse(("姓名", "身份证号"), ("张三", made_up_id("19900101")))
    assert "60" in parsed.warnings[0].reason


@pytest.mark.parametrize(
    ("birth", "on", "problems"),
    [
        ("1945.3", date(1945, 3, 1), 1),
        ("1945", None, 1),
        ("2030-01-01", None, 1),
        ("不详", None, 1),
        (16508, date(1945, 3, 12), 0),
    ],
)
def test_birth_dates_without_an_id_keep_what_they_tell(birth: Cell, on: date | None, problems: int) -> None:
    parsed = parse(("姓名", "出生日期", "住址"), ("张三", birth, "一组"))
    assert parsed.rows[0].birth_on == on
    assert len(parsed.rejected + parsed.warnings) == problems


def test_a_row_without_any_id_column_is_taken_by_name_and_place() -> None:
    header = ("序号", "身份类别", "组别", "姓名", "性别", "年龄", "联系电话", "家庭住址", "备注")
    parsed = parse(
        ("三留守及独居老人信息登记表",),
        header,
        (1, "独居老人", "第一组", "张三", "男", 81, "无电话", "巴彦嘎查", None),
        (2, "留守儿童", "一组", "李四", "女", 9, "无电话", "巴彦嘎查", None),
        (3, None, None, "王五", None, None, None, None, None),
    )
    assert [row.name for row in parsed.rows] == ["张三"]
    assert [(problem.row, problem.severity) for problem in parsed.rejected] == [
        (4, Severity.ROW),
        (5, Severity.ROW),
    ]


@pytest.mark.parametrize("cell", [None, "123", "——", "张三\n李四"])
def test_a_row_without_a_proper_name_is_refused(cell: Cell) -> None:
    parsed = parse(("姓名", "身份证号"), (cell, GOOD_ID))
    assert parsed.rows == ()
    assert [(p.row, p.column, p.severity) for p in parsed.rejected] == [(2, "姓名", Severity.ROW)]


def test_totals_signatures_repeated_headers_and_numbering_are_no_people() -> None:
    parsed = parse(
        REGISTER_HEADER,
        tuple(range(1, 11)),
        *register_rows()[3:],
        REGISTER_HEADER,
        (4, None),
        ("合计", 3),
        ("填表人：张三", None, "审核人：李四"),
    )
    assert len(parsed.rows) == 3
    assert parsed.rejected == ()


def test_a_header_of_two_rows_is_joined() -> None:
    parsed = parse(
        ("名册",),
        ("姓名", "身份证号", "监护人", None, None, "身份类别", None, "备注"),
        (None, None, "姓名", "关系", "联系电话", "独居", "低保", None),
        ("张三", GOOD_ID, "李 四", "儿子", 13800138001, "√", "否", "无"),
    )
    row = parsed.rows[0]
    assert parsed.header_row == 3
    assert row.categories == (Category.LIVING_ALONE,)
    (contact,) = row.contacts
    assert (contact.name, contact.relation, contact.phones) == ("李四", "儿子", ("13800138001",))
    assert contact.role is ContactRole.SUPPORTER


def test_a_group_row_over_everything_is_joined_too() -> None:
    parsed = parse(
        ("老人基本情况", None, None, "紧急联系人", None),
        ("姓名", "身份证号", "电话", "姓名", "电话"),
        ("张三", GOOD_ID, "无", "李四", "0476-8234567"),
    )
    row = parsed.rows[0]
    assert (row.name, row.phones) == ("张三", ())
    assert (row.contacts[0].name, row.contacts[0].role) == ("李四", ContactRole.EMERGENCY)


def test_a_village_merged_over_several_rows_stands_for_each() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("嘎查村", "姓名", "身份证号"),
        ("巴彦嘎查", "张三", GOOD_ID),
        (None, "李四", made_up_id("19500101")),
        (None, "王五", made_up_id("19510101")),
    ]
    parsed = parse_register(workbook_of(rows, merges=(Merge(1, 0, 2, 0),)), today=TODAY)
    assert [row.village for row in parsed.rows] == ["巴彦嘎查", "巴彦嘎查", ""]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("独居老人，空巢老人", (Category.LIVING_ALONE, Category.EMPTY_NEST)),
        ("失能（含失智）/高龄", (Category.INCAPACITATED, Category.OLDEST_OLD)),
        ("半失能", (Category.PARTLY_INCAPACITATED,)),
        ("失能失智", (Category.INCAPACITATED, Category.DEMENTIA)),
        ("五保（集中供养）", (Category.DESTITUTE_CENTRAL,)),
        ("分散供养特困人员", (Category.DESTITUTE_DISPERSED,)),
        ("低保户;低保边缘", (Category.MINIMUM_ALLOWANCE, Category.LOW_INCOME)),
        ("计划生育特殊家庭老人 失独", (Category.SPECIAL_FAMILY,)),
        ("重残一级", (Category.SEVERELY_DISABLED,)),
        ("肢体残疾三级", (Category.DISABLED,)),
        ("留守独居老人", (Category.LEFT_BEHIND, Category.LIVING_ALONE)),
        ("一般", ()),
    ],
)
def test_category_words_are_understood(text: str, categories: tuple[Category, ...]) -> None:
    row, parsed = one(("身份类别",), (text,))
    assert row.categories == categories
    assert parsed.warnings == ()


def test_an_unknown_category_is_warned_of_and_kept_in_the_note() -> None:
    row, parsed = one(("人员类别", "备注"), ("独居、外星人", "腿疾"))
    assert row.categories == (Category.LIVING_ALONE,)
    assert row.note == "腿疾；人员类别：外星人"
    assert [problem.column for problem in parsed.warnings] == ["人员类别"]


def test_disability_comes_from_grade_text_or_certificate() -> None:
    row, _parsed = one(("残疾类别", "残疾等级", "残疾证号"), ("肢体", "二级", GOOD_ID + "42"))
    assert row.categories == (Category.SEVERELY_DISABLED,)
    assert row.disability_certificate == GOOD_ID + "42"
    assert (row.disability_kind, row.disability_grade) == (DisabilityKind.LIMBS, DisabilityGrade.TWO)
    assert row.extra == {}
    assert one(("残疾证号",), (GOOD_ID + "43",))[0].categories == (Category.DISABLED,)
    assert one(("是否残疾",), ("否",))[0].categories == ()


def test_self_care_and_allowance_columns_tell_categories() -> None:
    row, parsed = one(("自理能力", "是否低保/特困"), ("半自理", "特困"))
    assert row.categories == (Category.PARTLY_INCAPACITATED, Category.DESTITUTE_DISPERSED)
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("text", "living", "categories"),
    [
        ("独居", LivingArrangement.ALONE, (Category.LIVING_ALONE,)),
        ("俩夫妻", LivingArrangement.WITH_SPOUSE, ()),
        ("空巢", LivingArrangement.WITH_SPOUSE, (Category.EMPTY_NEST,)),
        ("与子女居住", LivingArrangement.WITH_CHILDREN, ()),
        ("敬老院", LivingArrangement.INSTITUTION, ()),
    ],
)
def test_living_arrangements_are_understood(
    text: str, living: LivingArrangement, categories: tuple[Category, ...]
) -> None:
    row, _parsed = one(("居住方式",), (text,))
    assert (row.living_arrangement, row.categories) == (living, categories)


def test_the_other_fields_find_their_places() -> None:
    row, parsed = one(
        (
            "民族",
            "蒙文姓名",
            "家庭住址",
            "现居住地",
            "冬营盘",
            "子女姓名",
            "子女电话",
            "探访意愿",
            "包联干部",
            "户籍地址",
            "文化程度",
        ),
        (
            "蒙古",
            "ᠤᠶᠤᠨ",
            "一组 3号",
            "镇上",
            "查干沐沦西",
            "李四",
            "13800138001",
            "仅电话",
            "王 五",
            "别处",
            "小学",
        ),
    )
    assert (row.ethnic_code, row.mongolian_name, row.address) == ("02", "ᠤᠶᠤᠨ", "一组 3号")
    assert [(place.kind, place.text) for place in row.residences] == [
        (ResidenceKind.ELSEWHERE, "镇上"),
        (ResidenceKind.PASTURE, "查干沐沦西"),
    ]
    assert (row.contacts[0].relation, row.contacts[0].phones) == ("子女", ("13800138001",))
    assert (row.willingness, row.visitor) == (WillingnessKind.PHONE_ONLY, "王五")
    assert (row.registered_address, row.education_code) == ("别处", "80")
    assert (row.extra, parsed.unmapped) == ({}, ())


def test_two_contacts_in_a_row_stay_apart() -> None:
    row, _parsed = one(
        ("监护人姓名", "监护人电话", "邻居姓名", "邻居电话"), ("李四", "13800138001", "无", "13900139000")
    )
    assert [(c.name, c.phones, c.role) for c in row.contacts] == [
        ("李四", ("13800138001",), ContactRole.SUPPORTER),
        ("", ("13900139000",), ContactRole.NEIGHBOUR),
    ]


def test_an_explicit_mapping_overrides_the_headers() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (
        ("姓名", "证件", "备注", "享受"),
        ("张三", GOOD_ID, "巴彦嘎查", "是"),
    )
    mapping = {"证件": "id_number", "备注": "village", "享受": "tick:minimum_allowance"}
    parsed = parse_register(workbook_of(rows), today=TODAY, mapping=mapping)
    assert (parsed.rows[0].village, parsed.rows[0].categories) == ("巴彦嘎查", (Category.MINIMUM_ALLOWANCE,))


@pytest.mark.parametrize("mapping", [{"姓名": "no_such_field"}, {"没有这一栏": "village"}])
def test_a_mapping_of_things_that_do_not_exist_is_refused(mapping: dict[str, str]) -> None:
    with pytest.raises(BadMapping):
        parse_register(workbook_of(register_rows()), today=TODAY, mapping=mapping)


def test_the_fullest_sheet_is_taken_and_the_others_are_told() -> None:
    sheets = (
        Sheet("说明", (("填表说明",),)),
        Sheet("甲村", (("姓名", "身份证号", "电话"), ("李四", made_up_id("19500101"), None))),
        Sheet("乙村", tuple(register_rows())),
    )
    parsed = parse_register(Workbook(sheets, "xlsx"), today=TODAY)
    assert (parsed.sheet, parsed.other_sheets) == ("乙村", ("甲村",))
    chosen = parse_register(Workbook(sheets, "xlsx"), today=TODAY, sheet="甲村")
    assert [row.name for row in chosen.rows] == ["李四"]
    with pytest.raises(SheetMissing):
        parse_register(Workbook(sheets, "xlsx"), today=TODAY, sheet="丙村")


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("张三", GOOD_ID), ("李四", "无")], NoHeaderFound),
        ([("日期", "科目", "金额"), ("2026-11-02", "办公费", 12)], NoHeaderFound),
        ([("姓名", "金额", "备注"), ("张三", 12, None)], WrongSheet),
        ([("姓名", "联系电话", "走访日期", "走访内容"), ("张三", None, "2026-11-02", "好")], WrongSheet),
        ([REGISTER_HEADER], NoRows),
        ([REGISTER_HEADER, (1,), (2,), ("合计",)], NoRows),
    ],
)
def test_a_table_of_something_else_is_refused_with_words(
    rows: list[tuple[Cell, ...]], error: type[NoHeaderFound | WrongSheet | NoRows]
) -> None:
    with pytest.raises(error) as caught:
        parse(*rows)
    assert caught.value.what.format(**caught.value.details)


def test_reading_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    rows = [("姓名", "住址"), *[("张三", "一组")] * 600]
    with pytest.raises(Cancelled):
        parse_register(workbook_of(rows), today=TODAY, progress=progress)
