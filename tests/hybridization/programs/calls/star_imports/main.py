from ops import *

double(tf.constant(1.0))
