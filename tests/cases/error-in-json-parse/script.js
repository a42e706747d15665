const text = await tools.shop.slow();
return JSON.parse(text);
