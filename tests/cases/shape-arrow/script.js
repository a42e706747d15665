async () => {
  const { a } = await tools.shop.echo({ a: 1 });
  return a + 1;
}
