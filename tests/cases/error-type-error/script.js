const order = { customer: null };
return order.customer.name;
