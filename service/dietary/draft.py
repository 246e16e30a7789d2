"""The draft: a profile while a sentence is being read. Each step returns what it did, in words for people."""

from service.dietary.names import opening
from service.dietary.profile import AllergenConcern, Limit, Profile, Severity
from service.dietary.quantities import Quantity
from service.dietary.vocabulary import Meaning, Vocabulary, singular
from service.language import Language

__all__ = ["Draft"]

_VEGETARIAN = ("vegetarian", "ovo_vegetarian", "lacto_vegetarian")


class Draft:
    """Collects keys in the order they were said, each once."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self._vocabulary = vocabulary
        self._language = language
        self._diets: dict[str, None] = {}
        self._conditions: dict[str, None] = {}
        self._avoids: dict[str, None] = {}
        self._dislikes: dict[str, None] = {}
        self._allergens: dict[str, AllergenConcern] = {}
        self._limits: dict[tuple[str, str, bool], Limit] = {}
        self._daily_energy_kcal: float | None = None

    def add_named(self, meaning: Meaning) -> str:
        """Take in a diet, a condition or a phrase that means several things."""
        if meaning.kind == "diet":
            self._diets[meaning.value] = None
            return self._said_diet(meaning.value)
        if meaning.kind == "condition":
            self._conditions[meaning.value] = None
            name = self._language.name("conditions", meaning.value)
            return self._language.say("parsed_condition", name=name)
        bundle = self._vocabulary.bundles[meaning.place]
        self._diets.update(dict.fromkeys(bundle.get("diets", ())))
        said = [self._said_diet(diet) for diet in bundle.get("diets", ())]
        said += [self._add_allergen(key, AllergenConcern(key)) for key in bundle.get("allergens", ())]
        if "limit" in bundle:
            limit = Limit(bundle["limit"]["nutrient"], max=float(bundle["limit"]["max"]))
            said.append(self.add_quantity(Quantity(0, 0, limit)))
        return "; ".join(said)

    def drop_named(self, meaning: Meaning) -> str:
        """Take a diet, a condition or a phrase out again."""
        bundle = self._vocabulary.bundles[meaning.place] if meaning.kind == "bundle" else {}
        for key in (meaning.value, *bundle.get("diets", ())):
            self._diets.pop(key, None)
            self._conditions.pop(key, None)
        for key in bundle.get("allergens", ()):
            self._allergens.pop(key, None)
        return self._language.say("parsed_not", name=meaning.value.replace("_", " "))

    def add_food(self, meaning: Meaning, context: str, severity: Severity | None) -> str:
        """Take in a food under allergy, intolerance, free, avoid, dislike or eat; "" when a profile cannot say it."""
        food = self._vocabulary.foods[meaning.place]
        allergens = tuple(food.get("allergens", ()))
        if context in ("eat", "welcome"):
            return self._allow(food.get("avoids", ()), allergens)
        if context == "dislike":
            return self.add_dislike(meaning.value)
        if context == "allergy" and allergens:
            return "; ".join(
                self._add_allergen(key, AllergenConcern(key, severity or Severity.SEVERE)) for key in allergens
            )
        if context in ("intolerance", "free") and "diets" in food:
            self._diets.update(dict.fromkeys(food["diets"]))
            return "; ".join(map(self._said_diet, food["diets"]))
        if context == "intolerance" and allergens:
            grade = severity or Severity.MODERATE
            return "; ".join(self._add_allergen(key, AllergenConcern(key, grade, False)) for key in allergens)
        avoids = tuple(food.get("avoids", ())) or (meaning.value,)
        self._avoids.update(dict.fromkeys(avoids))
        return "; ".join(self._language.say("parsed_avoid", name=self._language.avoided(key)) for key in avoids)

    def drop_food(self, meaning: Meaning) -> str:
        """Take a food out again, whatever it was under."""
        food = self._vocabulary.foods[meaning.place]
        for key in food.get("allergens", ()):
            self._allergens.pop(key, None)
        for key in (meaning.value, *food.get("avoids", ())):
            self._avoids.pop(key, None)
        for key in food.get("diets", ()):
            self._diets.pop(key, None)
        return self._language.say("parsed_not", name=meaning.value)

    def add_dislike(self, word: str) -> str:
        """Take in a disliked food by its word."""
        self._dislikes[singular(word)] = None
        return self._language.say("parsed_dislike", name=singular(word))

    def add_quantity(self, quantity: Quantity) -> str:
        """Take in a limit or the day's energy."""
        if quantity.limit is not None:
            limit = quantity.limit
            self._limits[limit.nutrient, limit.per, limit.max is None] = limit
        if quantity.daily_energy_kcal is not None:
            self._daily_energy_kcal = quantity.daily_energy_kcal
        return quantity.meaning(self._language)

    def set_severity(self, severity: Severity) -> None:
        """Grade every allergen so far."""
        for key, concern in self._allergens.items():
            self._allergens[key] = AllergenConcern(key, severity, concern.traces_matter)

    def set_traces(self, matter: bool) -> None:
        """Say of every allergen so far whether traces matter."""
        for key, concern in self._allergens.items():
            self._allergens[key] = AllergenConcern(key, concern.severity, matter)

    def profile(self) -> Profile:
        """Return the profile as it stands, without an id."""
        return Profile(
            id="",
            name=self._name(),
            diets=tuple(self._diets),
            conditions=tuple(self._conditions),
            avoids=tuple(self._avoids),
            allergens=tuple(self._allergens.values()),
            limits=tuple(self._limits.values()),
            dislikes=tuple(self._dislikes),
            daily_energy_kcal=self._daily_energy_kcal,
        )

    def _add_allergen(self, key: str, concern: AllergenConcern) -> str:
        self._allergens[key] = concern
        return self._language.say(
            "parsed_allergen",
            name=self._language.name("allergens", key),
            severity=self._language.name("severities", concern.severity),
            traces=self._language.say("traces_matter" if concern.traces_matter else "traces_ignored"),
        )

    def _said_diet(self, diet: str) -> str:
        return self._language.say("parsed_diet", name=self._language.name("diets", diet))

    def _allow(self, avoids: tuple[str, ...], allergens: tuple[str, ...]) -> str:
        """ "Vegetarian but eats fish" is a diet of its own; any other exception a profile cannot say."""
        vegetarian = [diet for diet in _VEGETARIAN if diet in self._diets]
        if vegetarian and set(allergens) & {"fish", "crustacean", "mollusc"}:
            for diet in vegetarian:
                del self._diets[diet]
            self._diets["pescatarian"] = None
            return self._said_diet("pescatarian")
        if self._diets or set(avoids) & set(self._avoids) or set(allergens) & set(self._allergens):
            return ""
        return self._language.say("parsed_eaten")

    def _name(self) -> str:
        said = [
            *(self._language.name("diets", key) for key in self._diets),
            *(self._language.name("conditions", key) for key in self._conditions),
            *(
                self._language.say("profile_no", name=self._language.avoided(key))
                for key in (*self._allergens, *self._avoids)
            ),
        ]
        return opening(", ".join(said)[:80].strip()) or self._language.say("profile_name")
