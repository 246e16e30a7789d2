"""The words: every text the picture shows, per language. Food names stay as they are in the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.meal import Verdict

__all__ = ["WORDS", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of the picture in one language."""

    verdicts: Mapping[Verdict, str]
    unnamed: str
    not_mine: str
    meal: str
    protein: str
    carbohydrate: str
    fat: str
    at_least: str
    score: str
    no_profile: str
    not_counted: str
    nothing: str
    also: str
    estimate: str
    decimal_comma: bool = False

    def number(self, value: float, digits: int = 0) -> str:
        """A number as this language writes it."""
        text = f"{value:.{digits}f}"
        return text.replace(".", ",") if self.decimal_comma else text


WORDS: Final[Mapping[str, Words]] = {
    "en": Words(
        verdicts={
            Verdict.FINE: "Fine",
            Verdict.LIMIT: "Limit",
            Verdict.AVOID: "Avoid",
            Verdict.UNKNOWN: "Not known, ask",
        },
        unnamed="Which food?",
        not_mine="not on my plate",
        meal="This meal",
        protein="protein",
        carbohydrate="carbs",
        fat="fat",
        at_least="at least",
        score="Above each dot: score of 10, higher is better",
        no_profile="No profile chosen: dots are neutral",
        not_counted="kcal not known",
        nothing="No food found. Try a photo taken closer, from above and in better light.",
        also="Also",
        estimate="Estimates from a photo. No photo shows every ingredient: ask when it matters.",
    ),
    "de": Words(
        verdicts={
            Verdict.FINE: "In Ordnung",
            Verdict.LIMIT: "Begrenzen",
            Verdict.AVOID: "Meiden",
            Verdict.UNKNOWN: "Unbekannt, nachfragen",
        },
        unnamed="Welches Essen?",
        not_mine="nicht auf meinem Teller",
        meal="Diese Mahlzeit",
        protein="Eiweiß",
        carbohydrate="Kohlenhydrate",
        fat="Fett",
        at_least="mindestens",
        score="Über jedem Punkt: Wertung von 10, höher ist besser",
        no_profile="Kein Profil gewählt: Punkte sind neutral",
        not_counted="kcal nicht bekannt",
        nothing="Kein Essen gefunden. Versuchen Sie ein Foto aus der Nähe, von oben und in besserem Licht.",
        also="Außerdem",
        estimate="Schätzung nach einem Foto. Kein Foto zeigt jede Zutat: im Zweifel nachfragen.",
        decimal_comma=True,
    ),
    "es": Words(
        verdicts={
            Verdict.FINE: "Adecuado",
            Verdict.LIMIT: "Limitar",
            Verdict.AVOID: "Evitar",
            Verdict.UNKNOWN: "No se sabe, pregunte",
        },
        unnamed="¿Qué alimento?",
        not_mine="no está en mi plato",
        meal="Esta comida",
        protein="proteína",
        carbohydrate="carbohidratos",
        fat="grasa",
        at_least="al menos",
        score="Sobre cada punto: puntuación de 10, más es mejor",
        no_profile="Sin perfil elegido: puntos neutros",
        not_counted="kcal desconocidas",
        nothing="No se encontró comida. Pruebe una foto más cercana, desde arriba y con mejor luz.",
        also="También",
        estimate="Estimación a partir de una foto. Ninguna foto muestra todo: pregunte si es importante.",
        decimal_comma=True,
    ),
}
"""Language code -> words."""
