from tensorflow import function
