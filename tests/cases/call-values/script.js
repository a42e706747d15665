const values = { text: "ü😀\u0000\n\"", n: [0, -0, 1e21, 1.5, 9007199254740991], nested: { t: true, f: false, nil: null }, gone: undefined, date: new Date(0) };
return await tools.shop.echo(values);
