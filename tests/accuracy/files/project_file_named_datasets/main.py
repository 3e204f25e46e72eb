"""The file datasets.py of the project is meant; only one of its two classes is torch's."""

import datasets

frames = datasets.Frames()  #? frames is dataset


def load_dataset(path):
    rows = datasets.Dataset()
    rows.rows.append(path)  #? rows is unknown
    return rows
