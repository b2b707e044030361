"""What a run was made with, and what it could not use."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Provenance", "Rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """A component of a run: its version and what it was made from."""

    component: str
    version: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A document, line or file that was not used, and why."""

    document_id: str
    stage: str
    reason: str
    source: str = ""
