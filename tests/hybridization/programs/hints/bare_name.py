"""A hint by a bare name is one too."""

from tensorflow import Tensor
#+ from tensorflow import function


#+ @function
def double(x: Tensor):  #? eager tensor, P1, told
    return x * 2
