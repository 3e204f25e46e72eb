"""Smells of how Keras and TensorFlow are used together."""
