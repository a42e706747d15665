class InventoryError(Exception):
    def __init__(self, message, **details):
        super().__init__(message)
        self.details = details


class OutOfStock(InventoryError):
    pass


class UnknownSku(InventoryError):
    def __init__(self, sku):
        super().__init__(f"unknown sku {sku}", sku=sku)


class RangeError(ValueError):
    pass


class Inventory:
    def __init__(self):
        self.__stock = {}
        self.__log = []

    def add(self, sku, quantity):
        if quantity <= 0:
            raise RangeError(f"quantity must be positive, not {quantity}")
        self.__stock[sku] = self.__stock.get(sku, 0) + quantity
        self.__log.append(f"+{quantity} {sku}")
        return self

    def remove(self, sku, quantity):
        there = self.count(sku)
        if there < quantity:
            raise OutOfStock(f"only {there} of {sku}", sku=sku, missing=quantity - there)
        self.__stock[sku] -= quantity
        self.__log.append(f"-{quantity} {sku}")
        return self

    def count(self, sku):
        try:
            return self.__stock[sku]
        except KeyError:
            raise UnknownSku(sku) from None

    @property
    def log(self):
        return tuple(self.__log)

    def as_dict(self):
        return dict(self.__stock)


inventory = Inventory()
outcomes = []
for action, *args in input:
    try:
        value = getattr(inventory, action)(*args)
        outcomes.append("ok" if value is inventory else value)
    except (InventoryError, ValueError) as error:
        outcomes.append(
            {
                "name": type(error).__name__,
                "message": str(error),
                "details": getattr(error, "details", {}),
                "own": isinstance(error, InventoryError),
            }
        )

return {"outcomes": outcomes, "inventory": inventory.as_dict(), "log": inventory.log, "hidden": not hasattr(inventory, "__stock")}
