"""Bounds of sentences and clauses that the parser does not find."""

from __future__ import annotations

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

__all__: list[str] = []

# No sentence of prose is longer: what goes on without a full stop is a list or a table, and
# reading it as one sentence would take time that grows with the square of its length.
_LONGEST_CLAUSE_TOKENS = 300
_LONGEST_SENTENCE_TOKENS = 1_000


@Pipeline.component("geo_sentences")
def _bound_sentences(doc: Doc) -> Doc:
    """Let no sentence go on without end."""
    in_sentence = in_clause = 0
    for token in doc[:-1]:
        in_sentence += 1
        in_clause = 0 if token.text in {".", "!", "?"} else in_clause + 1
        if in_clause >= _LONGEST_CLAUSE_TOKENS or in_sentence >= _LONGEST_SENTENCE_TOKENS:
            doc[token.i + 1].is_sent_start = True
            in_sentence = in_clause = 0
    return doc


@Pipeline.component("geo_clauses")
def _part_clauses(doc: Doc) -> Doc:
    """Mend two links of clauses that the parser gets wrong.

    A clause that a semicolon ends is no part of what the next one says: in "Oslo asked for ships;
    Rome refused" what Rome refuses is not told. An infinitive without a pronoun tells what a noun
    is for ("an operation to clear the forest"), and does not describe it.
    """
    for token in doc:
        main = token.head
        if token.dep_ == "relcl" and token.tag_ == "VB":
            before = [child for child in token.children if child.i < token.i]
            if [child.lower_ for child in before if child.dep_ != "neg"] == ["to"]:
                token.dep_ = "acl"
        if token.dep_ != "ccomp" or token.i > main.i:
            continue
        after = token.right_edge.i + 1
        subject = any(c.dep_ in {"nsubj", "nsubjpass"} and c.i > after for c in main.children)
        if subject and doc[after].text == ";":
            token.dep_ = "parataxis"
    return doc
