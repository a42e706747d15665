compile("a = 1\nb = = 2", "rule.py", "exec")
