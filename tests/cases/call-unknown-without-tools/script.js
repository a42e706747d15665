return await tools.any.thing().catch((error) => error.message);
