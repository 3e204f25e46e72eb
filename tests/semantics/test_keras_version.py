"""Which Keras a file is written for, by what it imports and calls."""

import pytest

from semantics.asking import model_of
from tensortidy.semantics import Answer


@pytest.mark.parametrize(
    "program",
    [
        "import keras\nx = keras.ops.relu(1.0)",
        "from keras import ops",
        "import tensorflow as tf\nx = tf.keras.ops.relu(1.0)",
        "import keras\nkeras.utils.clear_session()",
        "import os\nimport keras\nos.environ['KERAS_BACKEND'] = 'jax'",
    ],
)
def test_what_only_keras_3_has_tells_it(program: str) -> None:
    version = model_of(program).keras_version
    assert version.is_keras_3 is Answer.YES
    assert version.assumptions == ()
    assert version.reasons


@pytest.mark.parametrize(
    "program",
    [
        "import tf_keras",
        "from keras.layers.core import Dense",
        "from keras.utils import np_utils",
        "from keras import backend as K\nx = K.sum(1)",
        "from tensorflow.keras.layers.experimental import preprocessing",
        "from tensorflow.python.keras.layers import Dense",
        "import tensorflow as tf\nx = tf.placeholder('float')\ny = tf.keras.Input((3,))",
        "import tensorflow as tf\ntf.compat.v1.disable_eager_execution()\nfrom tensorflow import keras",
        "from tensorflow import keras\noptimizer = keras.optimizers.Adam(lr=0.1)",
        "from tensorflow import keras\nkeras.Sequential().fit_generator(None)",
        "from tensorflow import keras\nkeras.Sequential().add_metric(None)",
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '1'\nimport tensorflow as tf",
        "import os\nos.environ.setdefault('TF_USE_LEGACY_KERAS', '1')\nimport tensorflow as tf",
    ],
)
def test_what_keras_3_lacks_tells_it_too(program: str) -> None:
    version = model_of(program).keras_version
    assert version.is_keras_3 is Answer.NO
    assert len(version.reasons) == 1


@pytest.mark.parametrize(
    "program",
    [
        "import keras\nmodel = keras.Sequential()",
        "import tensorflow as tf\nx = tf.keras.backend.sum(1)",  # tf.keras of Keras 3 still has it
        "import keras\nkeras.backend.clear_session()",
        "try:\n    from keras import ops\nexcept ImportError:\n    ops = None\nimport keras",
        "import keras\nif keras.__version__ > '3':\n    x = keras.ops.relu(1)\nelse:\n    x = keras.backend.relu(1)",
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '0'\nimport tensorflow as tf",
    ],
)
def test_what_both_have_tells_nothing(program: str) -> None:
    assert model_of(program).keras_version.is_keras_3 is Answer.UNKNOWN


def test_what_is_assumed_is_said_in_words() -> None:
    assert (
        "TensorFlow 2.16" in model_of("import tensorflow as tf\nx = tf.keras.Input((3,))").keras_version.assumptions[0]
    )
    assert "2023" in model_of("import keras").keras_version.assumptions[0]
