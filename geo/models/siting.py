"""Examples of where an act happened: each place that its sentence names is right or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geo.models.boosting import fit_chances
from geo.models.corpora import balance
from geo.models.triggers import Trigger

# The public sentences leave out many a place ("killed in Qamishli" of none); what is marked by our
# own rules counts for more.
_OWN = 3.0
_PARAMETERS: Mapping[str, Any] = {
    "rounds": 320,
    "learning_rate": 0.06,
    "num_leaves": 20,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.4,
    "lambda_l2": 5.0,
}


def fit_siting(triggers: Sequence[Trigger], **changed: Any) -> dict[str, Any]:
    """Fit how likely each place named in an act's sentence is that of the act.

    Parameters
    ----------
    triggers
        Acts whose places are marked.
    changed
        Parameters of the trees other than the usual ones.
    """
    weight = balance(Counter(trigger.corpus for trigger in triggers for _ in trigger.sites))
    weight["events"] = _OWN * weight.get("events", 0.0)
    pairs = [
        (trigger, site, row)
        for trigger in triggers
        for site, row in zip(trigger.sites, trigger.rows, strict=True)
    ]
    return fit_chances(
        [row for _, _, row in pairs],
        [trigger.is_at(site) for trigger, site, _ in pairs],
        [weight[trigger.corpus] for trigger, _, _ in pairs],
        **{**_PARAMETERS, **changed},
    )
