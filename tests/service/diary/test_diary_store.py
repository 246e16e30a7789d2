"""The stored diary on SQLite and PostgreSQL: one row a request, whole or not at all, for its owner only."""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from models.detection import Box
from nutrition_db import NutritionTable
from service import portions
from service.diary import DiaryEntry, KeptPhoto
from service.dietary import AllergenConcern, Profile
from service.errors import ConsentRequired, DiaryEntryNotFound, IdempotencyKeyReused
from service.meal import Candidate, Item
from service.settings import Settings
from service.store import Store, open_store
from service.store.diary import Period, Place, RequestKey
from service.store.items import document_of_item, item_of

TABLE = NutritionTable.load()
APPLE = TABLE.get("fndds:63101000")
ITEM = Item(
    id="item-1",
    box=Box(1.5, 2, 30, 40),
    label="apple",
    confidence=0.8,
    food=APPLE,
    portion=portions.given(150, eaten_fraction=0.5),
    alternatives=(Candidate(TABLE.get("fndds:63137010"), 0.1),),
)
NOON = datetime(2026, 5, 17, 12, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))


def entry(number: int = 0, **changes: Any) -> DiaryEntry:
    made = DiaryEntry(
        id=str(uuid.UUID(int=number)),
        eaten_at=NOON + timedelta(minutes=number),
        title="Lunch 🍎",
        note="",
        items=(ITEM,),
        profile_ids=("kim",),
        profiles=(Profile("inline-1", "Kim", diets=("vegan",)),),
        photo=KeptPhoto("p" * 36, 640, 480),
        created_at=datetime(2026, 5, 17, tzinfo=UTC),
        updated_at=datetime(2026, 5, 17, tzinfo=UTC),
    )
    return replace(made, **changes)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = open_store(Settings.model_validate({"database_url": url}), TABLE)
    yield made
    made.close()


def test_an_entry_comes_back_as_it_was(store: Store) -> None:
    store.diary.create("kim", entry())
    kept = store.diary.get("kim", entry().id)
    assert kept == entry()
    assert kept.eaten_at.utcoffset() == NOON.utcoffset()


def test_a_key_names_one_request(store: Store) -> None:
    key = RequestKey("k", "a" * 64)
    assert store.diary.create("kim", entry(1), key) == (entry(1), False)
    assert store.diary.create("kim", entry(2), key) == (entry(1), True)
    assert store.diary.replayed("kim", key) == entry(1)
    with pytest.raises(IdempotencyKeyReused, match="'k'"):
        store.diary.create("kim", entry(3), RequestKey("k", "b" * 64))
    assert store.diary.page("kim", Period(), 10).total == 1


def test_keys_of_other_owners_are_other_keys(store: Store) -> None:
    key = RequestKey("k", "a" * 64)
    store.diary.create("kim", entry(1), key)
    assert store.diary.replayed("alex", key) is None
    assert store.diary.create("alex", entry(2), RequestKey("k", "b" * 64)) == (entry(2), False)


def test_pages_and_periods_are_an_owners_own(store: Store) -> None:
    for number in range(5):
        store.diary.create("kim", entry(number))
    store.diary.create("alex", entry(9))
    first = store.diary.page("kim", Period(), 2)
    assert [each.id for each in first.entries] == [entry(4).id, entry(3).id]
    assert first.next is not None
    second = store.diary.page("kim", Period(), 3, Place.parse(str(first.next)))
    assert [each.id for each in second.entries] == [entry(number).id for number in (2, 1, 0)]
    assert (second.total, second.next) == (5, None)
    assert store.diary.page("kim", Period(first=date(2026, 5, 18)), 10).total == 0
    assert store.diary.page("kim", Period(last=date(2026, 5, 17)), 10).total == 5


def test_each_goes_through_more_than_one_chunk(store: Store) -> None:
    for number in range(203):
        store.diary.create("kim", entry(number, eaten_at=NOON))  # all at the same time: only ids tell them apart
    assert [each.id for each in store.diary.each("kim")] == [entry(number).id for number in range(203)]


ACCESSES: dict[str, Callable[[Store, str], object]] = {
    "get": lambda store, kept: store.diary.get("alex", kept),
    "change": lambda store, kept: store.diary.change("alex", kept, lambda entry: entry),
    "delete": lambda store, kept: store.diary.delete("alex", kept),
}


@pytest.mark.parametrize("access", ACCESSES)
def test_other_owners_entries_are_as_absent_as_none(store: Store, access: str) -> None:
    store.diary.create("kim", entry())
    for entry_id in (entry().id, "x" * 36, "\x00"):
        with pytest.raises(DiaryEntryNotFound):
            ACCESSES[access](store, entry_id)
    assert store.diary.get("kim", entry().id) == entry()


def test_forgetting_an_owner_leaves_the_others(store: Store) -> None:
    for owner, number in (("kim", 1), ("alex", 2)):
        store.diary.create(owner, entry(number))
        store.profiles.create(owner, Profile("", owner))
    store.forget("kim")
    assert (store.profiles.list("kim"), store.diary.page("kim", Period(), 9).total) == ((), 0)
    assert (len(store.profiles.list("alex")), store.diary.page("alex", Period(), 9).total) == (1, 1)


def test_health_data_needs_consent(store: Store) -> None:
    sick = (Profile("inline-1", "Kim", allergens=(AllergenConcern("milk"),)),)
    with pytest.raises(ConsentRequired):
        store.diary.create("kim", entry(profiles=sick))
    store.diary.create("kim", entry())
    with pytest.raises(ConsentRequired):
        store.diary.change("kim", entry().id, lambda kept: replace(kept, profiles=sick))
    assert store.diary.get("kim", entry().id) == entry()


def test_changes_at_the_same_time_all_count(store: Store) -> None:
    store.diary.create("kim", entry(note=""))

    def add(letter: str) -> None:
        store.diary.change("kim", entry().id, lambda kept: replace(kept, note=kept.note + letter))

    threads = [threading.Thread(target=add, args=(letter,)) for letter in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(store.diary.get("kim", entry().id).note) == list("abcdefgh")


def test_numbers_stay_as_they_were_when_the_table_changes() -> None:
    document = document_of_item(ITEM)
    document["food"]["nutrients"]["energy_kcal"] = 1_000.0
    assert item_of(document, TABLE).nutrition["energy_kcal"] == 750.0


def test_a_food_the_table_lost_keeps_its_numbers_and_is_unknown() -> None:
    document = document_of_item(ITEM)
    document["food"]["id"] = "own:gone"
    document["alternatives"].append({"food_id": "own:gone", "confidence": 0.1})
    item = item_of(document, TABLE)
    assert item.nutrition == ITEM.nutrition
    assert item.food is not None
    assert {fact.presence.value for fact in item.food.allergens.values()} == {"unknown"}
    assert item.alternatives == ITEM.alternatives


def test_an_item_nobody_could_name_is_kept_too() -> None:
    nameless = replace(ITEM, food=None, box=None)
    assert item_of(document_of_item(nameless), TABLE) == nameless
