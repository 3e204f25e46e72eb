"""forward(), parameters() and eval() do not make a module: the bases in sight end at object."""

from base import BaseModel


class MeanModel(BaseModel):  #? instance is unknown
    def forward(self, rows):
        return sum(rows) / len(rows)


predictor = MeanModel().eval()  #? predictor is unknown
guess = predictor([1.0, 2.0])  #? guess is number
