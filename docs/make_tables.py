"""Write docs/settings.md and docs/rules.md from the code they describe: `python docs/make_tables.py`."""

from pathlib import Path

from service.dietary import Rule, load_catalogue
from service.dietary.catalogue import NumberRule
from service.settings import ENV_PREFIX, Settings

HERE = Path(__file__).parent


SETTINGS = """# Settings

Read from the environment. A value that cannot work ends the start with a sentence that says so.

| variable | what it sets |
|---|---|
"""
RULES = """# Rules

Every rule a profile can switch on, from `service/dietary/data/`. *quoted*: the number stands in the source named;
*derived*: computed from one; *house*: Dishcern's own line, which no body published. Figures of AHA, WHO, ACOG,
KDIGO, NHLBI and the Dietary Guidelines were written from knowledge and still need a check against their sources.

Beside them a profile has personal rules: `allergen.<key>`, `limit.<nutrient>`, `avoid.<word>`, `dislike.<word>`.
`food.unknown` and `food.name_uncertain` speak for what nobody could name: until a person confirms it, a food is
judged by the worst of its name and every alternative of confidence 0.10 or more, and is fine only above 0.75. Texts
follow `Accept-Language` (en, de, es). The order of verdicts: avoid, unknown on what
a food contains, limit, unknown on a number, fine.

| rule | text | line | origin | source |
|---|---|---|---|---|
"""


def settings() -> str:
    """List every setting with its description."""
    fields = Settings.model_fields.items()
    return SETTINGS + "".join(f"| `{ENV_PREFIX}{name.upper()}` | {field.description} |\n" for name, field in fields)


def line(rule: Rule) -> str:
    """Say a rule's line in one cell; fact rules have none."""
    if not isinstance(rule, NumberRule):
        return "-"
    bands = [
        f"{name} from {share:.0%}"
        for name, share in (("limit", rule.limit_from), ("avoid", rule.avoid_from))
        if share is not None
    ]
    return f"{rule.threshold:g} {rule.unit} a {rule.basis}; {', '.join(bands)}"


def rules() -> str:
    """List every rule with its line, origin and source."""
    return RULES + "".join(
        f"| `{rule.id}` | {rule.text} | {line(rule)} | {rule.origin} | {rule.source} |\n"
        for rule in load_catalogue().rules
    )


if __name__ == "__main__":
    (HERE / "settings.md").write_text(settings(), encoding="utf-8")
    (HERE / "rules.md").write_text(rules(), encoding="utf-8")
