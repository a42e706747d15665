print("a\ud800b")
return 1
