const [a, b] = await Promise.all([tools.shop.orders(), tools.shop.orders()]);
a[0].total = "changed";
return [b[0].total, (await tools.shop.orders())[0].total];
