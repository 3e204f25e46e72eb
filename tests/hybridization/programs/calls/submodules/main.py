import tensorflow as tf

import net.ops

net.ops.double(tf.constant(1.0))
