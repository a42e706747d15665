enum Level { Low, High }

interface Order {
  id: number;
}

class Report {
  constructor(private readonly orders: Order[]) {}

  first(): Order {
    const order = this.orders.find((o: Order) => o.id === Level.High);
    return order!.missing.id;
  }
}

return new Report([{ id: 1 }]).first();
