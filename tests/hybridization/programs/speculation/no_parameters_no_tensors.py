"""Without parameters there is nothing to speculate about."""


def train_step():  #? eager, stays: has-no-tensor-parameters, told
    return 1
