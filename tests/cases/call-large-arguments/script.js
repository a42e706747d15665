return (await tools.shop.echo({ text: 'x'.repeat(4e6) })).text.length;
