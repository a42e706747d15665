async function* pages() {
  for (let page = 1; page <= 3; page++) yield await tools.shop.echo({ page });
}
const seen = [];
for await (const { page } of pages()) seen.push(page);
for await (const echo of [tools.shop.echo({ page: 4 }), tools.shop.echo({ page: 5 })]) seen.push(echo.page);
return seen;
