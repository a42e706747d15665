Sure, here is the script.
