const fs = require('fs');
return fs.readFileSync('x');
