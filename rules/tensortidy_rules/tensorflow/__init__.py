"""Smells of TensorFlow and Keras code, and of scripts around them."""
