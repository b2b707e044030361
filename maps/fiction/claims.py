"""Who is said to hold which town, and what the wars are said to have cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fiction.actors import NOBODY
from fiction.events import FIRST_DAY
from fiction.ledger import Ledger, digest
from fiction.story import Story
from fiction.tables import read_table
from fiction.texts import Text
from geo.schema import TABLES

__all__ = ["control_rows", "figure_rows"]

_FIGURES_EVERY = 40
_MEASURES = ("killed", "injured", "displaced", "missing")

_CONTRADICTED_SHARE = 0.25
_LOSER_NAMED_SHARE = 0.7
_BESIEGED_SHARE = 0.07
_CONTESTED_SHARE = 0.16
_SIEGE_DAYS = 40


def control_rows(story: Story, ledger: Ledger) -> list[dict[str, Any]]:
    """Return claims: the winner takes, the loser is said to lose, or says that it holds on."""
    events, reports = story.events, story.reports
    ids = [actor.actor_id for actor in story.cast.rows]
    rows = []
    for at, told in enumerate(ledger.told):
        event = int(reports.event[told.report])
        claims = _claims(story, told.report, event)
        mention = told.place
        if mention is None:
            continue
        for actor, claim, since in claims:
            rows.append(
                {
                    "claim_id": digest(f"{ledger.report_ids[at]}|{ids[actor]}|{claim}"),
                    "document_id": ledger.documents[at],
                    "report_id": ledger.report_ids[at],
                    "actor_id": ids[actor],
                    "claim": claim,
                    "place_id": ledger.mention(ledger.documents[at], mention),
                    "entry_id": story.places.rows[mention.place].entry_id,
                    "since": None if since is None else (FIRST_DAY + since).item(),
                    "date": (FIRST_DAY + int(events.day[event])).item(),
                    "background": bool(events.background[event]),
                    "surface": told.trigger,
                    "sentence": told.sentence,
                }
            )
    declared = set(TABLES["control"].names)
    return [{name: row[name] for name in row if name in declared} for row in rows]


def _claims(story: Story, report: int, event: int) -> list[tuple[int, str, int | None]]:
    """Return actor, claim and first day of what a report says about who holds a town."""
    events, reports = story.events, story.reports
    source, target = int(events.source[event]), int(events.target[event])
    voice = float(reports.voice[report])
    if events.crossing[event]:
        if reports.denied[report] or (not reports.first[report] and voice < _CONTRADICTED_SHARE):
            return [(target, "holds", None)] if target != NOBODY else []
        lost = target != NOBODY and voice < _LOSER_NAMED_SHARE
        taken: list[tuple[int, str, int | None]] = [(source, "takes", None)]
        return [*taken, (target, "loses", None)] if lost else taken
    fought = read_table("acts")[events.act[event]]["noun"] in {"Clash", "Shelling"}
    town = story.places.rows[events.place[event]].feature_class == "P"
    if not (fought and town and not events.near[event]) or voice > _CONTESTED_SHARE:
        return []
    if voice < _BESIEGED_SHARE:
        return [(source, "besieges", max(0, int(events.day[event]) - _SIEGE_DAYS))]
    return [(source, "contested", None)]


def figure_rows(story: Story, texts: Sequence[Text], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Return totals of a war, which some documents state after their last report."""
    rows = []
    names = [country.name for country in story.archipelago.countries]
    for number in range(_FIGURES_EVERY, len(texts), _FIGURES_EVERY):
        text = texts[number]
        country = names[int(story.places.country[text.dateline.place])]
        measure = _MEASURES[number // _FIGURES_EVERY % len(_MEASURES)]
        total = 100 * (10 + number * 40_000 // len(texts) // 100)
        whose = "the League of the Southern Isles"
        sentence = (
            f"The war in {country} has left more than {total:,} people {measure}, {whose} says."
        )
        start = len(text.text) + 1 + sentence.index(f"{total:,}")
        text.text += f" {sentence}"
        end = start + len(f"{total:,}")
        rows.append(
            {
                "figure_id": f"{keys[number]}:{start}-{end}",
                "document_id": keys[number],
                "start": start,
                "end": end,
                "surface": f"{total:,}",
                "measure": measure,
                "low": total,
                "attribution": whose,
                "sentence": sentence,
            }
        )
    return rows
