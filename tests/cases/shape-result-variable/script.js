const orders = [1, 2];
const result = orders.length;
