class Bad:
    @property
    def __dict__(self): raise ValueError("not to be looked at")

return Bad()
