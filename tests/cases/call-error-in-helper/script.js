async function load(id) {
  return tools.shop.fail({ id });
}

async function all(ids) {
  return await Promise.all(ids.map((id) => load(id)));
}

return await all([1, 2]);
