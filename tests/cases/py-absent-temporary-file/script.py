import tempfile
with tempfile.NamedTemporaryFile("w") as file:
    file.write("x")
