"""Splitting arrays gives arrays; an estimator is no Keras model though it is fit and predicts."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

rows, marks = np.random.rand(40, 3), np.random.randint(2, size=40)
seen, unseen, known, asked = train_test_split(rows, marks, test_size=0.25)
model = RandomForestClassifier().fit(seen, known)
print(seen, model)  #? seen is array; model is unknown
print(model.predict(unseen))  #? model.predict(unseen) is array
print(accuracy_score(asked, model.predict(unseen)))  #? asked is array
