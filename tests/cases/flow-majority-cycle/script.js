const loop = {};
loop.self = loop;
return await majority([Promise.resolve(loop), Promise.resolve(loop)]).catch((error) => [error.name, /circular/i.test(error.message)]);
