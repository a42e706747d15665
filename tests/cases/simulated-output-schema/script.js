return await tools.s.get().catch((error) => [error.kind, error.data.violations[0].pointer]);
