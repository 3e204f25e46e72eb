"""A file that imports names one by one gets one more."""

from tensorflow import constant, matmul
#+ from tensorflow import function


#+ @function
def squared(x):  #? eager tensor, P1
    return matmul(x, x)


squared(constant([[1.0]]))
