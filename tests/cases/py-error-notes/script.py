try:
    {}["a"]
except KeyError as error:
    error.add_note("while reading row 3")
    raise
