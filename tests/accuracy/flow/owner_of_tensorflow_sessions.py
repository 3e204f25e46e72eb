"""A session in a with block ends with it; del does not close one."""

import tensorflow as tf


def run(fetches):
    with tf.compat.v1.Session() as session:  #? owner of session is with; session is session
        first = session.run(fetches)
    other = tf.compat.v1.Session()  #? owner of other is nobody
    second = other.run(fetches)
    del other
    return first, second
