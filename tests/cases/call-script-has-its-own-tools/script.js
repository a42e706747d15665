const tools = { shop: { echo: async (text) => `mine: ${text}` } };
return await tools.shop.echo('x');
