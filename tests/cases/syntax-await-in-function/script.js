function load() {
  return await tools.shop.orders();
}
return load();
