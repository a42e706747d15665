s = "a b"
    t = s
    [t, len(t)]
