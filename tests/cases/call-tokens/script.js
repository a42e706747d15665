return (await tools.shop.echo({ text: 'hello world' })).text.length;
