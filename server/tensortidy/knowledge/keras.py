"""TensorFlow and Keras."""

from __future__ import annotations

from tensortidy.knowledge.facts import Call, Kind, fresh

CALLS: dict[str, Call] = {
    **fresh(Kind.KERAS_MODEL, "keras.", "Model Sequential models.Model models.Sequential models.load_model "
            "models.clone_model models.model_from_json"),
    **fresh(Kind.SESSION, "tensorflow.", "Session InteractiveSession compat.v1.Session compat.v1.InteractiveSession"),
    **fresh(Kind.DATASET, "tensorflow.data.Dataset.", "from_tensor_slices from_generator from_tensors list_files"),
    **fresh(Kind.DATASET, "tensorflow.data.", "TFRecordDataset TextLineDataset"),
    **fresh(Kind.DATASET, "keras.utils.", "image_dataset_from_directory text_dataset_from_directory"),
}  # fmt: skip

# Wrappers that train a network for scikit-learn: one process's worth of memory for each of them.
ESTIMATOR_WRAPPERS = frozenset({
    "scikeras.wrappers.KerasClassifier", "scikeras.wrappers.KerasRegressor", "scikeras.wrappers.BaseWrapper",
    "keras.wrappers.SKLearnClassifier", "keras.wrappers.SKLearnRegressor",
    "keras.wrappers.scikit_learn.KerasClassifier", "keras.wrappers.scikit_learn.KerasRegressor",
    "skorch.NeuralNet", "skorch.NeuralNetClassifier", "skorch.NeuralNetRegressor",
    "skorch.classifier.NeuralNetClassifier", "skorch.regressor.NeuralNetRegressor",
})  # fmt: skip


def call_of(name: str) -> Call | None:
    """Facts that hold for whole families of names."""
    family, _, last = name.rpartition(".")
    if family.startswith("keras.applications"):
        return Call(Kind.KERAS_MODEL) if last[:1].isupper() else None
    if family.startswith("keras.layers") and last[:1].isupper():
        return Call(Kind.KERAS_LAYER)
    return None
