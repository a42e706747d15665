input is None
