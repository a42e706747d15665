```python
len("abc")
```
