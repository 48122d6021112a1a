from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert, select, text
from sqlalchemy.dialects import postgresql

from pemilu.wilayah.kode import InvalidKode, KodeWilayah
from pemilu.wilayah.scope import WilayahScope

PLACES = Table("places", MetaData(), Column("kode", String(10), index=True))

# Both sides of every carry: 13|14, 19|21, 1399|14, 139999|14, 99 with nothing above it.
EDGES = [
    "12", "1299", "129999", "1299999999", "13", "1301", "1309", "130999", "1310", "1371", "137109",
    "1371099999", "137110", "1379", "1399", "139999", "1399999999", "14", "1401", "140101", "19",
    "1999", "199999", "21", "2101", "89", "8999", "90", "9001", "98", "9899", "99", "9901", "9998",
    "9999", "999901", "999999", "9999990001", "9999999998", "9999999999",
]  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        PLACES.metadata.create_all(opened)
        opened.execute(insert(PLACES), [{"kode": kode} for kode in EDGES])
        yield opened
    engine.dispose()


def found(connection, scope):
    return set(connection.scalars(select(PLACES.c.kode).where(scope.where(PLACES.c.kode))))


def covered(scope):
    return {kode for kode in EDGES if scope.covers(KodeWilayah(kode))}


def test_an_empty_scope_covers_nothing(connection):
    for empty in (WilayahScope(), WilayahScope.of()):
        assert not empty.covers(KodeWilayah("13"))
        assert found(connection, empty) == set()


def test_a_scope_does_not_reach_its_siblings_or_its_parent():
    scope = WilayahScope.of(KodeWilayah("1371"))
    assert [scope.covers(KodeWilayah(kode)) for kode in ("13", "1372", "1370", "6413711001")] == [False] * 4


def test_a_scope_is_not_made_of_text_that_is_no_kode():
    with pytest.raises(InvalidKode):
        WilayahScope.of(KodeWilayah("13%"))


def test_the_national_scope_covers_everything(connection):
    assert WilayahScope.national().covers(KodeWilayah("99"))
    assert found(connection, WilayahScope.national()) == set(EDGES)


@pytest.mark.parametrize("prefix", EDGES)
def test_the_database_finds_exactly_what_the_scope_covers(connection, prefix):
    scope = WilayahScope.of(KodeWilayah(prefix))
    assert found(connection, scope) == covered(scope) == {kode for kode in EDGES if kode.startswith(prefix)}


@given(st.lists(st.sampled_from(EDGES), max_size=6))
def test_several_regions_cover_their_union(connection, prefixes):
    scope = WilayahScope.of(*map(KodeWilayah, prefixes))
    expected = {kode for kode in EDGES if kode.startswith(tuple(prefixes))}
    assert found(connection, scope) == covered(scope) == expected


def test_a_region_inside_another_adds_nothing():
    whole = WilayahScope.of(KodeWilayah("1371"))
    assert WilayahScope.of(KodeWilayah("137103"), KodeWilayah("1371"), KodeWilayah("1371")) == whole
    assert hash(WilayahScope.of(KodeWilayah("1371"))) == hash(whole)


def test_a_null_is_outside_every_scope_but_the_national_one():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        PLACES.metadata.create_all(connection)
        connection.execute(insert(PLACES), [{"kode": None}])
        assert found(connection, WilayahScope.of(KodeWilayah("99"))) == set()
        assert found(connection, WilayahScope.national()) == {None}
    engine.dispose()


def written(scope):
    query = select(PLACES.c.kode).where(scope.where(PLACES.c.kode))
    compiled = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    return " ".join(str(compiled).partition("WHERE")[2].split())


@pytest.mark.parametrize(
    ("prefix", "condition"),
    [
        ("13", "places.kode >= '13' AND places.kode < '14'"),
        ("19", "places.kode >= '19' AND places.kode < '2'"),
        ("1399", "places.kode >= '1399' AND places.kode < '14'"),
        ("99", "places.kode >= '99'"),
        ("9999", "places.kode >= '9999'"),
        ("1371031004", "places.kode >= '1371031004' AND places.kode < '1371031005'"),
    ],
)
def test_the_condition_is_a_range_of_digits_only(prefix, condition):
    assert written(WilayahScope.of(KodeWilayah(prefix))) == condition


def test_the_condition_is_answered_from_a_plain_index(connection):
    query = select(PLACES.c.kode).where(WilayahScope.of(KodeWilayah("13")).where(PLACES.c.kode))
    sql = query.compile(connection, compile_kwargs={"literal_binds": True})
    (plan,) = connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"))
    assert plan.detail.startswith("SEARCH")
    assert "kode>? AND kode<?" in plan.detail
