"""Without `as`, importing lab.shapes binds lab: lab.width and lab.shapes.width are two things."""

import lab.shapes

outer = lab.width  #? outer is number
inner = lab.shapes.width  #? inner is detached tensor
print(outer, inner)
