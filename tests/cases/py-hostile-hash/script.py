class Bad:
    def __hash__(self): raise RuntimeError("no hash")
    def __eq__(self, other): raise RuntimeError("no eq")
    def __repr__(self): raise RuntimeError("no repr")

return {"bad": [Bad()]}
