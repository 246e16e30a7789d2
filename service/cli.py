"""The command line: serve, analyze photos, keep profiles."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from service import logs
from service.app import build_context, create_app
from service.backup_commands import backup_command, restore_command
from service.context import Context
from service.dietary import Profile, parse_profile
from service.errors import DishcernError
from service.meal import Verdict
from service.overlay import WORDS
from service.owner import LOCAL_OWNER
from service.pipeline import MealReport, analyze
from service.routes.meals import data_info, model_info
from service.schemas.profile import ProfileDraft, ProfileOut
from service.schemas.report import MealReportOut
from service.settings import ENV_PREFIX, Settings
from service.store import open_profiles
from service.token_commands import token_commands

__all__ = ["main"]

commands = typer.Typer(
    help="Discern what is on the dish: foods, nutrition and dietary verdicts from meal photos.", no_args_is_help=True
)
profile_commands = typer.Typer(help="Dietary profiles stored on this machine.", no_args_is_help=True)
commands.add_typer(profile_commands, name="profile")
commands.add_typer(token_commands, name="token")
commands.command("backup")(backup_command)
commands.command("restore")(restore_command)
out, err = Console(), Console(stderr=True)

MARKS = {
    Verdict.FINE: "[green]✓ fine",
    Verdict.LIMIT: "[yellow]▲ limit",
    Verdict.AVOID: "[red]✕ avoid",
    Verdict.UNKNOWN: "[blue]? unknown",
    None: "-",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (of the process if none is given); what goes wrong is one line that says what to do."""
    try:
        commands(args=arguments)
    except ValidationError as error:
        # Validation errors of pydantic come from settings here: routes have their own handler.
        fail("; ".join(setting_problem(each["loc"], each["msg"]) for each in error.errors()))
    except Exception as error:
        if type(error).__module__.startswith(("models.", "service.", "nutrition_db.")):
            fail(str(error))
        raise


def setting_problem(place: tuple[int | str, ...], message: str) -> str:
    """Name the environment variable behind a refused setting."""
    text = message.removeprefix("Value error, ")
    return f"{ENV_PREFIX}{str(place[0]).upper()}: {text}" if place else text


def fail(text: str) -> None:
    """Say what went wrong and end with status 1."""
    err.print("[red]dishcern:[/]", escape(text), highlight=False)
    raise SystemExit(1)


@commands.command()
def serve(host: str | None = None, port: int | None = None) -> None:
    """Serve the page and the API."""
    from service.server import server  # costs 100 ms that the other commands do without

    given: dict[str, Any] = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    settings = Settings(**given)
    logs.configure(settings.log_format)
    app = create_app(settings)
    out.print(f"Dishcern listens on [bold]http://{settings.host}:{settings.port}[/]  (Ctrl-C ends it)", highlight=False)
    try:
        server(app, settings).run()
    except SystemExit:
        fail(f"could not listen on {settings.host}:{settings.port}: choose another port with --port")


@commands.command("analyze")
def analyze_photos(
    photos: list[Path],
    profile: Annotated[
        list[str] | None, typer.Option(help="Name of a stored profile, or words such as 'vegan, allergic to peanuts'.")
    ] = None,
    out_dir: Annotated[
        Path, typer.Option("--out", help="Folder for the annotated photo and the JSON of each photo.")
    ] = Path(),
) -> None:
    """Analyze photos: an annotated JPEG and a JSON report each."""
    context = build_context(Settings())
    profiles = [
        named_profile(context, words, f"inline-{number}") for number, words in enumerate(profile or [], start=1)
    ]
    out_dir.mkdir(parents=True, exist_ok=True)
    failed = 0
    for photo in track(photos, "analyzing", console=err, disable=len(photos) == 1):
        try:
            report = analyze(
                photo.read_bytes(),
                profiles,
                detector=context.detector,
                table=context.table,
                limits=context.photo_limits,
            )
        except (DishcernError, OSError) as error:
            failed += 1
            err.print(f"[red]{escape(str(photo))}:[/] {escape(str(error))}", highlight=False)
            continue
        write(report, photo, out_dir, context)
    if failed:
        raise typer.Exit(1)


def write(report: MealReport, photo: Path, folder: Path, context: Context) -> None:
    """Write both files of a report and show its table."""
    answer = MealReportOut.of(report, model=model_info(context), data=data_info(context))
    target = folder / f"{photo.stem}.dishcern"
    target.with_suffix(".dishcern.json").write_text(
        answer.model_dump_json(indent=1, exclude={"annotated_image"}), encoding="utf-8"
    )
    if report.picture is not None:
        target.with_suffix(".dishcern.jpg").write_bytes(report.picture.data)
    out.print(summary(report, photo))


def summary(report: MealReport, photo: Path) -> Table:
    """One photo as a table for the terminal."""
    table = Table(title=escape(str(photo)), title_justify="left")
    for column in ("food", "grams", "kcal", "verdict", "why"):
        table.add_column(column)
    assessment = report.assessment
    if not assessment.items:
        table.caption = WORDS["en"].nothing
    for item in assessment.items:
        judgements = assessment.verdicts.by_item.get(item.id, ())
        reasons = [reason.text for judgement in judgements for reason in judgement.reasons[:1]]
        energy = None if assessment.hide_energy else item.nutrition["energy_kcal"]
        name = item.label if item.food is None else item.food.name
        table.add_row(
            name,
            number(item.portion.grams),
            number(energy),
            MARKS[assessment.verdicts.worst(item.id)],
            "\n".join(reasons),
        )
    return table


def number(value: float | None) -> str:
    """Whole numbers for people; unknown is a dash, not 0."""
    return "-" if value is None else f"{value:.0f}"


def named_profile(context: Context, words: str, profile_id: str) -> Profile:
    """Find a stored profile by its name, else read the words as a sentence."""
    stored = next(
        (each for each in context.profiles.list(LOCAL_OWNER) if each.name.casefold() == words.casefold()), None
    )
    if stored is not None:
        return stored
    parsed = parse_profile(words)
    if parsed.not_understood:
        err.print(f"[yellow]not understood:[/] {escape(', '.join(parsed.not_understood))}", highlight=False)
    if not parsed.understood:
        fail(
            f"no stored profile is called {words!r} and the words name no diet, condition or allergen: "
            "try 'vegan' or 'allergic to peanuts'"
        )
    return replace(parsed.profile, id=profile_id)


@profile_commands.command("list")
def list_profiles() -> None:
    """List stored profiles."""
    profiles = open_profiles(Settings()).list(LOCAL_OWNER)
    for each in profiles:
        out.print(f"{each.id}  {each.name}", highlight=False, markup=False)
    if not profiles:
        out.print(
            "No profiles yet: dishcern profile add 'pescatarian with high cholesterol' --name Kim --consent",
            highlight=False,
        )


@profile_commands.command("add")
def add_profile(
    words: str,
    name: Annotated[str, typer.Option(help="What to call it.")],
    consent: Annotated[
        bool, typer.Option(help="Health data (conditions, allergens, pregnancy) may be stored here.")
    ] = False,
) -> None:
    """Store a profile described in words."""
    parsed = parse_profile(words)
    if parsed.not_understood:
        fail(f"not understood: {', '.join(parsed.not_understood)}. Say it otherwise; nothing was stored")
    draft = replace(parsed.profile, name=name, consent_to_store=consent)
    if draft.is_health_data and not consent:
        fail("these words tell of someone's health: add --consent if they may be stored on this machine")
    try:
        ProfileDraft.from_domain(draft)
    except ValidationError as error:
        fail("; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()))
    stored = open_profiles(Settings()).create(LOCAL_OWNER, draft)
    out.print(f"{stored.id}  {stored.name}", highlight=False, markup=False)


@profile_commands.command("show")
def show_profile(profile_id: str) -> None:
    """Show a stored profile as JSON."""
    stored = open_profiles(Settings()).get(LOCAL_OWNER, profile_id)
    out.print_json(ProfileOut.from_domain(stored).model_dump_json())


@profile_commands.command("delete")
def delete_profile(profile_id: str) -> None:
    """Delete a stored profile."""
    open_profiles(Settings()).delete(LOCAL_OWNER, profile_id)
    out.print(f"deleted {profile_id}", highlight=False, markup=False)


if __name__ == "__main__":
    main()
