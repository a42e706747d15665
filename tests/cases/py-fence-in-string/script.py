text = """
```json
{"a": 1}
```
"""
text.count("```")
