"""Which report, and which mention, stands in which document under which id."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from fiction.story import Story
from fiction.tables import read_table
from fiction.texts import Mention, Text, Told

__all__ = ["Ledger", "digest"]


def digest(text: str) -> str:
    """Return an id made from content."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Ledger:
    """The written reports with their ids; `mentions` are the rows of the places by id."""

    def __init__(self, story: Story, texts: Sequence[Text], keys: Sequence[str]) -> None:
        acts = read_table("acts")
        self.told: list[Told] = []
        self.documents: list[str] = []
        self.report_ids: list[str] = []
        self.mentions: dict[str, tuple[str, Mention]] = {}
        self.event_ids: list[str] = [""] * len(story.events)
        self.earliest: list[int] = [0] * len(story.events)
        for key, text in zip(keys, texts, strict=True):
            self.mention(key, text.dateline)
            for told in text.told:
                act = acts[story.reports.act[told.report]]
                ends = f"{told.start}-{told.start + len(told.trigger)}"
                report_id = digest(f"{key}|{ends}|{act['event_type']}")
                if story.reports.first[told.report]:
                    event = int(story.reports.event[told.report])
                    self.event_ids[event] = report_id
                    self.earliest[event] = len(self.told)
                self.told.append(told)
                self.documents.append(key)
                self.report_ids.append(report_id)

    def mention(self, document_id: str, mention: Mention | None) -> str | None:
        """Return the id of a mention, which is a row of the places from then on."""
        if mention is None:
            return None
        place_id = f"{document_id}:{mention.start}-{mention.end}"
        self.mentions[place_id] = (document_id, mention)
        return place_id
