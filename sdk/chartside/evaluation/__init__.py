"""Evaluate a predictive model: discrimination, calibration, what acting on it is worth, survival, fairness, and one report of it all.

An extra, because it needs scikit-learn, SciPy, lifelines and fairlearn: ``pip install chartside[evaluation]``. It is for where a model is
trained and judged; nothing that serves may import it.
"""

try:
    from chartside.evaluation.arms import (
        Arms,
        NumberNeeded,
        absolute_risk_difference,
        number_needed,
        number_needed_interval,
        risk_difference_interval,
    )
    from chartside.evaluation.bootstrap import bootstrap
    from chartside.evaluation.brier import brier, scaled_brier
    from chartside.evaluation.calibration import (
        CalibrationLine,
        calibration_in_the_large,
        calibration_line,
        observed_to_expected,
    )
    from chartside.evaluation.comparison import Comparison, comparisons
    from chartside.evaluation.confusion import Confusion
    from chartside.evaluation.cox import Cox, HazardRatio, cox
    from chartside.evaluation.discovery import adjusted
    from chartside.evaluation.discrimination import auprc, auroc, delong
    from chartside.evaluation.fairness import Fairness, fairness
    from chartside.evaluation.follow_up import FollowUp
    from chartside.evaluation.harrell import harrell_c
    from chartside.evaluation.horizon import (
        HorizonBin,
        HorizonCalibration,
        horizon_calibration,
        horizon_observed_to_expected,
    )
    from chartside.evaluation.interval import Interval
    from chartside.evaluation.kaplan_meier import KaplanMeier, SurvivalPoint, kaplan_meier
    from chartside.evaluation.measure import Measure
    from chartside.evaluation.net_benefit import Decision, decision_curve, net_benefit
    from chartside.evaluation.predictions import Predictions
    from chartside.evaluation.proportion import Proportion
    from chartside.evaluation.refusal import InputError, UndefinedError
    from chartside.evaluation.reliability import Bin, reliability
    from chartside.evaluation.report import evaluate
    from chartside.evaluation.split import Split, split_by_patient
    from chartside.evaluation.survival import SurvivalPredictions
    from chartside.evaluation.youden import Youden, youden
except ModuleNotFoundError as missing:
    if (missing.name or "").startswith("chartside"):
        raise
    raise ImportError(
        f"chartside.evaluation needs {missing.name}, which is not installed: pip install chartside[evaluation]"
    ) from missing

__all__ = [
    "Arms",
    "Bin",
    "CalibrationLine",
    "Comparison",
    "Confusion",
    "Cox",
    "Decision",
    "Fairness",
    "FollowUp",
    "HazardRatio",
    "HorizonBin",
    "HorizonCalibration",
    "InputError",
    "Interval",
    "KaplanMeier",
    "Measure",
    "NumberNeeded",
    "Predictions",
    "Proportion",
    "Split",
    "SurvivalPoint",
    "SurvivalPredictions",
    "UndefinedError",
    "Youden",
    "absolute_risk_difference",
    "adjusted",
    "auprc",
    "auroc",
    "bootstrap",
    "brier",
    "calibration_in_the_large",
    "calibration_line",
    "comparisons",
    "cox",
    "decision_curve",
    "delong",
    "evaluate",
    "fairness",
    "harrell_c",
    "horizon_calibration",
    "horizon_observed_to_expected",
    "kaplan_meier",
    "net_benefit",
    "number_needed",
    "number_needed_interval",
    "observed_to_expected",
    "reliability",
    "risk_difference_interval",
    "scaled_brier",
    "split_by_patient",
    "youden",
]
