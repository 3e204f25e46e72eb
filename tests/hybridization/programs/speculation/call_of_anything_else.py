"""``call`` of a class that is no model says nothing by its name."""


class Phone:
    def call(self, number):  #? eager tensor? literal?, stays: undeterminable-primitive-parameter undeterminable-tensor-parameter, told
        return number
