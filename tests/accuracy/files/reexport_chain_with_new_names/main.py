"""Three files rename a class on its way out; a decoy has the final name at the source."""

import pkg
from pkg.inner import deep

thing = pkg.Outer()  #? thing is module
decoy = deep.Outer()  #? decoy is unknown
part = thing.core  #? part is module
