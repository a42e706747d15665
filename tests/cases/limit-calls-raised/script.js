const all = await Promise.all(Array.from({ length: 100000 }, (_, n) => tools.shop.echo({ n })));
return all.reduce((sum, { n }) => sum + n, 0);
