"""An instance of a class whose torch base is three files away."""

from top import Tagger

tagger = Tagger()  #? tagger is module
total = tagger.size()  #? total is number
