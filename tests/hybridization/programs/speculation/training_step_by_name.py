"""Steps of training take tensors, judging by their name."""
#+ from tensorflow import function


#+ @function
def train_step(images):  #? eager tensor, P1, told
    return images * 2
