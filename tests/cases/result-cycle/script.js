const order = { id: 1, items: [{ name: 'x' }] };
order.items[0].order = order;
return { order };
