"""Kept in an attribute, at once or by way of a name, a handle is the object's."""

import csv


class Journal:
    def __init__(self, path):
        target = open(path, "w")  #? owner of target is object
        self.target = target
        self.errors = open(path + ".errors", "w")  #? owner of self.errors is object
        self.rows = csv.writer(target)
