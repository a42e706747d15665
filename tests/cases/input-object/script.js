return { name: input.customer.name, count: input.ids.length, nothing: input.none };
