return {"orders": [tools.shop.never()]}
