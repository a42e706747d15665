seen = []
try:
    await tools["a\ud800"].b()
except ToolUnknown as error:
    seen.append(error.kind)
search_tools("\ud800")
raise ValueError("bad \ud800 text")
