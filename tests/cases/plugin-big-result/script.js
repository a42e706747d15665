return await tools.faulty.big().catch((error) => [error.kind, error.data]);
