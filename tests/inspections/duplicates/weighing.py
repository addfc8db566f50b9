"""The weights of the reference file, for tests of pure modules."""

from inspections.duplicates.cases import Weights

WEIGHTS = Weights(
    prior=-4.0,
    same_asset=6.0,
    other_asset=-6.0,
    reach_m=100.0,
    spread_m=5.0,
    unknown_accuracy_m=10.0,
    window_days=30.0,
    fade_days=3.0,
    same_place=1.0,
    other_place=-3.0,
    same_matter=0.7,
    other_matter=-1.5,
    same_words=3.0,
    plain_words=0.25,
    same_photo=5.0,
    photo_bits=8.0,
    came_back=-5.0,
    least=-4.0,
    suggest_at=0.5,
    merge_at=0.95,
)
