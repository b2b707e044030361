"""Who acts: states, forces, groups, organisations and persons, as the text names them."""

from geo.actors.finding import find_actors
from geo.actors.lexicon import ActorLexicon
from geo.lineage import ActorRelation, Relation

__all__ = ["ActorLexicon", "ActorRelation", "Relation", "find_actors"]
