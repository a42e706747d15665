return [input["a"], input["b"][0], type(input).__name__]
