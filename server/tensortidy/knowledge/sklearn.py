"""scikit-learn: searches that fit many models, and estimators that run parallel themselves."""

from __future__ import annotations

SEARCHES = frozenset({
    "sklearn.model_selection.GridSearchCV",
    "sklearn.model_selection.RandomizedSearchCV",
    "sklearn.model_selection.HalvingGridSearchCV",
    "sklearn.model_selection.HalvingRandomSearchCV",
    "sklearn.model_selection.cross_val_score",
    "sklearn.model_selection.cross_validate",
    "sklearn.model_selection.cross_val_predict",
    "sklearn.model_selection.learning_curve",
    "sklearn.model_selection.validation_curve",
})  # fmt: skip
