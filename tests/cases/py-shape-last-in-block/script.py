if input:
    {"given": input}
else:
    {"given": None}
