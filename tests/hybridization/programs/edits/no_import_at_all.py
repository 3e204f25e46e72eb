"""Where nothing is imported from TensorFlow, the name is imported, once."""

import numpy as np
#+ from tensorflow import function


#+ @function
def train_step(x):  #? eager tensor, P1, told
    return x * 2


#+ @function
def test_step(x):  #? eager tensor, P1, told
    return x * 3


shift = np.ones(2)
