return {"f": print}
