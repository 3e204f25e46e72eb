"""An h5py file is an open handle; a dataset in it is not a dataset to train from."""

import h5py
import numpy as np

store = h5py.File("clips.h5", "w")
clips = store.create_dataset("clips", data=np.zeros((4, 16)))
print(store, clips)  #? store is open handle; clips is unknown
print(clips.shape)  #? clips.shape is container of number
store.close()
