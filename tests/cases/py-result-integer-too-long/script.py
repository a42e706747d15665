return {"n": [10**5000]}
