interface Order {
  id: number;
}
const orders: Order[] = [;
return orders;
