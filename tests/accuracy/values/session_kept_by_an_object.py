"""A session opened in the constructor is what the method runs in."""

import tensorflow as tf


class Runner:
    def __init__(self, graph):
        self.session = tf.compat.v1.Session(graph=graph)
        self.graph = graph

    def run(self, fetch, rows):
        print(self.graph)  #? self.graph is unknown
        return self.session.run(fetch, {"rows:0": rows})  #? self.session is session

    def stop(self):
        return self.session.close()  #? self.session.close() is None
