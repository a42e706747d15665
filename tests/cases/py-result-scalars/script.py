return [True, False, None, 0, -1.5, "", 1e300, 0.1 + 0.2]
