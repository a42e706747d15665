return { failed: new TypeError('no'), list: [Object.assign(new Error('x'), { code: 5 })], tool: await tools.shop.fail().catch((error) => error) };
