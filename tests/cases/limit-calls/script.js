await Promise.all(Array.from({ length: 100000 }, (_, n) => tools.shop.echo({ n })));
