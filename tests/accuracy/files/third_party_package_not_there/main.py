"""Classes and factories of a package that nobody can see stay unknown, whatever they are called."""

from nets import Detector, create_model

model = create_model("resnet50")  #? model is unknown
detector = Detector()  #? detector is unknown
