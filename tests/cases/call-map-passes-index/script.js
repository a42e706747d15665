return await Promise.all([{ a: 1 }, { a: 2 }].map(tools.shop.echo));
