const name = 'node:fs/promises';
const fs = await import(name);
return fs;
