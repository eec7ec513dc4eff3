"""Predictions that hypothesis draws, and a study that is made up once, with all that a report can hold."""

import numpy as np
from hypothesis import strategies as st

from chartside.evaluation import Arms, FollowUp, Predictions, Proportion, SurvivalPredictions, evaluate

FEW = {"seed": 3, "replicates": 20, "bins": 4}
ARMS = Arms(Proportion(10, 200), Proportion(30, 200))
UNITS = st.integers(1, 999).map(lambda n: n / 1000)


@st.composite
def predictions(draw, least=4, most=40, both=True):
    """Rows with both classes among them, probabilities with ties, strictly within 0 and 1."""
    rows = draw(st.integers(least, most))
    outcomes = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
    if both:
        outcomes[:2] = [True, False]
    return Predictions.of(outcomes, draw(st.lists(UNITS, min_size=rows, max_size=rows)))


def study(rows=300, seed=7, each=1, lean=0.0):
    """A study of so many rows whose probabilities are true but for ``lean`` on the log-odds; ``each`` rows a patient."""
    draw = np.random.default_rng(seed)
    odds = draw.normal(-1, 1.2, rows)
    outcomes = draw.random(rows) < 1 / (1 + np.exp(-odds))
    return Predictions.of(outcomes, 1 / (1 + np.exp(-(odds + lean))), patients=[n // each for n in range(rows)])


def followed(rows=60):
    draw = np.random.default_rng(2)
    risks = draw.uniform(0.1, 0.9, rows)
    durations = draw.exponential(-1 / np.log(1 - risks))
    follow_up = FollowUp.of(np.minimum(durations, 2), durations < 2)
    return SurvivalPredictions.of(follow_up, risks, horizon=1), {"risk": risks}


def whole(**more):
    survival, covariates = followed()
    return evaluate(
        study(120),
        threshold=0.3,
        attributes={"site": ["a", "b", "c"] * 40},
        decision_thresholds=[0.1, 0.3],
        survival=survival,
        covariates=covariates,
        arms=ARMS,
        **(FEW | more),
    )
