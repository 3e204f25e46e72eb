"""TensorTidy: finds, explains and fixes resource leaks in PyTorch, TensorFlow and Keras code."""
