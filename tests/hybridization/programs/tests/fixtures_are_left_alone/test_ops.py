"""pytest calls fixtures by the names of their parameters."""

import pytest
import tensorflow as tf


@pytest.fixture
def doubled(x: tf.Tensor):  #? eager tensor literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects, told
    return x * 2
