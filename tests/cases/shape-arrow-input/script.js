async ({ name, tags }) => `${name}: ${tags.join(', ')}`
