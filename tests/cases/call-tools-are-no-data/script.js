console.log(tools.shop, tools.shop.orders);
return [Object.keys(tools), 'shop' in tools, JSON.stringify({ tools }), await tools === tools, typeof tools.shop.name, typeof tools.shop.length];
