"""Whether a share has changed between two groups of events: a statistic, and nothing else.

The log-odds ratio with an informative prior of Monroe, Colaresi and Quinn ("Fightin' Words",
Political Analysis 16, 2008, section 3.5.1). They compare words, whose counts are one multinomial
with a Dirichlet prior; an event can have several themes, so each theme is a binomial of its own,
with the marginal of that prior: a beta.

Many articles may tell one happening, so events are no independent draws. The variance of each
group is multiplied by its design effect (Kish, Survey Sampling, 1965, section 5.4, with perfectly
alike members): one happening that is told forty times weighs like one event.
"""

from dataclasses import dataclass
from math import log, sqrt

PRIOR_EVENTS = 50.0
"""The prior speaks as loud as so many events with the share of both groups together. It keeps small
counts from large scores."""

CLEAR = 2.58
"""From this score on, a change is called clear: by chance about one share in a hundred gets there,
in either direction (two-sided, standard normal)."""


@dataclass(frozen=True)
class Group:
    """A group of `events`, of which `hits` have the theme. `design_effect` is the mean number of
    hits of the happening that a hit belongs to: 1 where each tells of another happening."""

    hits: int
    events: int
    design_effect: float = 1.0

    @property
    def share(self) -> float:
        """Hits per event; 0 for an empty group."""
        return self.hits / self.events if self.events else 0.0


def score_change(now: Group, before: Group) -> float:
    """How much larger the share of `now` is than that of `before`, in standard errors of their log
    odds: above `CLEAR` clearly larger, below `-CLEAR` clearly smaller.

    0 where no event, or every event, of both groups is a hit: there is nothing to compare.
    """
    pooled = Group(now.hits + before.hits, now.events + before.events).share
    if pooled in (0.0, 1.0):
        return 0.0
    odds_now, variance_now = _log_odds(now, pooled)
    odds_before, variance_before = _log_odds(before, pooled)
    return (odds_now - odds_before) / sqrt(variance_now + variance_before)


def _log_odds(group: Group, pooled: float) -> tuple[float, float]:
    hits = group.hits + PRIOR_EVENTS * pooled
    others = group.events - group.hits + PRIOR_EVENTS * (1 - pooled)
    return log(hits / others), group.design_effect * (1 / hits + 1 / others)
