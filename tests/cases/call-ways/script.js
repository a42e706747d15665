const { echo } = tools.shop;
const name = "echo";
return [
  await tools.shop.echo({ a: 1 }),
  await tools.shop["echo"]({ a: 2 }),
  await tools["shop.echo"]({ a: 3 }),
  await tools["shop"][name]({ a: 4 }),
  await echo({ a: 5 }),
  await tools?.shop?.echo?.({ a: 6 }),
  await tools.shop.echo.call(null, { a: 7 }),
  await tools.shop.echo(...[{ a: 8 }]),
  await tools.shop.echo(),
];
