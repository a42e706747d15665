import os
os.listdir(".")
