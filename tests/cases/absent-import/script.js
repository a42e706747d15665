import { readFile } from 'fs';
return await readFile('x');
