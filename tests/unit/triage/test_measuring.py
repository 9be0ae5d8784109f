from countersign.triage.measuring import auroc_bp, calibration_error_bp, share_bp
from countersign.triage.risk_control import Judged


def test_a_share_of_nothing_is_nothing():
    assert share_bp(0, 0) == 0


def test_a_calibrated_forecaster_has_no_calibration_error():
    assert calibration_error_bp([Judged(7_500, correct=True)] * 3 + [Judged(7_500, correct=False)]) == 0


def test_a_boaster_has_the_error_of_his_boast():
    assert calibration_error_bp([Judged(10_000, correct=False)] * 2 + [Judged(10_000, correct=True)] * 2) == 5_000


def test_auroc_counts_ties_by_half():
    assert auroc_bp([3, 5], [1, 3]) == 8_750
