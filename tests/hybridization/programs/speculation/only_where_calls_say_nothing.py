"""A call with a number is more than a name; the name decides for a tensor all the same."""


def train_step(n):  #? eager tensor literal, stays: has-primitive-parameters, told
    return n


train_step(3)
