"""The texts: sentences the service says to people in more than one place."""

__all__ = ["DISCLAIMER"]

DISCLAIMER = (
    "Estimates from a photo, for adults; not medical advice. A photo cannot show every ingredient: "
    "with an allergy or a condition, ask what is in the food. Correct names and grams to improve the numbers."
)
