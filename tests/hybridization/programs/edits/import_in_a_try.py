"""An import that may fail is an import."""

try:
    import tensorflow as tf
except ImportError:
    tf = None


#+ @tf.function
def squared(x):  #? eager tensor, P1
    return tf.matmul(x, x)


squared(tf.constant([[1.0]]))
