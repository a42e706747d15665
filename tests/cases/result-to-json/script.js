return { price: { toJSON: () => ({ cents: 5 }) } };
