"""Remembered portions: what a person's usual portion of a food weighs, kept with one of their profiles."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.errors import PortionNotFound
from service.portions import PersonalPortion
from service.store.tables import PortionRow, now

__all__ = ["forget_portions", "portion_not_found", "remember_portion", "remembered_portions"]


def remembered_portions(session: Session, profile_id: str) -> tuple[PersonalPortion, ...]:
    """All remembered portions of a profile, by food id."""
    chosen = select(PortionRow).where(PortionRow.profile_id == profile_id).order_by(PortionRow.food_id)
    return tuple(PersonalPortion(row.food_id, row.grams) for row in session.scalars(chosen))


def remember_portion(session: Session, owner: str, profile_id: str, portion: PersonalPortion) -> None:
    """Keep a portion in the place of what was remembered of this food before."""
    row = session.get(PortionRow, (profile_id, portion.food_id))
    if row is None:
        row = PortionRow(profile_id=profile_id, food_id=portion.food_id, owner=owner, grams=portion.grams)
        session.add(row)
    row.grams, row.updated_at = portion.grams, now()


def forget_portions(session: Session, profile_id: str, food_id: str | None) -> None:
    """Forget one portion, or all with None; raises PortionNotFound when the one is not there."""
    chosen = delete(PortionRow).where(PortionRow.profile_id == profile_id)
    if food_id is None:
        session.execute(chosen)
        return
    row = session.get(PortionRow, (profile_id, food_id)) if "\x00" not in food_id else None
    if row is None:
        raise portion_not_found(food_id)
    session.delete(row)


def portion_not_found(food_id: str) -> PortionNotFound:
    """Name the food nothing is remembered of."""
    return PortionNotFound(f"No portion of {food_id[:80]!r} is remembered. {PortionNotFound.remedy}")
