import tensorflow as tf

import ops
from ops import double as twice

ops.double(tf.constant(1.0))
twice(tf.constant(2.0))
