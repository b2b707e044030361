"""Who acts: states, forces, groups, organisations and persons, as the text names them."""

from geo.actors.finding import find_actors
from geo.actors.lexicon import ActorLexicon

__all__ = ["ActorLexicon", "find_actors"]
