"""Without speculation a function that nothing calls is left alone."""
#! no-speculative


def train_step(images):  #? eager tensor? literal? effects? recursive?, stays: cant-approximate-recursion undeterminable-primitive-parameter undeterminable-side-effects undeterminable-tensor-parameter
    return images * 2
